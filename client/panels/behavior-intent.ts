import {
  type BehaviorIntent,
  type BehaviorList,
  type BehaviorPageCommand,
  type BehaviorState,
  behaviorPageCommands,
} from "../../server/protocol/index.ts";

/** What the page of a behavior sent, checked field by field and made anew; undefined for everything that is no intent. */
export function parseBehaviorIntent(message: unknown): BehaviorIntent | undefined {
  if (!isRecord(message)) return undefined;
  const { type, id, file, line, list, kept, command } = message;
  switch (type) {
    case "ready":
    case "diagnose":
    case "improve":
    case "propose":
      return { type };
    case "openConversation":
    case "openBehavior":
      return isText(id) ? { type, id } : undefined;
    case "openPrompt":
      return isText(file) && isLine(line) ? { type, file, line } : undefined;
    case "list": {
      const wanted = parseList(list);
      return wanted && { type, list: wanted };
    }
    case "keep":
      return typeof kept === "boolean" ? { type, kept } : undefined;
    case "run":
      return isPageCommand(command) ? { type, command } : undefined;
    default:
      return undefined;
  }
}

function parseList(list: unknown): BehaviorList | undefined {
  if (!isRecord(list)) return undefined;
  const { of, word, evaluator, signal, tag } = list;
  switch (of) {
    case "all":
    case "failing":
      return { of };
    case "word":
      return isText(word) ? { of, word } : undefined;
    case "evaluator":
      return isText(evaluator) ? { of, evaluator } : undefined;
    case "signal":
      return isText(signal) ? { of, signal } : undefined;
    case "tag":
      return isText(tag) ? { of, tag } : undefined;
    default:
      return undefined;
  }
}

/** The behavior that a command is about: named by its id, or a node of a tree that is one. */
export function parseBehaviorTarget(target: unknown, folder?: unknown): BehaviorState | undefined {
  if (isText(target)) return { id: target, ...(isText(folder) && { folder }) };
  return isRecord(target) && typeof target.size === "number"
    ? parseBehaviorTarget(target.id, target.folder)
    : undefined;
}

/** What a page kept over a reload of the window. */
export function parseBehaviorState(state: unknown): BehaviorState | undefined {
  const kept = isRecord(state) ? state.of : undefined;
  if (!isRecord(kept) || !isText(kept.id)) return undefined;
  return { id: kept.id, ...(isText(kept.folder) && { folder: kept.folder }) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isLine = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isPageCommand = (value: unknown): value is BehaviorPageCommand =>
  (behaviorPageCommands as readonly unknown[]).includes(value);
