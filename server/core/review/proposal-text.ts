import type { ProposalFigure, ProposedLine } from "./proposed-line.ts";
import { percent, tame } from "./wording.ts";

/** "would flag 12 of 83 (14 %)", in the words of what is not yet in force. */
export function wouldFlag({ n, failed, unknown, notApplicable }: ProposalFigure): string {
  if (n === 0)
    return unknown > 0 ? `could judge none of ${unknown}` : `applies to none of ${notApplicable} at hand`;
  return `would flag ${failed} of ${n} (${percent(failed / n)})`;
}

/** A report of one line: what is proposed, what it would flag, and on whose words that rests. Captured text is made harmless. */
export function proposalText({ line, text, proposals, nothing }: ProposedLine): string {
  const head = `line ${line + 1}: ${tame(text, 160)}`;
  if (proposals.length === 0) return `${head}\n  ${nothing ?? "Nothing is proposed."}`;
  return [
    head,
    ...proposals.flatMap(({ name, entry, figure }) => [
      `  ${name}: ${wouldFlag(figure)}; ${tame(figure.tested.says, 200)}`,
      `    ${assertionsText(entry)}`,
      ...figure.failing.map(
        ({ conversationId, explanation }) => `    · ${tame(conversationId, 40)}: ${tame(explanation, 300)}`,
      ),
    ]),
  ].join("\n");
}

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
  return tame(`${when === "" ? "" : `when ${when}: `}${list("assert")}`, 400);
}
