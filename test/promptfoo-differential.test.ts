import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { groupBy } from "../server/core/base/index.ts";
import { checkTypes, openServices } from "../server/core/evaluators/index.ts";
import type { RecordedVerdicts } from "./support/promptfoo/case.ts";
import { digestOf, promptfooCases } from "./support/promptfoo/cases.ts";
import { differences, explanationOf, isSameVerdict } from "./support/promptfoo/differences.ts";
import { ourVerdict } from "./support/promptfoo/our-verdict.ts";

/**
 * Our verdicts and scores against those of promptfoo 0.121.20 itself, which `npm run compare:promptfoo` recorded. A difference is allowed
 * where `differences` says why.
 */
const { verdicts } = JSON.parse(
  readFileSync(join(import.meta.dirname, "promptfoo-verdicts.json"), "utf8"),
) as {
  readonly verdicts: RecordedVerdicts;
};
// Busy machines are no difference.
const services = openServices({ trusted: false, deadlineMs: 10_000 });
afterAll(() => services.close());

const byType = groupBy(promptfooCases, ({ type }) => type);
const used = new Set<string>();

describe.each([...byType.keys()])("%s", (type) => {
  const cases = byType.get(type)!;

  test("has at least 20 cases, each with a recorded verdict, and both verdicts among them", () => {
    const recorded = cases.map((one) => verdicts[type]?.[digestOf(one)]);
    expect(cases.length).toBeGreaterThanOrEqual(20);
    expect(recorded.filter((verdict) => verdict === undefined)).toEqual([]);
    for (const label of ["pass", "fail"])
      expect(recorded.some((verdict) => verdict?.startsWith(label))).toBe(true);
  });

  test("is judged as by promptfoo", async () => {
    const unexplained: unknown[] = [];
    for (const one of cases) {
      const theirs = verdicts[type]?.[digestOf(one)] ?? "missing";
      const ours = await ourVerdict(one, services);
      if (isSameVerdict(ours, theirs)) continue;
      const why = explanationOf(one, ours, theirs);
      if (why) used.add(why);
      else unexplained.push({ assert: one.assert, output: one.output, theirs, ours });
    }
    expect(unexplained).toEqual([]);
  });
});

test("every difference that is explained is there", () => {
  expect(differences.map(({ why }) => why).filter((why) => !used.has(why))).toEqual([]);
});

/** Ours alone, or code: what promptfoo has no deterministic verdict on. */
const OURS = ["outcome", "tool-calls-per-message", "no-text-beside-tool-call"];
const CODE = ["javascript", "python", "ruby", "webhook"];

test("every deterministic type that both have is among them", () => {
  const names = checkTypes.filter(({ name }) => byType.has(name)).map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(43);
  for (const type of Object.keys(verdicts)) expect(byType.has(type)).toBe(true);
  for (const name of [...OURS, ...CODE]) expect(byType.has(name)).toBe(false);
});
