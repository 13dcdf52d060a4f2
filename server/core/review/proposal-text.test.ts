import { expect, test } from "vitest";
import { leftToJudge, rubricPlanText, wouldFlag } from "./proposal-text.ts";
import { type CheckProposal, type ProposedLine, withRubrics } from "./proposed-line.ts";

const figure = {
  ...{ n: 9, failed: 3, unknown: 2, notApplicable: 1, failing: [] },
  tested: { trust: "untested", says: "not mutation-tested" },
} as const;

test("what was tried on some of its answers says so, and how many are left", () => {
  expect(wouldFlag(figure)).toBe("would flag 3 of 9 (33 %)");
  expect(leftToJudge(figure)).toBe(0);
  expect(wouldFlag({ ...figure, ofAll: 413 })).toBe("would flag 3 of 9 (33 %), tried on 12 of 413");
  expect(leftToJudge({ ...figure, ofAll: 413 })).toBe(401);
  expect(leftToJudge({ ...figure, ofAll: 413, toJudge: 900 })).toBe(900);
});

test("who is asked, for what, and how often at most", () => {
  const plan = { writer: "a at x", judge: "a at x", rubrics: 1, mostCalls: 146 };
  expect(rubricPlanText(plan)).toBe(
    "a at x is asked for a rubric, and shown the line with some recorded answers. It then judges stored answers by what it wrote, and broken ones: at most 146 calls.",
  );
  expect(rubricPlanText({ ...plan, judge: "b at y", rubrics: 3 })).toMatch(
    /for rubrics for 3 lines, .* b at y then judges/,
  );
});

const proposal = (name: string, pattern = "limits"): CheckProposal => ({
  ...{ pattern, name, figure, entry: { name, assert: [] } },
});
const line = (at: number, ...proposals: readonly CheckProposal[]): ProposedLine => ({
  ...{ line: at, endLine: at, text: `Line ${at}.`, kind: "always", covered: [], proposals },
  ...(proposals.length === 0 && { nothing: "No pattern." }),
});
const report = (...lines: readonly ProposedLine[]) => ({ file: "a.md", conversations: 1, total: 1, lines });

test("rubrics stand below what patterns read of the same line, under names of their own", () => {
  const read = report(line(1, proposal("short")), line(2), line(3));
  const written = report(
    line(2, proposal("short", "rubric")),
    { ...line(3), nothing: "There is no rubric." },
    line(1, proposal("kind", "rubric")),
  );
  const { lines } = withRubrics(read, written);
  expect(lines.map(({ proposals }) => proposals.map(({ name }) => name))).toEqual([
    ["short", "kind"],
    ["short-rubric"],
    [],
  ]);
  expect(lines[1]).toMatchObject({ proposals: [{ entry: { name: "short-rubric" } }] });
  expect(lines.map(({ nothing }) => nothing)).toEqual([undefined, undefined, "There is no rubric."]);
});
