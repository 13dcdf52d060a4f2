import { readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { groupBy } from "../../base/index.ts";
import {
  type ComponentFile,
  type LostComponent,
  type ReadComponents,
  readComponents,
  type Texts,
} from "../../improve/index.ts";
import type { AgentTool, AgentTurn } from "../../models/index.ts";
import type { AgentDefinition } from "../config-agents.ts";
import type { AgentComponent } from "../config-components.ts";
import { toolsFrom } from "../replay/recorded-context.ts";

/** What of an agent may be changed beside its prompt. */
export interface CycleComponents {
  readonly files: readonly ComponentFile[];
  /** Those that nothing can be done with, and why. */
  readonly lost: readonly LostComponent[];
}

/** What an agent is run with, of texts of files that may have been changed. */
export interface TriedFiles {
  /** What the agent reads itself. */
  readonly files?: AgentTurn["files"];
  /** Members of the model's request. */
  readonly request?: Readonly<Record<string, unknown>>;
  /** The tools that are offered, with what the file says of them. */
  readonly toolsOf: (captured: readonly AgentTool[]) => readonly AgentTool[];
}

/** Reads the files that the configuration names. What is not there, or is the prompt itself, is told and left out. */
export async function cycleComponents(
  { components = [] }: AgentDefinition,
  root: string,
  prompt: string,
): Promise<CycleComponents> {
  const byFile = groupBy(components, ({ file }) => file);
  const read = await Promise.all(
    [...byFile].map(async ([file, specs]): Promise<ReadComponents & ComponentFile> => {
      const lost = (why: string) => ({
        file,
        specs,
        text: "",
        components: [],
        lost: specs.map((spec) => ({ spec, why })),
      });
      if (file === prompt) return lost(`${file} is the prompt itself, whose lines are edited already.`);
      const text = await readFile(join(root, file), "utf8").catch(() => undefined);
      return text === undefined
        ? lost(`${file} is not there.`)
        : { file, specs, text, ...readComponents(file, text, specs) };
    }),
  );
  return {
    files: read.flatMap(({ file, specs, text, components: found }) =>
      found.length === 0 ? [] : [{ file, specs, text }],
    ),
    lost: read.flatMap((one) => one.lost),
  };
}

/** How an agent is given these texts: a model by what it is sent, all others by the files. */
export function triedFiles(
  { files }: CycleComponents,
  texts: Texts,
  { settings, toolsFile }: AgentDefinition,
  root: string,
): TriedFiles {
  const now = files.map((one) => ({ ...one, text: texts[one.file] ?? one.text }));
  if (settings.run !== "model")
    return {
      toolsOf: (captured) => captured,
      ...(now.length > 0 && { files: Object.fromEntries(now.map(({ file, text }) => [file, text])) }),
    };
  const own = toolsFile === undefined ? undefined : relative(root, toolsFile).split(sep).join("/");
  const tools = now.find(({ file }) => file === own)?.text;
  const said = new Map(
    tools === undefined ? [] : toolsFrom(tools, own ?? "").map((tool) => [tool.name, tool]),
  );
  const request = Object.fromEntries(now.flatMap(membersIn));
  return {
    toolsOf: (captured) => captured.map((tool) => said.get(tool.name) ?? tool),
    ...(Object.keys(request).length > 0 && { request }),
  };
}

function membersIn({ file, text, specs }: ComponentFile): [string, unknown][] {
  return (specs as readonly AgentComponent[]).flatMap((spec): [string, unknown][] => {
    const [value] = spec.sets === undefined ? [] : readComponents(file, text, [spec]).components;
    return value ? [[spec.sets!, value.isText ? value.text : (JSON.parse(value.text) as unknown)]] : [];
  });
}
