import type { SuggestionTarget } from "../server/protocol/index.ts";

/**
 * The suggestion that a command is about: named by its id, by id and folder, or a node of a tree that is about one. Whatever else a menu, a
 * link or a page hands over is none.
 */
export function parseSuggestionTarget(target: unknown, folder?: unknown): SuggestionTarget | undefined {
  if (isText(target)) return { id: target, ...(isText(folder) && { folder }) };
  if (!isRecord(target)) return undefined;
  if (isRecord(target.suggestion)) return parseSuggestionTarget(target.suggestion.id, target.folder);
  if (!isText(target.id)) return undefined;
  const { edits, confirmed } = target;
  return {
    ...parseSuggestionTarget(target.id, target.folder)!,
    ...(Array.isArray(edits) && { edits: edits.filter(isText) }),
    ...(Array.isArray(confirmed) && { confirmed: confirmed.filter(isText) }),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
