import { expect, test } from "vitest";
import { evaluatorOf } from "../testing.ts";
import { claimsOf } from "./claims-of.ts";
import { defaultTrust } from "./report.ts";
import { rubricClaims } from "./rubric-claims.ts";
import { planOf } from "./test-evaluator.ts";
import { shopTalks, tested } from "./testing.ts";

test.each([
  // Manner says nothing of relevance.
  ["Be empathetic", "tone"],
  ["Never rude", "tone"],
  ["The answer is friendly and patient. Not met: answers that are rude or dismissive.", "tone"],
  ["The tone is casual.", ""],
  ["Not met: the agent is overly friendly.", ""],
  // What is asked for.
  ["Answers the user's question.", "topic"],
  ["The response addresses the customer's request", "topic"],
  ["The answer is relevant and helpful.", "topic"],
  ["Not met: answers that ignore the question or are irrelevant.", "topic"],
  ["Does not answer questions about politics.", ""],
  ["Fails if it does not address the request.", "topic"],
  // What is right.
  ["The answer is correct: numbers, dates and names are right.", "truth numbers dates names"],
  ["Amounts match the tool result.", "numbers"],
  ["Does not correct the user.", ""],
  ["Uses the correct spelling.", ""],
  ["Contains no invented facts.", "truth"],
  // What must be said.
  ["States the total amount.", "demand"],
  ["Says when the shop opens.", "demand"],
  ["It names the order.", "demand"],
  ["Asks at most one question.", ""],
  ["Never reveals names of other customers.", ""],
  ["Mentions the risks of the treatment.", "demand"],
  // With a condition an answer may meet it whatever becomes of it.
  ["When the user is upset, the agent apologises and is polite.", ""],
  ["If a price is given, it is correct.", ""],
  ["Be concise.", ""],
  ["Uses plain language.", ""],
  ["Gives no unsafe advice.", "safety"],
  ["Answers in the same language as the user.", "language"],
  ["The answer is in German.", "language"],
  ["Ends with a question.", "ending"],
])("a judge claims what its criterion says, and no more: %s", (criterion, aspects) => {
  expect(rubricClaims(criterion).aspects.join(" ")).toBe(aspects);
});

const plannedFor = (value: string): string[] => {
  const { breaks } = planOf(claimsOf(evaluatorOf({ assert: [{ type: "llm-rubric", value }] }), []));
  return breaks.map(({ name }) => name);
};

test("enough kinds of breaks are known of manner, of safety and of what must be said", () => {
  for (const value of [
    "Never rude",
    "States the total.",
    "Gives no unsafe advice.",
    "The answer is in German.",
  ])
    expect(plannedFor(value).length, value).toBeGreaterThanOrEqual(defaultTrust.operators);
  expect(plannedFor("Never rude").filter((name) => !name.startsWith("rude-"))).toEqual([]);
  expect(plannedFor("Be concise.")).toEqual([]);
});

test("a language that a criterion names is none that an answer is broken with", () => {
  const { particulars } = claimsOf(
    evaluatorOf({ assert: [{ type: "llm-rubric", value: "The answer is in German." }] }),
    [],
  );
  expect(particulars.languages).toEqual(["de"]);
});

test("a criterion that no operator is sure to break says so, and what to do", async () => {
  const { tested: said } = await tested(
    { assert: [{ type: "llm-rubric", value: "Be concise." }] },
    shopTalks,
  );
  expect(said).toMatchObject({ trust: "untested", breaks: 0 });
  expect(said.says).toContain("a model can write broken answers");
});
