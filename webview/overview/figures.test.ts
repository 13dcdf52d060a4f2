import { describe, expect, it } from "vitest";
import { behavior, line, overview, prompt } from "../../test/support/overview.ts";
import { failureOf, headline, ranked, worstLines } from "./figures.ts";

const behaviors = [
  behavior("small", { size: 5, failed: 4 }),
  behavior("large", { size: 50, failed: 2 }),
  behavior("issue", { size: 9, failed: 3, issue: true }),
];
const names = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

describe("behaviors", () => {
  it("come by what they cost, issues first, or by what is asked most", () => {
    expect(names(ranked(behaviors, "failing"))).toEqual(["issue", "small", "large"]);
    expect(names(ranked(behaviors, "asked"))).toEqual(["large", "issue", "small"]);
  });
  it("with an issue come in the order of their ranks, not of failures", () => {
    const ranks = [
      behavior("second", { failed: 90, issue: true, rank: 2 }),
      behavior("first", { failed: 9, issue: true, rank: 1 }),
    ];
    expect(names(ranked(ranks, "failing"))).toEqual(["first", "second"]);
  });
  it("that people pinned come first, muted ones not at all, and weights count", () => {
    const decided = [
      ...behaviors,
      behavior("pinned", { size: 1, failed: 0, decision: { pinned: true } }),
      behavior("muted", { size: 900, failed: 800, decision: { muted: { reason: "not ours" } } }),
      behavior("heavy", { size: 6, failed: 1, decision: { weight: 10 } }),
    ];
    expect(names(ranked(decided, "failing"))).toEqual(["pinned", "issue", "heavy", "small", "large"]);
    expect(names(ranked(decided, "asked"))).toEqual(["pinned", "heavy", "large", "issue", "small"]);
    expect(failureOf(decided)?.failed).toBe(failureOf(decided.filter(({ id }) => id !== "muted"))?.failed);
  });
  it("fail together as their judged conversations do", () => {
    expect(
      failureOf([behavior("a", { judged: 30, failed: 3 }), behavior("b", { judged: 10, failed: 5 })]),
    ).toEqual({
      failed: 8,
      judged: 40,
      rate: 0.2,
    });
    expect(failureOf([behavior("a", { judged: 0, failed: 0 })])).toBeUndefined();
  });
});

describe("lines of all prompts", () => {
  it("come with their prompt, those the editor marks first, then by rate", () => {
    const lines = worstLines([
      prompt({
        file: "a.md",
        lines: [line({ key: "unsure", rate: 0.1 }), line({ key: "warned", rate: 0.6, severity: "warning" })],
      }),
      prompt({
        file: "b.md",
        lines: [
          line({ key: "worse", rate: 0.2, severity: "warning" }),
          line({ key: "wrong", rate: 0.4, severity: "error" }),
        ],
      }),
    ]);
    expect(lines.map(({ key, prompt: { file } }) => `${file} ${key}`)).toEqual([
      "b.md wrong",
      "b.md worse",
      "a.md warned",
      "a.md unsure",
    ]);
  });
});

describe("the headline", () => {
  const figure = (label: string, changes = {}) =>
    headline(overview(changes)).find((one) => one.label === label);

  it("counts what there is", () => {
    expect(headline(overview()).map(({ label, value, note }) => `${label}: ${value}, ${note}`)).toEqual([
      "Conversations: 1\u202f200, with 1 prompt",
      "Verdicts: 4\u202f800, by evaluators",
      "Failing: 36 %, 280 of 770 judged",
      "Unmatched: 12, match no prompt",
      "Behaviors: 3, 1 issue to look at",
      "Failing lines: 1, 1 more below 80 %",
    ]);
  });
  it("counts as failing what the status bar does: few samples are no proof", () => {
    const lines = [line({ severity: "information" }), line({ severity: "warning" }), line()];
    expect(figure("Failing lines", { prompts: [prompt({ lines })] })).toMatchObject({
      value: "1",
      note: "2 more below 80 %",
    });
  });
  it("claims no rate where nothing is judged", () => {
    expect(figure("Failing", { behaviors: [] })).toMatchObject({ value: "–", note: "not known yet" });
    expect(figure("Verdicts", { evaluations: 0 })!.note).toBe("nothing judged yet");
  });
  it("marks only what needs a person", () => {
    const bad = (changes: object): string[] =>
      headline(overview(changes))
        .filter(({ alarm }) => alarm)
        .map(({ label }) => label);
    expect(bad({})).toEqual(["Unmatched", "Behaviors", "Failing lines"]);
    expect(bad({ unmatched: 0, behaviors: [], prompts: [prompt({ lines: [line({ rate: 0.7 })] })] })).toEqual(
      [],
    );
  });
});
