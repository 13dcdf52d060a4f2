import { readFile } from "node:fs/promises";
import { fileUnreadable, groupBy, messageOf, UserError } from "../../base/index.ts";
import type { AgentTool } from "../../models/index.ts";
import { readPrompt } from "../../prompt/index.ts";
import type { Row, Store, WholeConversation } from "../../store/index.ts";
import type { PromptFile } from "../prompt-files.ts";
import type { RecordedPrompt } from "./fresh-system-text.ts";
import { wholeVariables } from "./whole-variables.ts";

/** A recorded conversation with what a fresh run of it needs. */
export interface RecordedContext extends RecordedPrompt {
  readonly whole: WholeConversation;
  /** Version of the prompt that was found in it. */
  readonly version: string | undefined;
  /** As they were captured, else of the agent's file. */
  readonly tools: readonly AgentTool[];
}

/** In the order of `ids`; ids nobody knows are left out. Throws `file-unreadable`, `tools-unreadable`. */
export async function recordedContext(
  store: Store,
  ids: readonly string[],
  file: PromptFile,
  toolsFile: string | undefined,
): Promise<RecordedContext[]> {
  const { traces, links, texts, promptVersions } = store.tables;
  const [wholes, traceRows, linkRows] = await Promise.all([
    store.conversations(ids),
    traces.readAny("conversationId", ids),
    links.readAny("conversationId", ids),
  ]);
  const tracesOf = groupBy(traceRows, ({ conversationId }) => conversationId ?? "");
  const linksOf = groupBy(linkRows, ({ conversationId }) => conversationId ?? "");
  const textOf = new Map(
    (
      await texts.readAny(
        "id",
        traceRows.flatMap(({ systemHash, toolsHash }) =>
          [systemHash, toolsHash].flatMap((hash) => hash ?? []),
        ),
      )
    ).map(({ id, text }) => [id, text ?? ""]),
  );
  const versionIds = [...new Set(linkRows.map(versionId))];
  const known = new Map(
    (await promptVersions.readAny("id", versionIds)).map((row) => [row.id, versionOf(row, file)]),
  );
  const fromFile = toolsFile === undefined ? [] : await toolsIn(toolsFile);
  return wholes.map((whole) => {
    const { id } = whole.conversation;
    const own = tracesOf.get(id) ?? [];
    const links = linksOf.get(id) ?? [];
    const link = links.find((row) => row.file === file.file);
    const captured = toolsOf(own.flatMap(({ toolsHash }) => textOf.get(toolsHash ?? "") ?? []));
    const systemHash = own.find((trace) => trace.systemHash)?.systemHash;
    const systemText = systemHash === undefined ? undefined : textOf.get(systemHash);
    return {
      whole,
      version: link?.version,
      systemText,
      document: link && known.get(versionId(link))?.document,
      range: rangeOf(link),
      variables: wholeVariables({
        kept: link?.variables ? (JSON.parse(link.variables) as Record<string, string>) : {},
        given: whole.conversation.attributes.promptVariables,
        systemText,
        versions: links.flatMap((row) => known.get(versionId(row)) ?? []),
        file: file.file,
      }),
      tools: captured.length > 0 ? captured : fromFile,
    };
  });
}

const versionId = ({ file, version }: Pick<Row<"links">, "file" | "version">): string => `${file}@${version}`;

function versionOf(
  { file = "", version = "", text = "", atMs = 0 }: Row<"promptVersions">,
  meant: PromptFile,
) {
  const options = file === meant.file ? meant.options : undefined;
  return { file, name: file, version, atMs, document: readPrompt(file, text, options) };
}

const rangeOf = (link: Row<"links"> | undefined) =>
  link?.rangeStart === undefined || link.rangeEnd === undefined
    ? undefined
    : { start: link.rangeStart, end: link.rangeEnd };

/** Each tool once; several traces of a conversation name the same ones. */
function toolsOf(texts: readonly string[]): AgentTool[] {
  const tools = texts.flatMap((text) => {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? (list as AgentTool[]) : [];
  });
  return [...new Map(tools.map((tool) => [tool.name, tool])).values()];
}

/** Definitions as OpenAI's API takes them (`{ type, function }`), or the functions alone. */
async function toolsIn(file: string): Promise<AgentTool[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw fileUnreadable(file, messageOf(error));
  });
  return toolsFrom(text, file);
}

/** The tools that a file with this text defines. Throws `tools-unreadable`. */
export function toolsFrom(text: string, file: string): AgentTool[] {
  try {
    const list = JSON.parse(text) as { function?: AgentTool; name?: string }[];
    const tools = list.map((one) => one.function ?? (one as AgentTool));
    if (tools.every(({ name }) => typeof name === "string")) return tools;
  } catch {
    // Told below.
  }
  throw new UserError(
    "tools-unreadable",
    `${file} is no JSON list of tool definitions.`,
    "A definition is { name, description, parameters }, or that under `function`, as OpenAI's API takes it.",
  );
}
