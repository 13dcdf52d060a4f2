import { expect, it } from "vitest";
import { githubReport } from "./github.ts";
import { checkReportOf, hostile } from "./testing.ts";

const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 4 } };
const withMessage = (message: string, file = "a.md") =>
  githubReport(checkReportOf({ prompts: [], issues: [{ file, range, message }] }));

it("is a workflow command for each finding, on its line", () => {
  const [first, second, ...rest] = githubReport(checkReportOf({ prefix: "sub/" })).split("\n");
  expect(first).toMatch(
    /^::warning file=sub\/a\.prompt\.md,line=3,endLine=3,col=3,endColumn=28,title=homeostat pass-rate::asks: 14 %25 pass /,
  );
  expect(second).toMatch(
    /^::warning file=sub\/b c\/ü#\.prompt\.md,line=3,.*title=homeostat front-matter-invalid::/,
  );
  expect(rest).toEqual([]);
});

it("no text can end its command or begin another", () => {
  const one = withMessage(hostile, "a,b:c\n.md");
  expect(one.split(/[\r\n]/)).toHaveLength(1);
  expect(one).toMatch(/^::warning file=a%2Cb%3Ac%0A\.md,line=2,/);
  expect(one).toContain("::100 %25, a:b%0D%0A::error::<b>");
});

it("has columns within one line only", () => {
  const over = { start: { line: 1, character: 2 }, end: { line: 3, character: 4 } };
  const report = checkReportOf({ prompts: [], issues: [{ file: "a.md", range: over, message: "m" }] });
  expect(githubReport(report)).toBe("::warning file=a.md,line=2,endLine=4,title=homeostat configuration::m");
});

it("says nothing where nothing is found", () =>
  expect(githubReport(checkReportOf({ prompts: [] }))).toBe(""));
