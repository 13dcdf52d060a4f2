import { readPrompt, reportOf } from "../../core/index.ts";
import { viewWith } from "../../core/review/testing.ts";
import type { CheckReport } from "../check-report.ts";

/** For the tests of formats: text that every format must escape somewhere. */
export const hostile = '100 %, a:b\r\n::error::<b>&"]]>\u0000\u001b[31m\u202e\ud83d\ude42\ud83d';

export const text = `# Support

- Ask for the order number.

Never promise a date. Always be kind 🙂.

If the parcel is lost, apologise.

The shop opened in 1990.
`;

/** A check of two prompts with a finding of each sort: measured, of the text, ignored, with a fix. */
export function checkReportOf(over: Partial<CheckReport> = {}, evaluator = "asks"): CheckReport {
  const view = viewWith(text, [
    { evaluator, covers: "order number", outcomes: "++------------" },
    { evaluator: "dates", covers: "promise a date", outcomes: "++------------" },
    { evaluator: "kind", covers: "be kind", outcomes: "??????????????" },
  ]);
  const policy = {
    rules: {},
    ignores: [{ rule: "pass-rate", evaluator: "dates", reason: "by\nJune & later" }],
  };
  const broken = readPrompt("b c/ü#.prompt.md", "---\na: [\n---\nHello.\n");
  const [problem] = broken.problems;
  const fixes = [{ title: "Close it", edits: [{ range: problem!.range, newText: "[]" }] }];
  const document = { ...broken, problems: [{ ...problem!, fixes }] };
  const { figures: _, ...other } = viewWith("", []);
  return {
    prompts: [
      reportOf({ ...view, policy }),
      reportOf({
        ...other,
        lines: viewWith("", [], { shown: broken.text }).lines,
        file: "b c/ü#.prompt.md",
        document,
        measured: [],
      }),
    ],
    issues: [],
    base: "/home/me/a project",
    prefix: "",
    ...over,
  };
}
