import { plural } from "../../base/index.ts";
import type {
  Example,
  MutationReport,
  OperatorResult,
  WrittenReport,
  WrittenResult,
} from "../../evaluators/index.ts";
import { tame } from "../../review/index.ts";
import type { TestedEvaluator } from "./test-evaluators.ts";

const longestExample = 400;

/** Mutation tests as plain text: each evaluator with its operators and what it judged wrongly. What others wrote is quoted and tamed. */
export const testsText = (tested: readonly TestedEvaluator[]): string => tested.map(testText).join("\n\n");

export function testText({ evaluator, says, report }: TestedEvaluator): string {
  const head = `${tame(evaluator, 80)}: ${tame(says, 400)}`;
  return report ? [head, ...reportLines(report)].join("\n") : head;
}

function reportLines(report: MutationReport): string[] {
  const { samples, breaks, harmless, notApplicable, survivors, falseAlarms, written } = report;
  return [
    `  ${plural(samples, "passing sample")}, ${plural(notApplicable.length, "operator")} not applicable`,
    ...(breaks.length > 0 ? ["  Broken answers, caught of made:", ...breaks.map(resultLine)] : []),
    ...(harmless.length > 0 ? ["  Harmless changes, failed of made:", ...harmless.map(resultLine)] : []),
    ...exampleLines("Not caught", survivors),
    ...exampleLines("Failed for nothing", falseAlarms),
    ...(written ? writtenLines(written) : []),
  ];
}

/** Apart from what operators made, since a model may have broken nothing, or changed the meaning where it was not to. */
function writtenLines({ model, kinds, survivors, falseAlarms, nothing, stopped }: WrittenReport): string[] {
  if (nothing !== undefined) return [`  ${tame(model, 80)} wrote no answers: ${tame(nothing, 200)}`];
  return [
    `  Answers that ${tame(model, 80)} wrote, failed of judged. They may not be what they were to be: read them. Trust rests on the figures above alone.`,
    ...kinds.map(writtenLine),
    ...(stopped === undefined ? [] : [`    it ended early: ${tame(stopped, 200)}`]),
    ...exampleLines("Passed, and was to be broken", survivors),
    ...exampleLines("Failed, and was to be the same in other words", falseAlarms),
  ];
}

function writtenLine({ kind, says, n, failed, unknown, dropped, unwritten }: WrittenResult): string {
  const left = Object.entries(dropped).map(([why, count]) => `${count} left out: it ${tame(why, 80)}`);
  return [
    `    ${`${failed}/${n}`.padStart(6)}  ${kind.padEnd(28)} ${tame(says, 120)}`,
    ...(unknown > 0 ? [`${unknown} without a verdict`] : []),
    ...left,
    ...(unwritten > 0 ? [`${unwritten} not written`] : []),
  ].join("; ");
}

const resultLine = ({ operator, says, n, failed, unknown, because }: OperatorResult): string =>
  `    ${`${failed}/${n}`.padStart(6)}  ${operator.padEnd(28)} ${tame(says, 120)}${unknown > 0 ? `, ${unknown} without a verdict` : ""}${because ? `; ${tame(because, 120)}` : ""}`;

const exampleLines = (title: string, examples: readonly Example[]): string[] =>
  examples.length === 0
    ? []
    : [
        `  ${title}:`,
        ...examples.flatMap(({ says, before, after, conversationIds, explanation, change }) => [
          `    ${tame(says, 120)} (${tame(conversationIds[0] ?? "", 80)})`,
          `      - "${tame(before, longestExample)}"`,
          `      + "${tame(after, longestExample)}"`,
          ...(change ? [`      changed, as the writer says: ${tame(change, 200)}`] : []),
          `      it said: ${tame(explanation, 300)}`,
        ]),
      ];
