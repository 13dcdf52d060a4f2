import type { Message } from "../../store/index.ts";

/** A tool as conversations show it: which arguments it takes and what their values look like. */
export interface SeenTool {
  readonly name: string;
  readonly calls: number;
  readonly arguments: readonly SeenArgument[];
}

export interface SeenArgument {
  /** At any depth of the arguments. */
  readonly key: string;
  readonly isList: boolean;
  /** Some texts and numbers that stood there. */
  readonly examples: readonly string[];
}

const mostExamples = 40;
const deepest = 8;

interface Seen {
  calls: number;
  readonly keys: Map<string, { isList: boolean; readonly examples: Set<string> }>;
}

/** Collects the tools of conversations, read one after the other. */
export class ToolsSeen {
  private readonly seen = new Map<string, Seen>();

  read(messages: readonly Message[]): void {
    for (const { role, toolCalls = [] } of messages)
      if (role === "assistant") for (const { name, args } of toolCalls) this.call(name, args);
  }

  /** By name, so that the order of conversations makes no difference. */
  all(): SeenTool[] {
    return [...this.seen]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { calls, keys }]) => ({
        name,
        calls,
        arguments: [...keys]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, { isList, examples }]) => ({ key, isList, examples: [...examples].sort() })),
      }));
  }

  private call(name: string, args: unknown): void {
    const tool = this.seen.get(name) ?? { calls: 0, keys: new Map() };
    tool.calls++;
    this.seen.set(name, tool);
    walk(args, undefined, tool, 0);
  }
}

function walk(value: unknown, key: string | undefined, tool: Seen, depth: number): void {
  if (depth > deepest) return;
  if (Array.isArray(value)) {
    if (key !== undefined) entryOf(tool, key).isList = true;
    for (const item of value) walk(item, key, tool, depth + 1);
  } else if (typeof value === "object" && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      entryOf(tool, name);
      walk(inner, name, tool, depth + 1);
    }
  else if (key !== undefined && (typeof value === "string" || typeof value === "number")) {
    const { examples } = entryOf(tool, key);
    if (examples.size < mostExamples) examples.add(String(value).slice(0, 80));
  }
}

function entryOf(tool: Seen, key: string) {
  const entry = tool.keys.get(key) ?? { isList: false, examples: new Set<string>() };
  tool.keys.set(key, entry);
  return entry;
}
