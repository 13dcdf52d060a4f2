import type { Frozen } from "../attribution/index.ts";
import type { JsonSchema } from "../evaluators/index.ts";

const text = (description: string): JsonSchema => ({ type: "string", pattern: "\\S", description });

export const frozenSchema: JsonSchema = {
  type: "array",
  description: "What of prompts is never changed, whatever changes them.",
  items: {
    anyOf: [
      text('A section by its heading ("## Safety"), a line by its #anchor, or a quotation as in `covers:`.'),
      {
        type: "object",
        required: ["lines"],
        additionalProperties: false,
        properties: { lines: text("Every line that holds these words.") },
      },
    ],
  },
};

/** `frozen:` as far as it can be read; the schema refuses the rest. */
export const frozenIn = (raw: unknown): Frozen[] =>
  (Array.isArray(raw) ? raw : []).flatMap((one: unknown): Frozen[] => {
    if (typeof one === "string") return one.trim() === "" ? [] : [one];
    const lines = (one as { lines?: unknown } | null)?.lines;
    return typeof lines === "string" && lines.trim() !== "" ? [{ lines }] : [];
  });
