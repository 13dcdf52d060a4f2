import { expect, test } from "vitest";
import { evaluationOf, evaluationsOfEvents } from "./gen-ai-evaluations.ts";

const event = (attributes: Record<string, unknown>, body?: unknown) => ({
  name: "gen_ai.evaluation.result",
  attributes,
  body,
});

test("an event of a span, and a log record with the same in its body", () => {
  const fields = {
    "gen_ai.evaluation.name": "Relevance",
    "gen_ai.evaluation.score.value": 0.8,
    "gen_ai.evaluation.score.label": "pass",
    "gen_ai.evaluation.explanation": "on topic",
  };
  const expected = [{ name: "Relevance", score: 0.8, label: "pass", explanation: "on topic" }];
  expect(evaluationsOfEvents([event(fields)])).toEqual(expected);
  expect(evaluationsOfEvents([event({}, fields)])).toEqual(expected);
  expect(evaluationsOfEvents([{ name: "other", attributes: fields }])).toBeUndefined();
});

test.each([
  [{ name: "a", score: true }, [{ name: "a", label: "pass" }]],
  [{ name: "a", label: false }, [{ name: "a", label: "fail" }]],
  [{ name: "a", score: Number.NaN }, []],
  [{ name: "a", score: "0.5" }, [{ name: "a", score: 0.5 }]],
  [{ score: 1 }, []],
  [{ name: "a" }, []],
])("%j", (fields, expected) => {
  expect(evaluationOf(fields)).toEqual(expected);
});
