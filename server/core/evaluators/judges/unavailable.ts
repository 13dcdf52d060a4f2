import type { CheckType } from "../check-type.ts";
import { unknownVerdict } from "../check-type.ts";

const share = { type: "number" } as const;

/** promptfoo's types that ask a service of another kind, or compare outputs of one input: known by name, and unknown on every sample. */
const unavailable = (name: string, why: string): CheckType => ({
  name,
  doc: `The \`${name}\` of promptfoo, read so that its configurations load; every sample is unknown. ${why}`,
  version: 1,
  value: {},
  threshold: share,
  required: [],
  prepare: () => ({ check: () => unknownVerdict(`\`${name}\` is not judged here. ${why}`) }),
});

export const moderation = unavailable(
  "moderation",
  "It needs a moderation service, and `models:` names chat models and an embedder. An `llm-rubric` that says what is not allowed asks a chat model.",
);
export const classifier = unavailable(
  "classifier",
  "It needs a classification model, and `models:` names chat models and an embedder. An `llm-rubric` asks a chat model for the class.",
);
export const pi = unavailable(
  "pi",
  "It asks the scoring service of one company. An `llm-rubric` with the same question asks the chat model of your choice.",
);
export const selectBest = unavailable(
  "select-best",
  "It compares several outputs for one input, and a sample has one output.",
);
export const maxScore = unavailable(
  "max-score",
  "It compares several outputs for one input, and a sample has one output.",
);
