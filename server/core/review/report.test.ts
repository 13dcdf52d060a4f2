import { describe, expect, it } from "vitest";
import { readPrompt } from "../prompt/index.ts";
import { annotatedLines } from "./annotated.ts";
import { viewOf } from "./prompt-view.ts";
import { reportOf } from "./report.ts";
import { emptySnapshot } from "./snapshot.ts";
import { viewWith } from "./testing.ts";

const text =
  "# Support\n\n- Ask for the order number.\n- Never promise a date.\n\nThe shop opened in 1990.\n";
const said = [
  { evaluator: "asks", covers: "order number", outcomes: "++------------" },
  { evaluator: "kind", covers: "order number", outcomes: "+++++++++++++?" },
];

describe("reportOf", () => {
  const report = reportOf(viewWith(text, said));

  it("has every instruction with its figures, its worst evaluator first", () => {
    const [ask, never, shop] = report.instructions;
    expect(ask).toMatchObject({
      range: { start: { line: 2, character: 2 }, end: { line: 2, character: 27 } },
      text: "Ask for the order number.",
      kind: "always",
      n: 14,
      stale: false,
      exercised: 14,
      evaluators: [
        { name: "asks", pass: 2, fail: 12, unknown: 0 },
        { name: "kind", pass: 13, fail: 0, unknown: 1, rate: 1 },
      ],
    });
    expect(ask!.rate).toBeCloseTo(2 / 14);
    expect(ask!.low!).toBeLessThan(ask!.rate!);
    expect(ask!.high!).toBeGreaterThan(ask!.rate!);
    expect(ask!.failing).toHaveLength(12);
    expect(never).toMatchObject({ n: 0, evaluators: [] });
    expect(never).not.toHaveProperty("rate");
    expect(shop!.kind).toBe("context");
  });

  it("has the findings with their places, and no keys that only an editor needs", () => {
    expect(report.findings).toMatchObject([
      { severity: "warning", code: "pass-rate", evaluator: "asks", range: { start: { line: 2 } } },
    ]);
    expect(report.findings[0]).not.toHaveProperty("instruction");
  });

  it("has coverage by lines, and the evaluators over the whole prompt", () => {
    expect(report.coverage).toEqual({
      directives: 2,
      tested: 1,
      exercised: 2,
      untested: [3],
      neverExercised: [],
    });
    expect(report.evaluators.map(({ name, pass, fail }) => [name, pass, fail])).toEqual([
      ["asks", 2, 12],
      ["kind", 13, 0],
    ]);
    expect(report.conversations).toEqual({ matched: 14, ambiguous: 0, unmatched: 0 });
  });

  it("is whole JSON: no figure that is no number", () => {
    const unjudged = reportOf(
      viewWith(text, [{ evaluator: "asks", covers: "order number", outcomes: "???" }]),
    );
    expect(JSON.stringify(unjudged)).not.toContain("null");
    expect(JSON.parse(JSON.stringify(unjudged))).toEqual(unjudged);
  });

  it("marks a changed line stale, with what it had", () => {
    const shown = text.replace("order number", "order number at once");
    const [ask] = reportOf(viewWith(text, said, { shown })).instructions;
    expect(ask).toMatchObject({ stale: true, n: 14 });
  });

  it("tells of a prompt that nobody has measured", () => {
    const snapshot = { ...emptySnapshot, totals: { conversations: 5, unmatched: 5, evaluations: 0 } };
    const unknown = reportOf(viewOf(snapshot, "b.prompt.md", readPrompt("b.prompt.md", text)));
    expect(unknown).toMatchObject({
      name: "b.prompt.md",
      conversations: { matched: 0, ambiguous: 0, unmatched: 5 },
      coverage: { directives: 2, tested: 0, exercised: 0, untested: [2, 3], neverExercised: [] },
      findings: [],
    });
  });
});

describe("annotatedLines", () => {
  it("has every line of the text with its figure and the worst thing said of it", () => {
    const lines = annotatedLines(viewWith(text, said));
    expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(lines[2]).toEqual({
      number: 3,
      text: "- Ask for the order number.",
      note: "14 % · 2/14 asks",
      level: "warning",
    });
    expect(lines[3]).toEqual({ number: 4, text: "- Never promise a date.", note: "" });
  });

  it("gives a terminal nothing to obey", () => {
    const lines = annotatedLines(viewWith("Ask.\u001b[2J\u202Enow\n", []));
    expect(lines[0]!.text).toBe("Ask. [2Jnow");
  });
});

it("says how much of the prompt's traffic a line speaks to and an evaluator judges", () => {
  const promptTraffic = [
    { file: "b.prompt.md", conversations: 9, addressed: 9, judged: 9, trusted: 9 },
    { file: "a.prompt.md", conversations: 8, addressed: 6, judged: 4, trusted: 0 },
  ];
  const view = viewWith("Ask first.", [{ evaluator: "asks", outcomes: "++" }], {
    snapshot: { promptTraffic },
  });
  expect(reportOf(view).coverage.traffic).toEqual({ conversations: 8, addressed: 6, judged: 4, trusted: 0 });
  expect(reportOf(viewWith("Ask first.", [])).coverage).not.toHaveProperty("traffic");
});
