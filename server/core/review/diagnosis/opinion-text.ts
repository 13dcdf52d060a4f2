import type { AskedOpinions } from "../../attribution/index.ts";
import { placed } from "../asked-model.ts";
import { plural, tame } from "../wording.ts";

/** What a chat model was asked of what a diagnosis leaves open, or would be. */
export interface OpinionReport {
  readonly model: string;
  /** Such as http://127.0.0.1:11434. */
  readonly origin: string;
  readonly calls: number;
  readonly mostCalls: number;
  /** Conditions that words leave open; conversations, or turns, that were asked about for them; failures, control questions among them. */
  readonly conditions: number;
  readonly units: number;
  readonly failures: number;
  /** Questions that it gave no usable answer to, and that it was not asked as no more calls may be made. */
  readonly fellBack: number;
  readonly unasked: number;
  /** It gave no usable answer to anything. */
  readonly isHopeless: boolean;
}

/** One line on what was asked, without its full stop: "asked llama3.2 at …: 7 conditions in 300 conversations, 74 failures, in 125 calls". */
export function opinionText(report: OpinionReport): string {
  const { model, origin, calls, mostCalls, conditions, units, failures, fellBack, unasked } = report;
  const place = placed(model, origin);
  const end =
    (fellBack > 0 ? `, ${plural(fellBack, "question")} without a usable answer` : "") +
    (report.isHopeless
      ? ". It gave no usable answer to anything: check that this model can answer in JSON"
      : unasked > 0
        ? `. ${plural(unasked, "question")} left: the limit of ${plural(mostCalls, "call")} was reached (--calls). The same again goes on`
        : "");
  if (calls === 0) return `asked ${place} nothing: it has answered everything already${end}`;
  const what = [
    ...(units > 0 ? [`${plural(conditions, "condition")} in ${plural(units, "conversation")}`] : []),
    ...(failures > 0 ? [plural(failures, "failure")] : []),
  ];
  return `asked ${place}: ${what.join(", ") || "nothing that it answered"}, in ${plural(calls, "call")}${end}`;
}

/** What would be asked, and nobody is. */
export const opinionPlanText = ({ model, origin, mostCalls, conditions }: OpinionReport): string =>
  `would ask ${placed(model, origin)}: ${plural(conditions, "condition")} that no word shows, and the failures that are least sure, in ${plural(mostCalls, "call")} at most`;

/** What a model's answers were worth to a diagnosis: sentences. */
export function askedSentences({ model, failures, causes, conditions }: AskedOpinions): string[] {
  const { known, none } = causes;
  const blamed =
    none.n > 0 ? `, and blamed a line in ${none.blamed} of ${none.n} where none of those shown can be` : "";
  const rightOf = `right on ${known.right} of ${plural(known.n, "control question")}${blamed}`;
  const ofCauses = causes.isInformed
    ? `It was ${rightOf}: its answers count by that`
    : `It was ${rightOf}: too few, or no better than guessing, so that what it says of causes changes nothing`;
  const said: string[] = [];
  if (failures + known.n > 0)
    said.push(`${tame(model, 120)} was asked about ${plural(failures, "failure")}. ${ofCauses}.`);
  if (conditions)
    said.push(
      `Of conditions that surely hold it found ${conditions.holding.k} of ${conditions.holding.n}, and took ${conditions.others.k} of ${conditions.others.n} that do not for holding${
        conditions.isInformed
          ? ""
          : ": too few are known, or it is no better than guessing, so that this changes nothing"
      }.`,
    );
  return said;
}
