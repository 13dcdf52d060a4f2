import { randomInt } from "node:crypto";
import type { AnswerSchema } from "./chat-model.ts";

/** An object with these properties and no others, as endpoints want it. */
export const closed = (properties: Readonly<Record<string, unknown>>): AnswerSchema => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** Different numbers of three digits, or of as many as it takes, drawn anew for each call: no text can name another's. */
export function drawnNumbers(count: number): number[] {
  const digits = Math.max(3, String(count * 2).length);
  const numbers = new Set<number>();
  while (numbers.size < count) numbers.add(randomInt(10 ** (digits - 1), 10 ** digits));
  return [...numbers];
}
