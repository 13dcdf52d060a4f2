import type { CheckProposal, ProposalFigure, ProposedLine, RubricPlan } from "./proposed-line.ts";
import { percent, plural, tame } from "./wording.ts";

/** "would flag 12 of 83 (14 %)", in the words of what is not yet in force. */
export function wouldFlag({ n, failed, unknown, notApplicable, ofAll = 0 }: ProposalFigure): string {
  if (n === 0)
    return unknown > 0 ? `could judge none of ${unknown}` : `applies to none of ${notApplicable} at hand`;
  const flagged = `would flag ${failed} of ${n} (${percent(failed / n)})`;
  const tried = n + unknown + notApplicable;
  return ofAll > tried ? `${flagged}, tried on ${tried} of ${ofAll}` : flagged;
}

/** Answers that a judge is still to be asked about once it is added. */
export const leftToJudge = ({ n, unknown, notApplicable, ofAll = 0, toJudge }: ProposalFigure): number =>
  toJudge ?? Math.max(0, ofAll - n - unknown - notApplicable);

/** What asking for rubrics is about to take, and what is sent where. */
export function rubricPlanText({ writer, judge, rubrics, mostCalls }: RubricPlan): string {
  const who = tame(writer, 120);
  const what =
    rubrics === 1
      ? "for a rubric, and shown the line with some recorded answers"
      : `for rubrics for ${rubrics} lines, and shown each with some recorded answers`;
  const judges = judge === writer ? "It then judges" : `${tame(judge, 120)} then judges`;
  return `${who} is asked ${what}. ${judges} stored answers by what it wrote, and broken ones: at most ${plural(mostCalls, "call")}.`;
}

/** A report of one line: what is proposed, what it would flag, and on whose words that rests. Captured text is made harmless. */
export function proposalText({ line, text, proposals, nothing }: ProposedLine): string {
  const head = `line ${line + 1}: ${tame(text, 160)}`;
  if (proposals.length === 0) return `${head}\n  ${tame(nothing ?? "Nothing is proposed.", 1_000)}`;
  return [
    head,
    ...proposals.flatMap(proposalLines),
    ...(nothing === undefined ? [] : [`  ${tame(nothing, 1_000)}`]),
  ].join("\n");
}

/** One proposal: its figure, what it checks, and what it would flag. */
export const proposalLines = ({ name, entry, figure }: CheckProposal): readonly string[] => [
  `  ${name}: ${wouldFlag(figure)}; ${tame(figure.tested.says, 200)}`,
  `    ${assertionsText(entry)}`,
  ...figure.failing.map(
    ({ conversationId, explanation }) => `    · ${tame(conversationId, 40)}: ${tame(explanation, 300)}`,
  ),
];

/** A rubric has two sentences, and must be read before it is added. */
const longest = 1_200;

/** The checks of an entry on one line, `when` first. */
export function assertionsText(entry: Readonly<Record<string, unknown>>): string {
  const list = (key: string): string =>
    (
      (entry[key] as readonly {
        readonly type: string;
        readonly value?: unknown;
        readonly threshold?: unknown;
      }[]) ?? []
    )
      .map(
        ({ type, value, threshold }) =>
          `${type}${value === undefined ? "" : ` ${JSON.stringify(value)}`}${threshold === undefined ? "" : ` ${threshold}`}`,
      )
      .join(", ");
  const when = list("when");
  return tame(`${when === "" ? "" : `when ${when}: `}${list("assert")}`, longest);
}
