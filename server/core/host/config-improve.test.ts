import { expect, test } from "vitest";
import { parseSuiteEntry } from "../evaluators/index.ts";
import { parseConfig } from "./config.ts";
import { completeConfig } from "./config-completion.ts";

const improveIn = (text: string) =>
  parseConfig(`version: 1\nimprove: ${text}\n`, { root: "/w", trusted: true });

test("what searches may take and when one waits; what cannot be read counts as not said and is told", () => {
  expect(parseConfig("version: 1\n", { root: "/w", trusted: true }).improve).toEqual({ budget: {} });
  expect(improveIn("{ agent: a, budget: { calls: 90, usd: 0.5 }, when: { below: 0.8 } }").improve).toEqual({
    ...{ agent: "a", budget: { calls: 90, usd: 0.5 }, when: { below: 0.8, cases: 20 } },
  });
  const wrong = improveIn("{ budget: { calls: 1.5 }, when: { below: 3 } }");
  expect(wrong.improve).toEqual({ budget: {} });
  expect(wrong.issues.length).toBeGreaterThanOrEqual(2);
  // Whatever somebody writes, no key of it makes a search begin or an edit apply by itself.
  expect(improveIn("{ apply: true }").issues).toHaveLength(1);
});

test("its keys are completed", () => {
  const text = "version: 1\nimprove:\n  when:\n    ";
  expect(completeConfig(text, text.length).map(({ label }) => label)).toEqual(["below", "cases"]);
});

test("an evaluator says that it guards safety, and so does a suite of promptfoo", () => {
  const text = "version: 1\nevaluators:\n  - name: private\n    ";
  expect(completeConfig(text, text.length).find(({ label }) => label === "safety")?.doc).toContain(
    "suggests",
  );
  expect(parseSuiteEntry({ promptfoo: "p.yaml", safety: true })?.reference?.entry.isSafety).toBe(true);
  expect(parseSuiteEntry({ promptfoo: "p.yaml", safety: 1 })?.problems).toHaveLength(1);
});
