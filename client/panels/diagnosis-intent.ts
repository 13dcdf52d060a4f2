import {
  type DiagnosisIntent,
  type DiagnosisPageCommand,
  type DiagnosisState,
  type DiagnosisTarget,
  diagnosisPageCommands,
} from "../../server/protocol/index.ts";

/** What the page of a diagnosis sent, checked field by field and made anew; undefined for everything that is no intent. */
export function parseDiagnosisIntent(message: unknown): DiagnosisIntent | undefined {
  if (!isRecord(message)) return undefined;
  const { type, file, key, mechanism, id, message: at, evaluator, command } = message;
  switch (type) {
    case "ready":
    case "again":
    case "cancel":
    case "copy":
    case "improve":
      return { type };
    case "openLine":
      return isText(file) && isText(key) ? { type, file, key } : undefined;
    case "list":
      return isText(file) && isText(mechanism) ? { type, file, mechanism } : undefined;
    case "openConversation":
      if (!isText(id) || !isAbsentOr(at, isIndex) || !isAbsentOr(evaluator, isText)) return undefined;
      return {
        ...{ type, id },
        ...(at !== undefined && { message: at }),
        ...(evaluator !== undefined && { evaluator }),
      };
    case "openBehavior":
      return isText(id) ? { type, id } : undefined;
    case "run":
      return isPageCommand(command) ? { type, command } : undefined;
    default:
      return undefined;
  }
}

/** What a command is told to diagnose: by a page, a link or a lens, or by a node of a tree that is an evaluator, a behavior or a conversation. */
export function parseDiagnosisTarget(target: unknown): DiagnosisTarget | undefined {
  if (!isRecord(target)) return undefined;
  const { kind, file, name, id, evaluator, conversation, size } = target;
  if (isRecord(evaluator)) return parseDiagnosisTarget({ kind: "evaluator", name: evaluator.name });
  if (isRecord(conversation)) return parseDiagnosisTarget({ kind: "conversation", id: conversation.id });
  if (typeof size === "number") return parseDiagnosisTarget({ kind: "behavior", id });
  switch (kind) {
    case "workspace":
      return { kind };
    case "prompt":
      return isText(file) ? { kind, file } : undefined;
    case "evaluator":
      return isText(name) ? { kind, name } : undefined;
    case "behavior":
      return isText(id) ? { kind, id } : undefined;
    case "conversation":
      return isText(id) ? { kind, id, ...(isText(evaluator) && { evaluator }) } : undefined;
    default:
      return undefined;
  }
}

/** What a page kept over a reload of the window. */
export function parseDiagnosisState(state: unknown): DiagnosisState | undefined {
  const kept = isRecord(state) ? state.of : undefined;
  if (!isRecord(kept)) return undefined;
  const of = parseDiagnosisTarget(kept.of);
  return of && { of, ...(isText(kept.folder) && { folder: kept.folder }) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isAbsentOr = <T>(value: unknown, is: (value: unknown) => value is T): value is T | undefined =>
  value === undefined || is(value);
const isPageCommand = (value: unknown): value is DiagnosisPageCommand =>
  (diagnosisPageCommands as readonly unknown[]).includes(value);
