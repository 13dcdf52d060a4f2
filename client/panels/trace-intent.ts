import {
  type TraceFocus,
  type TraceIntent,
  type TracePageCommand,
  type TraceState,
  tracePageCommands,
} from "../../server/protocol/index.ts";

/** What the trace viewer sent, checked field by field and made anew; undefined for everything that is no intent. */
export function parseTraceIntent(message: unknown): TraceIntent | undefined {
  if (!isRecord(message)) return undefined;
  const { type, id, place, file, line, instruction, title, kept, command } = message;
  switch (type) {
    case "ready":
    case "openAsText":
    case "showSuspects":
    case "replay":
      return { type };
    case "span":
      return isText(id) ? { type, id } : undefined;
    case "openBehavior":
      return isText(id) ? { type, id } : undefined;
    case "text":
      return isText(place) ? { type, place } : undefined;
    case "openPrompt":
      return isText(file) && isIndex(line) ? { type, file, line } : undefined;
    case "showFailing":
      return isText(instruction) && isText(title) ? { type, instruction, title } : undefined;
    case "label":
      return labelIntent(message);
    case "keep":
      return typeof kept === "boolean" ? { type, kept } : undefined;
    case "run":
      return isPageCommand(command) ? { type, command } : undefined;
    default:
      return undefined;
  }
}

function labelIntent({
  label,
  why,
  evaluator,
  sample,
  who,
}: Record<string, unknown>): TraceIntent | undefined {
  if (label !== undefined && label !== "pass" && label !== "fail" && label !== "unknown") return undefined;
  return {
    type: "label",
    ...(label !== undefined && { label }),
    ...(isText(why) && { why: why.slice(0, 2_000) }),
    ...(isText(evaluator) && { evaluator }),
    ...(isText(sample) && { sample }),
    ...(isText(who) && { who }),
  };
}

/** What a page kept over a reload of the window. */
export function parseTraceState(state: unknown): TraceState | undefined {
  const kept = isRecord(state) ? state.of : undefined;
  if (!isRecord(kept) || !isText(kept.id)) return undefined;
  return { id: kept.id, ...(isText(kept.folder) && { folder: kept.folder }) };
}

/** The conversation that a command is about: named by its id, or a node of a tree that is about one. */
export function parseConversationTarget(target: unknown, folder?: unknown): TraceState | undefined {
  if (isText(target)) return { id: target, ...(isText(folder) && { folder }) };
  if (!isRecord(target) || !isRecord(target.conversation)) return undefined;
  return parseConversationTarget(target.conversation.id, target.folder);
}

/** What a link in a hover or another view asks to see. */
export function parseFocus(focus: unknown): TraceFocus | undefined {
  if (!isRecord(focus)) return undefined;
  const { message, evaluator, instructions } = focus;
  return {
    ...(isIndex(message) && { message }),
    ...(isText(evaluator) && { evaluator }),
    ...(Array.isArray(instructions) && { instructions: instructions.filter(isText) }),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isPageCommand = (value: unknown): value is TracePageCommand =>
  (tracePageCommands as readonly unknown[]).includes(value);
