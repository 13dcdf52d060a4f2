import { expect, it } from "vitest";
import { type Assertion, evaluate, openServices, parseEvaluators, samplesOf } from "../evaluators/index.ts";
import { failedCriteria } from "./failed-criteria.ts";

const messages = [
  { role: "user", text: "q" },
  { role: "assistant", text: "one two" },
] as unknown as Parameters<typeof samplesOf>[1];

/** What an evaluator of these assertions says was not met by "one two". */
async function failed(...assert: Assertion[]): Promise<unknown> {
  const [evaluator] = parseEvaluators([{ name: "e", scope: "turn", assert }]).evaluators;
  const [sample] = samplesOf("c", messages, { vars: { of: "count" } }, new Set(["turn"] as const));
  const evaluation = await evaluate(evaluator!, sample!, openServices({ trusted: false }));
  expect(evaluation.label).toBe("fail");
  return failedCriteria(evaluator!.definition.assert, evaluation).map(({ type, expected }) => [
    type,
    expected,
  ]);
}

it("names the second of two assertions of one type, where that is the one", async () => {
  expect(await failed({ type: "contains", value: "one" }, { type: "contains", value: "three" })).toEqual([
    ["contains", "three"],
  ]);
});

it("names what its metric is rendered of", async () => {
  expect(
    await failed({ type: "contains", value: "one" }, { type: "contains", value: "three", metric: "{{of}}" }),
  ).toEqual([["contains", "three"]]);
});

it("names a set and what failed in it, but nothing without weight or in a set that passes", async () => {
  const [one, three] = ["one", "three"].map((value) => ({ type: "contains", value }));
  expect(
    await failed(
      { type: "assert-set", threshold: 0.5, assert: [one!, three!] },
      { type: "contains", value: "four", weight: 0 },
      { type: "assert-set", assert: [{ ...three!, value: "five" }, one!] },
    ),
  ).toEqual([
    ["assert-set", undefined],
    ["contains", "five"],
  ]);
});

it("names of a suite's tests the only assertion there is, else none of another test", () => {
  const [one, two]: Assertion[] = ["one", "two"].map((value) => ({ type: "contains", value }));
  expect(failedCriteria([one!, one!], {})).toEqual([{ type: "contains", expected: "one" }]);
  expect(failedCriteria([one!, two!], {})).toEqual([]);
});
