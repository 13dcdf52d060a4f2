import builder from "junit-report-builder";
import { type FailureBundle, failureText, percent } from "../../core/index.ts";
import { isBelow, isTrusted, type PromptFigure } from "../commands/evaluate.ts";
import { clean, jenkinsForm } from "./junit-text.ts";

/**
 * JUnit XML of evaluations: a suite for each evaluator and prompt, in it a case for each failing sample, and one for the pass rate, which
 * fails where the command does: below `failUnder` by an evaluator that is trusted. A sample of two prompts is in the suites of both.
 */
export function evaluationsReport(
  figures: readonly PromptFigure[],
  failures: readonly FailureBundle[],
  failUnder: number | undefined,
): string {
  const all = builder.newBuilder().name("homeostat evaluate");
  for (const { prompt, figure } of figures) {
    const { evaluator, passes, n, unknown, rate } = figure;
    const suite = all
      .testSuite()
      .name(clean(`${evaluator} on ${prompt}`))
      .time(0);
    for (const [name, value] of Object.entries({ pass: passes, fail: n - passes, unknown }))
      suite.property(name, String(value));
    const total = suite.testCase().className(clean(prompt)).name("pass rate").time(0);
    const listed = failures.filter((one) => isOf(one, prompt, evaluator));
    const left =
      listed.length < n - passes ? `; ${listed.length} of ${n - passes} failing samples are listed` : "";
    const said = n === 0 ? "Nothing was judged." : `${percent(rate)} pass (${passes} of ${n})`;
    if (n === 0) total.skipped();
    if (isBelow(figure, failUnder) && isTrusted(figure))
      total.failure(`${said}, below ${percent(failUnder!)}${left}`, "pass-rate");
    else total.standardOutput(`${said}${left}`);
    for (const failure of listed)
      suite
        .testCase()
        .className(clean(prompt))
        .name(clean(failure.sampleId))
        .time(0)
        .failure(clean(failure.reason), clean(evaluator))
        .stacktrace(clean(failureText(failure)));
  }
  return jenkinsForm(all.build());
}

const isOf = ({ evaluator, prompts }: FailureBundle, file: string, name: string): boolean =>
  evaluator === name && prompts.some((one) => one.file === file);
