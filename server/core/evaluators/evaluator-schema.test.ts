import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { checkTypes, namesOf } from "./check-types.ts";
import { verifiableExamples } from "./checks/verifiable/testing.ts";
import { assertionDefinitions, evaluatorSchema } from "./evaluator-schema.ts";
import { parseEvaluators } from "./parse-evaluators.ts";

const validate = new Ajv({ strictTypes: false, strictRequired: false }).compile({
  ...evaluatorSchema,
  definitions: assertionDefinitions,
});
const accepts = (assertion: object) => validate({ name: "e", assert: [assertion] });

// One usable assertion of each type: the table, the parser and the schema must agree on all of them.
const examples: Record<string, object> = {
  ...verifiableExamples,
  outcome: { threshold: 0.5 },
  "recorded-evaluation": { value: "my-judge" },
  "tool-calls-per-message": { threshold: 1 },
  "no-text-beside-tool-call": {},
  "trajectory:tool-used": { value: { name: "a", min: 2 } },
  "trajectory:tool-args-match": { value: { name: "a", args: { b: 1 } } },
  "trajectory:tool-sequence": { value: ["a", { name: "b" }] },
  "trajectory:step-count": { value: { max: 3 } },
  "tool-call-f1": { value: ["a"], threshold: 0.5 },
  "is-valid-function-call": {},
  "is-valid-openai-function-call": {},
  "is-valid-openai-tools-call": {},
  "skill-used": { value: { pattern: "a*", max: 0 } },
  "is-xml": { value: "a.b" },
  "contains-xml": { value: { requiredElements: ["a"] } },
  "is-html": {},
  "contains-html": {},
  "is-sql": { value: { databaseType: "Sqlite", allowedTables: ["select::null::a"] } },
  "contains-sql": {},
  "is-refusal": {},
  levenshtein: { value: "a", threshold: 2 },
  "rouge-n": { value: "a", threshold: 0.5 },
  bleu: { value: ["a", "b"] },
  gleu: { value: "a" },
  meteor: { value: "a", alpha: 0.8 },
  "finish-reason": { value: "stop" },
  guardrails: {},
  perplexity: { threshold: 3 },
  "perplexity-score": { threshold: 0.3 },
  "trace-span-count": { value: { pattern: "*", max: 3 } },
  "trace-span-duration": { value: { max: 100, percentile: 95 } },
  "trace-error-spans": { value: { max_percentage: 5 } },
  equals: { value: { a: 1 } },
  "starts-with": { value: "a" },
  contains: { value: "a" },
  icontains: { value: 1 },
  "contains-any": { value: "a, b" },
  "contains-all": { value: ["a"] },
  "icontains-any": { value: ["a", 2] },
  "icontains-all": { value: "a" },
  regex: { value: "a" },
  "word-count": { value: { max: 9 } },
  "is-json": { value: { type: "object" } },
  "contains-json": {},
  latency: { threshold: 100 },
  cost: { threshold: 0.1 },
  javascript: { value: "output.length", threshold: 3, config: { a: 1 } },
  python: { value: "len(output)", threshold: 3 },
  ruby: { value: "output.length", threshold: 3 },
  webhook: { value: "https://checks.example.com/polite" },
  grounded: {},
  "llm-rubric": { value: "polite", threshold: 0.5, provider: "judge", trials: 3 },
  "g-eval": { value: ["polite", "short"], threshold: 0.7 },
  "model-graded-closedqa": { value: "polite" },
  factuality: { value: "It opens at ten." },
  "answer-relevance": { threshold: 0.8 },
  "context-faithfulness": { threshold: 0.8 },
  "context-recall": { value: "It opens at ten.", threshold: 0.8 },
  "context-relevance": {},
  "grounded-claims": { threshold: 0.9 },
  "conversation-relevance": { config: { windowSize: 3 } },
  "trajectory:goal-success": { value: "a refund" },
  similar: { value: ["a", "b"], threshold: 0.8 },
  "similar:cosine": { value: "a" },
  "similar:dot": { value: "a" },
  "similar:euclidean": { value: "a" },
  moderation: { value: ["hate"] },
  classifier: { value: "positive", threshold: 0.5 },
  pi: { value: "Is it polite?" },
  "select-best": { value: "the shortest" },
  "max-score": {},
  "assert-set": { assert: [{ type: "contains", value: "a" }], threshold: 0.5 },
};

test.each(checkTypes)("$name and its not- form pass parser and schema", (row) => {
  for (const type of namesOf(row)) {
    const assertion = { type, ...examples[row.name], weight: 2, metric: "m" };
    expect(parseEvaluators([{ name: "e", assert: [assertion] }]).problems).toEqual([]);
    expect(accepts(assertion)).toBe(true);
  }
});

test.each([
  [{ type: "contains" }],
  [{ type: "contains", value: "" }],
  [{ type: "nonsense", value: "a" }],
  [{ type: "latency", threshold: 1, value: 2 }],
  [{ type: "equals", value: 1, threshold: 2 }],
  [{ type: "word-count", value: {} }],
  [{ type: "trajectory:tool-used", value: [] }],
  [{ type: "tool-calls-per-message", threshold: 1.5 }],
  [{ type: "assert-set", assert: [] }],
  [{ type: "assert-set", assert: [{ type: "assert-set", assert: [{ type: "outcome" }] }] }],
  [{ type: "not-assert-set", assert: [{ type: "outcome" }] }],
])("%j passes neither parser nor schema", (assertion) => {
  expect(accepts(assertion)).toBe(false);
  expect(parseEvaluators([{ name: "e", assert: [assertion] }]).problems).not.toEqual([]);
});

test("every type has a sentence of documentation in the schema", () => {
  for (const { name, doc } of checkTypes) {
    expect(doc).toMatch(/^[A-Z].{20,}\.$/s);
    expect(JSON.stringify(assertionDefinitions)).toContain(JSON.stringify({ const: name, description: doc }));
  }
});
