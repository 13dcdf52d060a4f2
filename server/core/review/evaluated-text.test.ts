import { describe, expect, it } from "vitest";
import { evaluatedText } from "./evaluated-text.ts";

const none = { conversations: 0, evaluations: 0 };
const some = { conversations: 4, evaluations: 8 };
const waiting = [
  {
    evaluator: "polite",
    verdicts: 3,
    reason: "gpt-5 is asked no more in this evaluation: the limit is reached.",
  },
  { evaluator: "python", verdicts: 1, reason: "python3 could not be started." },
  { evaluator: "ruby", verdicts: 2, reason: "python3 could not be started." },
];
const judge = { model: "gpt-5", origin: "https://a", calls: 2, kept: 0, unasked: 3 };

describe("what is said of an evaluation", () => {
  it("is how much was judged, or that everything has been", () => {
    expect(evaluatedText(some)).toEqual(["8 new evaluations in 4 conversations"]);
    expect(evaluatedText({ conversations: 1, evaluations: 1 }, "polite")).toEqual([
      "1 new evaluation by polite in 1 conversation",
    ]);
    expect(evaluatedText(none)).toEqual(["Everything has been judged already"]);
    expect(evaluatedText(none, "polite")).toEqual(["polite has judged everything already"]);
  });

  it("is how many verdicts wait and why, and then never that everything has been judged", () => {
    expect(evaluatedText({ conversations: 3, evaluations: 0, waiting })).toEqual([
      "Nothing new was judged",
      "3 verdicts of polite wait for the next evaluation: gpt-5 is asked no more in this evaluation: the limit is reached",
      "3 verdicts of python and ruby wait for the next evaluation: python3 could not be started",
    ]);
  });

  it("says once why a judge was asked no more", () => {
    const judges = [{ ...judge, stopped: "the limit is reached" }];
    expect(evaluatedText({ ...some, judges, waiting: waiting.slice(0, 1) })).toEqual([
      "8 new evaluations in 4 conversations",
      "Asked gpt-5 at https://a to judge: 2 calls; 3 questions wait for the next evaluation",
      "It was stopped: the limit is reached",
      "3 verdicts of polite wait for the next evaluation",
    ]);
  });

  it("names three reasons, and how many wait for others", () => {
    const many = Array.from({ length: 6 }, (_, i) => ({
      ...{ evaluator: `e${i}`, verdicts: 1, reason: `reason ${i}` },
    }));
    expect(evaluatedText({ ...none, waiting: many }).slice(3)).toEqual([
      "1 verdict of e2 waits for the next evaluation: reason 2",
      "3 verdicts of e3, e4 and 1 other wait for the next evaluation, for other reasons",
    ]);
  });

  it("shows what others wrote on one line, without what could turn it", () => {
    const reason = `HTTP 500: \u202eevil\n${"x".repeat(500)}`;
    const [, said] = evaluatedText({ ...none, waiting: [{ evaluator: "a\u001b[31m", verdicts: 1, reason }] });
    expect(said).toMatch(/^1 verdict of a \[31m waits for the next evaluation: HTTP 500: evil x+…$/);
  });
});
