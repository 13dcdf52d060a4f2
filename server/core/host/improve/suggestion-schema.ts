import { Ajv } from "ajv";
import { onDemand } from "../../base/index.ts";
import type { JsonSchema } from "../../evaluators/index.ts";
import { count, listOf, object, text } from "../json-shapes.ts";

const amount: JsonSchema = { type: "number" };

const kind: JsonSchema = { enum: ["behavior", "evaluator"] };
const counts = object({ pass: count, n: count });
const changed = listOf(
  object({ case: text, evaluators: listOf(text) }, { conversationId: text, behavior: text }),
);

const hunk = object(
  {
    ...{ id: text, file: text, replaced: text, text },
    range: object({ start: count, end: count }),
  },
  {
    ...{ operator: text, reason: text },
    worth: object({ effect: amount, cases: count, alone: { type: "boolean" } }),
  },
);

const suggestion = object({
  ...{ id: { type: "string", pattern: "^[A-Za-z0-9_-]{4,64}$" }, cycle: text, atMs: amount },
  target: object({ kind, id: text, name: text }),
  prompt: object({ name: text, file: text, version: text }),
  base: { type: "object", additionalProperties: text },
  hunks: listOf(hunk),
  analysis: text,
  effects: listOf(object({ kind, id: text, name: text, before: counts, after: counts })),
  ...{ fixed: changed, broken: changed },
  gate: object({ cases: count, trials: count, errorRate: amount }),
  flags: listOf(object({ rule: text, message: text }, { hunk: text })),
  cost: object({ calls: count, reflections: count, candidates: count }, { usd: amount }),
});

const names = listOf(text);
const plan = object({
  target: object({ kind, id: text, name: text }),
  prompt: object({ name: text, file: text, version: text }),
  agent: object({ name: text, place: text }),
  cases: object({ train: count, validation: count, heldOut: count }),
  ...{ proposer: text, deciding: names, undecided: names, judges: names },
  budget: object({ calls: amount, usd: amount }),
});

const cycle = object({
  ...{ id: text, atMs: amount, plan, dataset: text, metricCalls: count, reflections: count },
  ...{ context: object({}, { cause: text, kind: text, evaluator: text, behavior: text }) },
  tried: listOf(object({ operator: text, text }, { effect: amount })),
  spent: object({ calls: count }, { inputTokens: count, outputTokens: count, usd: amount }),
  suggestion,
});

const validator = onDemand(() => new Ajv({ allowUnionTypes: true }).compile(cycle));

/** Why a value is no cycle with a suggestion, as a clause; undefined where it is one. */
export function noFiledCycle(value: unknown): string | undefined {
  const validate = validator();
  if (validate(value)) return undefined;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath || "it"} ${first?.message ?? "is not valid"}`;
}
