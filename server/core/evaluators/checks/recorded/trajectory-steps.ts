import type { Span } from "../../../store/index.ts";
import { isRecord } from "../../is-record.ts";

export const STEP_TYPES = ["tool", "command", "search", "reasoning", "message", "span"] as const;
export type StepType = (typeof STEP_TYPES)[number];

/** What a span is as a step of the agent, in promptfoo's sense, and the names it may be meant by. */
export interface TrajectoryStep {
  readonly type: StepType;
  readonly names: readonly string[];
  readonly span: Span;
}

/** Tools that run commands: a call of one is a step of type `command`. */
const SHELLS = ["exec_command", "local_shell", "shell"];
const COMMAND_KEYS = ["codex.command", "command", "command.name", "command_name"];
const QUERY_KEYS = ["codex.search.query", "search.query", "search_query"];
const SEARCH_NAME = /(^|[\s._:/-])(search|find|lookup|retriev(?:e|al))($|[\s._:/-])/i;
const SEARCH_KEY = /(^|[._])(search|lookup|retriev(?:e|al))($|[._])/i;

export const trajectoryStepOf = (span: Span): TrajectoryStep => ({ ...kindOf(span), span });

function kindOf(span: Span): Omit<TrajectoryStep, "span"> {
  const tool = span.tool?.name ?? mcpTool(span.name);
  const isShell = tool !== undefined && SHELLS.includes(tool.trim().toLowerCase());
  const command = commandOf(span, isShell);
  if (command && (isShell || !tool)) {
    const program = command.split(/\s+/)[0];
    return {
      type: "command",
      names: [span.name, command, tool, program].filter((name) => name !== undefined),
    };
  }
  if (tool) return { type: "tool", names: [span.name, tool] };
  const query = queryOf(span);
  if (query) return { type: "search", names: [span.name, query] };
  const item = span.attributes["codex.item.type"];
  if (item === "reasoning" || /^reasoning([_\s]|$)/i.test(span.name))
    return { type: "reasoning", names: [span.name, "reasoning"] };
  if (item === "agent_message" || span.name === "agent response" || span.name === "send input")
    return { type: "message", names: [span.name, "message"] };
  return { type: "span", names: [span.name] };
}

/** "mcp server/tool". */
const mcpTool = (name: string): string | undefined =>
  name.startsWith("mcp ") ? /\/([^/]+)$/.exec(name)?.[1]?.trim() : undefined;

function commandOf({ name, attributes, tool }: Span, isShell: boolean): string | undefined {
  const told =
    firstText(attributes, COMMAND_KEYS) ??
    textIn(attributes, (key) => /command/i.test(key) && !/output|result/i.test(key));
  if (told) return told;
  if (isShell && isRecord(tool?.args)) {
    const { cmd, command, commands } = tool.args;
    const ran = cmd ?? command ?? commands;
    if (typeof ran === "string" && ran.trim() !== "") return ran.trim();
    if (Array.isArray(ran))
      return ran.map((part) => String(part).trim()).join(cmd || command ? " " : "; ") || undefined;
  }
  return name.startsWith("exec ") ? name.slice(5).trim() : undefined;
}

function queryOf({ name, attributes }: Span): string | undefined {
  const told = firstText(attributes, QUERY_KEYS);
  if (told) return told;
  const searches =
    SEARCH_NAME.test(name) || Object.keys(attributes).some((key) => key !== "query" && SEARCH_KEY.test(key));
  const query = searches ? firstText(attributes, ["query"]) : undefined;
  return query ?? (name.startsWith("search ") ? name.slice(7).replace(/^"|"$/g, "").trim() : undefined);
}

const firstText = (attributes: Span["attributes"], keys: readonly string[]): string | undefined =>
  keys
    .map((key) => attributes[key])
    .find((value): value is string => typeof value === "string" && value.trim() !== "")
    ?.trim();

const textIn = (attributes: Span["attributes"], isMeant: (key: string) => boolean): string | undefined =>
  Object.entries(attributes)
    .filter(([key]) => isMeant(key))
    .map(([, value]) => value)
    .find((value): value is string => typeof value === "string" && value.trim() !== "")
    ?.trim();
