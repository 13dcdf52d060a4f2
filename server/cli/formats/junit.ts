import builder from "junit-report-builder";
import {
  type EvaluatorReport,
  type FindingReport,
  type InstructionReport,
  isDirectiveKind,
  type PositionRange,
  type PromptReport,
  percent,
  type Severity,
} from "../../core/index.ts";
import { type CheckReport, isFailing } from "../check-report.ts";
import { clean, jenkinsForm } from "./junit-text.ts";

type Suite = ReturnType<typeof builder.testSuite>;
type Fails = (finding: FindingReport) => boolean;
type Case = ReturnType<Suite["testCase"]>;

/**
 * JUnit XML: a suite for each prompt, a case for each instruction and evaluator of it, and one for each other finding. A case fails when
 * its finding is at least as severe as `failOn`, so that the report fails when the command does. What is ignored, known to the baseline or
 * not judged is skipped, with the reason as its output.
 */
export function junitReport(report: CheckReport, failOn: Severity, countsSuspects = false): string {
  const all = builder.newBuilder().name("homeostat");
  const fails: Fails = (finding) => isFailing(finding, { failOn, countsSuspects });
  for (const prompt of report.prompts) promptSuite(all.testSuite(), prompt, fails);
  return jenkinsForm(all.build());
}

function promptSuite(suite: Suite, prompt: PromptReport, fails: Fails): void {
  suite.name(clean(prompt.file)).time(0);
  suite.property("version", prompt.version);
  const newCase = caseMaker(suite, prompt);
  const told = new Set<FindingReport>();
  for (const instruction of prompt.instructions.filter(({ kind }) => isDirectiveKind(kind)))
    for (const evaluator of instruction.evaluators) {
      const one = newCase(`${instruction.text.slice(0, 120)} [${evaluator.name}]`);
      const finding = settleEvaluator(one, prompt, instruction, evaluator, fails);
      if (finding) told.add(finding);
    }
  for (const finding of allFindings(prompt).filter((one) => !told.has(one)))
    settle(newCase([finding.code, finding.evaluator].filter(Boolean).join(" ")), prompt, finding, fails);
}

/** Names hold no line numbers: a build server follows a case by its name. Those that are alike are numbered. */
function caseMaker(suite: Suite, { file }: PromptReport): (name: string) => Case {
  const times = new Map<string, number>();
  return (name) => {
    const count = (times.get(name) ?? 0) + 1;
    times.set(name, count);
    const own = count === 1 ? name : `${name} (${count})`;
    return suite.testCase().className(clean(file)).name(clean(own)).time(0);
  };
}

const allFindings = (prompt: PromptReport): FindingReport[] => [
  ...prompt.findings,
  ...prompt.ignored,
  ...(prompt.known ?? []),
];

/** Gives the finding that the case told of. */
function settleEvaluator(
  one: Case,
  prompt: PromptReport,
  { range, stale }: InstructionReport,
  evaluator: EvaluatorReport,
  fails: Fails,
): FindingReport | undefined {
  const finding = allFindings(prompt).find(
    (candidate) =>
      candidate.code === "pass-rate" &&
      candidate.evaluator === evaluator.name &&
      isSame(candidate.range, range),
  );
  const judged = evaluator.pass + evaluator.fail;
  if (finding) settle(one, prompt, finding, fails);
  else if (stale) skip(one, "Changed since it was measured.");
  else if (judged === 0) skip(one, "Not judged.");
  else one.standardOutput(clean(`${percent(evaluator.pass / judged)} pass (${evaluator.pass} of ${judged})`));
  return finding;
}

function settle(one: Case, prompt: PromptReport, finding: FindingReport, fails: Fails): void {
  const ignored = prompt.ignored.find((candidate) => candidate === finding);
  if (ignored) skip(one, `Ignored: ${ignored.reason}. ${finding.message}`);
  else if (prompt.known?.includes(finding)) skip(one, `Known to the baseline. ${finding.message}`);
  else if (fails(finding))
    one
      .failure(clean(finding.message), finding.code)
      .stacktrace(
        clean(`${prompt.file}:${finding.range.start.line + 1}:${finding.range.start.character + 1}`),
      );
  else one.standardOutput(clean(finding.message));
}

function skip(one: Case, reason: string): void {
  one.skipped();
  one.standardOutput(clean(reason));
}

const isSame = (a: PositionRange, b: PositionRange): boolean =>
  a.start.line === b.start.line &&
  a.start.character === b.start.character &&
  a.end.line === b.end.line &&
  a.end.character === b.end.character;
