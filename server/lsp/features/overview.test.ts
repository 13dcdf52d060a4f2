import { describe, expect, it } from "vitest";
import { parseMarkerFile } from "../../../test/support/marker-file.ts";
import { snapshotOf } from "../../../test/support/marker-test.ts";
import { type PromptView, readPrompt, type Snapshot, viewOf } from "../../core/index.ts";
import { overviewOf } from "./overview.ts";

const prompt = `You answer questions about orders.

- Ask for the order number first.
- Never promise a delivery date.
- Answer in two sentences.
- Never use jargon.
`;

/** 20 conversations: the first line is kept in 4, the second in 15, which might be luck; the third always. Nobody tests the fourth. */
const snapshot: Snapshot = snapshotOf(
  parseMarkerFile(`Figures for the overview.
//- /support.prompt.md
${prompt}//- /homeostat.yaml
evaluators:
  - { name: asks-number, scope: conversation, assert: [{ type: contains, value: x }], covers: ["order number"] }
  - { name: no-date, scope: conversation, assert: [{ type: contains, value: x }], covers: ["delivery date"] }
  - { name: two-sentences, scope: conversation, assert: [{ type: contains, value: x }], covers: ["two sentences"] }
  - { name: polite, scope: conversation, assert: [{ type: contains, value: x }] }
//- /outcomes
asks-number    ++++----------------
no-date        +++++++++++++++-----
two-sentences  ++++++++++++++++++++
polite         ++++++++++++++++....
`),
);

const viewOfText = (text: string): PromptView =>
  viewOf(snapshot, "support.prompt.md", readPrompt("support.prompt.md", text));
const overviewOfText = (text: string) => overviewOf(snapshot, [viewOfText(text)]).prompts[0]!;

describe("overview", () => {
  it("lists the lines that fall short, the surest first, each with its place, counts and interval", () => {
    const { lines } = overviewOfText(prompt);
    expect(
      lines.map(({ text, line, evaluator, passes, n, severity }) => [
        text,
        line,
        evaluator,
        passes,
        n,
        severity,
      ]),
    ).toEqual([
      ["Ask for the order number first.", 2, "asks-number", 4, 20, "warning"],
      ["Never promise a delivery date.", 3, "no-date", 15, 20, undefined],
    ]);
    const [worst] = lines;
    expect(worst!.rate).toBeCloseTo(0.2);
    // Wilson's interval for 4 of 20.
    expect(worst!.low).toBeCloseTo(0.081, 3);
    expect(worst!.high).toBeCloseTo(0.416, 3);
    expect(worst!.failingConversations).toBe(16);
  });

  it("tells which lines nobody tests, by their places", () => {
    const { coverage } = overviewOfText(prompt);
    expect(coverage).toMatchObject({ tested: 3, changed: 0 });
    expect(coverage!.untested).toContainEqual({ text: "Never use jargon.", line: 5 });
    expect(coverage!.directives - coverage!.tested).toBe(coverage!.untested.length);
  });

  it("gives every evaluator with what it covers, and no rate where it has no verdict", () => {
    const { evaluators } = overviewOfText(prompt);
    expect(evaluators.map(({ name, pass, fail, linked }) => [name, pass, fail, linked])).toEqual([
      ["asks-number", 4, 16, true],
      ["no-date", 15, 5, true],
      ["two-sentences", 20, 0, true],
      ["polite", 16, 0, false],
    ]);
    const silent = { ...snapshot.prompts[0]!.evaluators[3]!, n: 0, passes: 0, rate: Number.NaN };
    const changed = { ...snapshot, prompts: [{ ...snapshot.prompts[0]!, evaluators: [silent] }] };
    expect(overviewOf(changed, [viewOfText(prompt)]).prompts[0]!.evaluators[0]).not.toHaveProperty("rate");
  });

  it("an evaluator stands as the editor says it of the prompt", () => {
    const severities = (text: string) => overviewOfText(text).evaluators.map(({ severity }) => severity);
    expect(severities(prompt)).toEqual(["warning", undefined, undefined, undefined]);
    expect(severities(prompt.replace("first", "before all else"))).toEqual(Array(4).fill(undefined));
  });

  it("a changed line loses its figure and is counted as changed", () => {
    const { lines, coverage } = overviewOfText(
      prompt.replace("order number first", "order number before all else"),
    );
    expect(lines.map(({ evaluator }) => evaluator)).toEqual(["no-date"]);
    expect(coverage!.changed).toBe(1);
  });

  it("lines move with the text", () => {
    const { lines } = overviewOfText(`# Support\n\n${prompt}`);
    expect(lines.map(({ line }) => line)).toEqual([4, 5]);
  });

  it("of a file that cannot be read it gives the same figures, without places", () => {
    const { lines, coverage } = overviewOf(snapshot, [undefined]).prompts[0]!;
    expect(coverage).toBeUndefined();
    expect(lines).toEqual(overviewOfText(prompt).lines.map(({ line: _, ...rest }) => rest));
  });

  it("behaviors carry their failure rate's interval", () => {
    const rate = { passes: 4, n: 10, rate: 0.4, low: 0.168, high: 0.687, effectiveN: 10 };
    const behavior = {
      id: "b-1",
      name: "refund",
      description: "",
      words: [],
      exemplars: [],
      size: 12,
      share: 0.6,
      rate,
      failing: [],
      issue: true,
      issues: [],
      people: 6,
      prompts: [],
    };
    const { behaviors } = overviewOf({ ...snapshot, behaviors: [behavior] }, [viewOfText(prompt)]);
    expect(behaviors).toMatchObject([{ judged: 10, failed: 6, issue: true }]);
    expect(behaviors[0]!.low).toBeCloseTo(0.313);
    expect(behaviors[0]!.high).toBeCloseTo(0.832);
  });

  it("the same snapshot and texts give the same overview", () => {
    const once = JSON.stringify(overviewOf(snapshot, [viewOfText(prompt)]));
    expect(JSON.stringify(overviewOf(snapshot, [viewOfText(prompt)]))).toBe(once);
  });

  it("captured control characters and direction overrides do not get through", () => {
    const hostile = prompt.replace("use jargon", "use\u202e jar\u0007gon");
    const { coverage } = overviewOfText(hostile);
    for (const { text } of coverage!.untested) expect(text).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    expect(coverage!.untested.length).toBeGreaterThan(0);
  });
});
