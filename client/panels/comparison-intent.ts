import type { ComparedPair, ComparisonIntent } from "../../server/protocol/index.ts";

/** What the page of a comparison sent, checked field by field and made anew; undefined for everything that is no intent. */
export function parseComparisonIntent(message: unknown): ComparisonIntent | undefined {
  if (!isRecord(message)) return undefined;
  const { type, file, key } = message;
  switch (type) {
    case "ready":
    case "again":
    case "swap":
    case "choose":
    case "cancel":
    case "copy":
      return { type };
    case "openLine":
      return isText(file) && isText(key) ? { type, file, key } : undefined;
    default:
      return undefined;
  }
}

/** What a command is told to compare. */
export function parseComparedPair(target: unknown): ComparedPair | undefined {
  if (!isRecord(target)) return undefined;
  const { own, other, folder } = target;
  return isText(own) && isText(other) ? { own, other, ...(isText(folder) && { folder }) } : undefined;
}

/** What a page kept over a reload of the window. */
export const parseComparisonState = (state: unknown): ComparedPair | undefined =>
  isRecord(state) ? parseComparedPair(state.of) : undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
