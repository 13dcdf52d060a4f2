import { type ForbiddenCalls, forbiddenTools, type PromptTools } from "../attribution/index.ts";
import { isRecord } from "../evaluators/index.ts";
import type { PromptDocument } from "../prompt/index.ts";
import type { Row, Store } from "../store/index.ts";
import type { FiguresInput } from "./figures-input.ts";
import type { PromptFile } from "./prompt-files.ts";
import { toolsIn } from "./trace-queries.ts";

interface Version {
  readonly version: string;
  readonly document: PromptDocument;
}

/** Which tools conversations had, by their ids: `told` by a list that the model was given, `called` by its calls. */
interface ToolsHad {
  readonly told: ReadonlyMap<string, readonly string[]>;
  readonly called: ReadonlyMap<string, readonly string[]>;
  /** Names that calls use besides. */
  readonly argumentsOf: ReadonlyMap<string, readonly string[]>;
}

/** The tools of each prompt, and the calls that its lines forbid; nothing of prompts whose conversations show no tool. */
export async function toolsOfPrompts(
  store: Store,
  files: readonly PromptFile[],
  input: FiguresInput,
  versionsOf: (file: PromptFile) => readonly Version[],
): Promise<{ readonly tools: PromptTools[]; readonly forbidden: ForbiddenCalls[] }> {
  if (input.linked.size === 0) return { tools: [], forbidden: [] };
  const had = await toolsHad(store);
  const tools: PromptTools[] = [];
  const forbidden: ForbiddenCalls[] = [];
  for (const file of files) {
    const own = toolsOf(file.file, input, had);
    if (!own) continue;
    tools.push(own);
    forbidden.push(...forbiddenIn(file, own.names, versionsOf(file), input, had));
  }
  return { tools, forbidden };
}

function toolsOf(file: string, { linked }: FiguresInput, had: ToolsHad): PromptTools | undefined {
  const ids = [...new Set(linked.get(file)?.map(({ conversationId = "" }) => conversationId))];
  const offering = ids.filter((id) => had.told.has(id)).length;
  const conversations = ids.filter((id) => had.told.has(id) || had.called.has(id)).length;
  if (conversations === 0) return undefined;
  const names = new Set(ids.flatMap((id) => [...(had.told.get(id) ?? []), ...(had.called.get(id) ?? [])]));
  const sorted = [...names].sort();
  const others = new Set(sorted.flatMap((name) => had.argumentsOf.get(name) ?? []));
  return { file, conversations, offering, names: sorted, arguments: [...others].sort() };
}

/** Some conversations that show it. */
const mostShown = 3;

function forbiddenIn(
  { file, document }: PromptFile,
  names: readonly string[],
  versions: readonly Version[],
  { linked }: FiguresInput,
  had: ToolsHad,
): ForbiddenCalls[] {
  const lines = document.instructions
    .filter(({ triggers, kind }) => triggers.length === 0 && kind !== "example")
    .flatMap(({ key, text }) => forbiddenTools(text, names).map((tool) => ({ key, tool })));
  if (lines.length === 0) return [];
  const keysOf = new Map(
    versions.map((one) => [one.version, new Set(one.document.instructions.map(({ key }) => key))]),
  );
  return lines.flatMap(({ key, tool }): ForbiddenCalls[] => {
    const held = (linked.get(file) ?? []).filter(
      ({ version, missing }) =>
        keysOf.get(version ?? "")?.has(key) &&
        !(missing ? (JSON.parse(missing) as string[]) : []).includes(key),
    );
    const ids = [...new Set(held.map(({ conversationId = "" }) => conversationId))].sort();
    const calling = ids.filter((id) => had.called.get(id)?.includes(tool));
    if (calling.length === 0) return [];
    return [
      { file, key, tool, k: calling.length, n: ids.length, conversations: calling.slice(0, mostShown) },
    ];
  });
}

async function toolsHad({ tables }: Store): Promise<ToolsHad> {
  const [conversations, traces] = await Promise.all([
    tables.conversations.read({ columns: ["id", "labels"] }),
    tables.traces.read({ where: "`toolsHash` IS NOT NULL", columns: ["conversationId", "toolsHash"] }),
  ]);
  const hashes = [...new Set(traces.flatMap(({ toolsHash }) => toolsHash ?? []))];
  const lists = new Map(
    (await tables.texts.readAny("id", hashes)).map(({ id, text }) => [id, toolsIn(text)] as const),
  );
  const told = new Map<string, readonly string[]>();
  for (const { conversationId = "", toolsHash = "" } of traces) {
    const names = lists.get(toolsHash)?.map(({ name }) => name) ?? [];
    told.set(conversationId, [...(told.get(conversationId) ?? []), ...names]);
  }
  const defined = [...lists.values()].flat();
  const argumentsOf = new Map<string, readonly string[]>(
    defined.map(({ name, parameters }) => [name, fieldsOf(parameters)]),
  );
  const called = calledIn(conversations);
  const written = new Map(defined.map(({ name }) => [name.toLowerCase(), name]));
  for (const [name, args] of await shownBy(tables, called, written)) {
    written.set(name.toLowerCase(), name);
    argumentsOf.set(name, args);
  }
  return {
    told,
    argumentsOf,
    called: new Map(
      [...called].map(([id, names]) => [id, names.map((name) => written.get(name) ?? name)] as const),
    ),
  };
}

const label = "tool=";

/** By conversation the tools that were called, in lower case as labels have them. */
function calledIn(
  rows: readonly Pick<Row<"conversations">, "id" | "labels">[],
): Map<string, readonly string[]> {
  const called = new Map<string, readonly string[]>();
  for (const { id, labels } of rows) {
    const names = (labels ?? []).filter((one) => one.startsWith(label)).map((one) => one.slice(label.length));
    if (names.length > 0) called.set(id, names);
  }
  return called;
}

/** More tools than these are looked up by no example. */
const mostExamples = 100;

/** Names as they are written and the fields of their calls, of tools that no list defines: by one conversation each. */
async function shownBy(
  tables: Store["tables"],
  called: ReadonlyMap<string, readonly string[]>,
  written: ReadonlyMap<string, string>,
): Promise<Map<string, readonly string[]>> {
  const example = new Map<string, string>();
  for (const [id, names] of called)
    for (const name of names)
      if (!written.has(name) && !example.has(name) && example.size < mostExamples) example.set(name, id);
  const rows = await tables.spans.readAny("conversationId", [...new Set(example.values())].sort(), [
    "id",
    "tool",
  ]);
  const shown = new Map<string, readonly string[]>();
  for (const { tool } of rows.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const { name, args } = tool ? (JSON.parse(tool) as { name: string; args?: unknown }) : {};
    if (name !== undefined && example.has(name.toLowerCase()))
      shown.set(name, [
        ...new Set([...(shown.get(name) ?? []), ...(isRecord(args) ? Object.keys(args) : [])]),
      ]);
  }
  return shown;
}

const fieldsOf = (schema: unknown): string[] =>
  isRecord(schema) && isRecord(schema.properties) ? Object.keys(schema.properties) : [];
