import { describe, expect, test } from "vitest";
import { defaultEvaluators } from "./evaluator.ts";
import { parseEvaluators } from "./parse-evaluators.ts";
import { evaluatorOf } from "./testing.ts";

const contains = { type: "contains", value: "x" };

test("reads an entry whole", () => {
  const { evaluators, problems } = parseEvaluators([
    {
      name: "one-tool-call",
      description: "One at a time.",
      prompts: ["airline"],
      when: [{ type: "trajectory:tool-used", value: "cancel" }],
      assert: [
        { type: "tool-calls-per-message", threshold: 1, metric: "tools" },
        { type: "no-text-beside-tool-call" },
      ],
      covers: ["one tool call at a time"],
      safety: true,
    },
  ]);
  expect(problems).toEqual([]);
  expect(evaluators[0]).toMatchObject({
    name: "one-tool-call",
    description: "One at a time.",
    scope: "conversation",
    prompts: ["airline"],
    covers: ["one tool call at a time"],
    isSafety: true,
    trust: "untested",
    definition: {
      assert: [{ type: "tool-calls-per-message", threshold: 1 }, { type: "no-text-beside-tool-call" }],
    },
  });
});

test("the default evaluator is the recorded outcome", () => {
  expect(defaultEvaluators()).toMatchObject([
    { name: "outcome", scope: "conversation", trust: "declared", covers: [] },
  ]);
  expect(parseEvaluators(undefined)).toEqual({ evaluators: [], problems: [] });
});

test.each([
  [{ assert: [contains] }, "turn", "untested"],
  [{ assert: [contains, { type: "not-outcome" }] }, "conversation", "untested"],
  [{ when: [{ type: "outcome" }], assert: [contains] }, "conversation", "untested"],
  [{ scope: "call", assert: [{ type: "outcome" }] }, "call", "declared"],
  [
    {
      assert: [
        { type: "latency", threshold: 1 },
        { type: "not-cost", threshold: 1 },
      ],
    },
    "turn",
    "declared",
  ],
])("%j has scope %s and is %s", (definition, scope, trust) => {
  expect(evaluatorOf(definition)).toMatchObject({ scope, trust });
});

describe("the key", () => {
  const key = (definition: object) => evaluatorOf({ assert: [contains], ...definition }).key;
  test("stays where the verdicts must stay the same", () => {
    expect(key({ description: "d", covers: ["c"], prompts: ["p"], safety: true })).toBe(key({}));
    expect(key({ assert: [{ value: "x", type: "contains" }] })).toBe(key({}));
    expect(key({ scope: "turn" })).toBe(key({}));
  });
  test("changes with whatever can change a verdict or the name of its parts", () => {
    const changes = [
      {},
      { name: "other" },
      { scope: "call" },
      { threshold: 0.5 },
      { when: [contains] },
      { assert: [{ ...contains, value: "y" }] },
      { assert: [{ ...contains, weight: 2 }] },
      { assert: [{ ...contains, metric: "m" }] },
      { assert: [{ ...contains, type: "not-contains" }] },
    ];
    expect(new Set(changes.map(key)).size).toBe(changes.length);
  });
});

describe("problems", () => {
  const report = (raw: unknown) =>
    parseEvaluators(raw).problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const one = (entry: object) => report([{ name: "e", assert: [contains], ...entry }]);

  test.each([
    ["regxe", "There is no assertion type `regxe`; did you mean `regex`?"],
    ["not-contain", "There is no assertion type `not-contain`; did you mean `not-contains`?"],
    [
      "trajectory:tools-used",
      "There is no assertion type `trajectory:tools-used`; did you mean `trajectory:tool-used`?",
    ],
    ["llm-judge", "There is no assertion type `llm-judge`."],
    ["not-not-contains", "There is no assertion type `not-not-contains`; did you mean `not-contains`?"],
    ["constructor", "There is no assertion type `constructor`."],
  ])("unknown type %s", (type, message) => {
    expect(one({ assert: [{ type, value: "x" }] })).toEqual([`0.assert.0.type: ${message}`]);
  });

  test.each([
    [{ name: undefined }, "0: An evaluator needs a `name` that is a text and not empty."],
    [{ name: " " }, "0.name: An evaluator needs a `name` that is a text and not empty."],
    [{ scope: "session" }, '0.scope: `scope` must be call, turn or conversation, not "session".'],
    [{ safety: "yes" }, "0.safety: `safety` must be true or false."],
    [{ threshold: 2 }, "0.threshold: `threshold` must be a number from 0 to 1."],
    [{ covers: [1] }, "0.covers.0: `covers` must be a list of texts that are not empty."],
    [{ prompts: "" }, "0.prompts: `prompts` must be a list of texts that are not empty."],
    [{ asert: [] }, "0.asert: `asert` is no key of an evaluator; did you mean `assert`?"],
    [{ assert: undefined }, "0: An evaluator needs `assert`: a list of assertions."],
    [{ assert: [] }, "0.assert: `assert` must be a list of assertions that is not empty."],
    [{ when: "x" }, "0.when: `when` must be a list of assertions that is not empty."],
    [{ assert: [{ type: "contains" }] }, "0.assert.0: `contains` needs a `value`."],
    [
      { assert: [{ ...contains, treshold: 1 }] },
      "0.assert.0.treshold: `treshold` is no key of an assertion; did you mean `threshold`?",
    ],
    [
      { assert: [{ ...contains, weight: -1 }] },
      "0.assert.0.weight: `weight` must be a number of at least 0.",
    ],
    [
      { assert: [{ ...contains, value: "file://x.txt" }] },
      "0.assert.0.value: A `file://` value is not read here; write the value itself.",
    ],
    [
      { when: [{ type: "cost", threshold: Number.NaN }] },
      "0.when.0.threshold: `threshold` must be a number of at least 0.",
    ],
    [
      { assert: [{ type: "outcome", threshold: 50 }] },
      "0.assert.0.threshold: `threshold` must be a number of at least 0 and at most 1.",
    ],
  ])("%j", (entry, problem) => {
    expect(one(entry)).toEqual([problem]);
  });

  test.each([["text"], [{}], [7]])("`evaluators: %j` is no list", (raw) => {
    expect(report(raw)).toEqual([": `evaluators` must be a list, one entry for each evaluator."]);
  });

  test("a bad evaluator is left out and the rest kept; a name belongs to the first", () => {
    const { evaluators, problems } = parseEvaluators([
      null,
      { name: "a", assert: [contains] },
      { name: "bad", assert: [{ type: "regex", value: "(" }, "text", contains] },
      { name: "a", assert: [contains] },
      { name: "b", assert: [contains] },
    ]);
    expect(evaluators.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(problems.map(({ path }) => path)).toEqual([
      [0],
      [2, "assert", 0, "value"],
      [2, "assert", 1],
      [3, "name"],
    ]);
  });
});
