import type { ImproveAsked } from "../server/protocol/index.ts";

/** What is to become better; what a person calls it, where that is known. */
export interface ImproveTarget extends Pick<ImproveAsked, "target" | "prompt" | "folder"> {
  readonly name?: string;
}

/**
 * The evaluator or behavior that a command is about: named by a light bulb or a page, or a node of a tree that is one. Whatever else a menu
 * hands over is none.
 */
export function parseImproveTarget(given: unknown, folder?: unknown): ImproveTarget | undefined {
  if (!isRecord(given)) return undefined;
  const { target, prompt, kind, name, id, evaluator, size } = given;
  const place = isText(given.folder) ? given.folder : folder;
  const named = (wanted: unknown, called: unknown): ImproveTarget | undefined =>
    isText(wanted)
      ? {
          target: wanted,
          ...(isText(called) && { name: called }),
          ...(isText(prompt) && { prompt }),
          ...(isText(place) && { folder: place }),
        }
      : undefined;
  if (isRecord(evaluator)) return named(evaluator.name, evaluator.name);
  if (typeof size === "number" || kind === "behavior") return named(id, name);
  if (kind === "evaluator") return named(name, name);
  return named(target, name);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
