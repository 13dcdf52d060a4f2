import type { Sample } from "../../store/index.ts";
import type { Assertion, Verdict } from "../check-type.ts";
import { refusedVerdict } from "../check-type.ts";
import { lastSpoken, quote } from "../evidence.ts";
import type { EvaluationServices } from "../services.ts";
import { withoutAddressed } from "./addressed.ts";
import type { JudgeQuestion } from "./judge.ts";

/** What an answer says, before `not-` turns it round. `evidence` follows "the judge M says". */
export interface Reading {
  readonly label: Verdict["label"];
  readonly score?: number;
  readonly evidence: string;
  readonly messageIndex?: number | undefined;
}

export interface Judged<A> {
  readonly question: JudgeQuestion<A>;
  readonly read: (answer: A) => Reading;
  readonly inverse: boolean;
  /** What the output must do: `meet "is polite"`. */
  readonly claim: string;
  readonly subject?: string;
}

export interface Judging {
  readonly assertion: Assertion;
  readonly sample: Sample;
  readonly services: EvaluationServices;
  readonly signal: AbortSignal | undefined;
}

/** Longest reason of a judge in an explanation, in code points. */
const reasonLimit = 300;

export const said = (reason: string): string => quote(reason, 0, reasonLimit);

/** Asks a judge, as often as `trials` says, and words the verdict of most. */
export async function judged<A>(
  { assertion, sample, services, signal }: Judging,
  { question, read, inverse, claim, subject = "The output" }: Judged<A>,
): Promise<Verdict> {
  const { judge } = services;
  if ("refused" in judge) return refusedVerdict(`${judge.refused}.`);
  const ask = async (asked: JudgeQuestion<A>, trial: number): Promise<Once> => {
    const reply = await judge.ask(asked, {
      ...{ conversationId: sample.conversationId, provider: assertion.provider, trial, signal },
    });
    const costUsd = reply.costUsd;
    if ("refused" in reply)
      return { label: "unknown", evidence: reply.refused, costUsd, isPutOff: reply.isPutOff };
    const reading = read(reply.answer);
    return { ...reading, evidence: `the judge ${reply.model} says ${reading.evidence}`, costUsd };
  };
  /** A text that addresses the judge is shown once more without those words: where they change the verdict, it is none. */
  const once = async (trial: number): Promise<Once> => {
    const first = await ask(question, trial);
    const cleaned = first.label === "unknown" ? undefined : withoutAddressed(question.shown);
    if (!cleaned) return first;
    const second = await ask({ ...question, shown: cleaned.shown }, trial);
    const costUsd = sumOf([first, second]);
    if (second.label === first.label || second.isPutOff)
      return { ...(second.isPutOff ? second : first), costUsd };
    return {
      label: "unknown",
      evidence: `words in it look meant for a judge, ${quote(cleaned.passage, 0, 100)}, and without them the verdict is another (${first.label} with, ${second.label} without)`,
      costUsd,
    };
  };
  const trials = assertion.trials ?? 1;
  const all = await Promise.all(Array.from({ length: trials }, (_, trial) => once(trial)));
  const costUsd = sumOf(all);
  // What came is kept, so that the next evaluation asks for the rest alone.
  const putOff = all.find(({ isPutOff }) => isPutOff);
  if (putOff) return refusedVerdict(`${putOff.evidence}.`, costUsd);
  const { label, agreeing, chosen } = majority(all);
  const turned = inverse ? opposite(label) : label;
  const must = `${subject} must ${inverse ? "not " : ""}${claim}`;
  const score = label === "unknown" ? undefined : meanScore(all.filter((one) => one.label === label));
  const often = trials > 1 ? ` (${countsOf(all, inverse)} of ${trials} times asked)` : "";
  return {
    label: turned,
    ...(score !== undefined && { score: inverse ? 1 - score : score }),
    reason: `${must}: ${chosen.evidence}${often}.`,
    messageIndex: chosen.messageIndex ?? lastSpoken(sample),
    ...(costUsd !== undefined && { costUsd }),
    ...(trials > 1 && { trials, agreeing }),
  };
}

interface Once extends Reading {
  readonly costUsd?: number | undefined;
  readonly isPutOff?: true | undefined;
}

/** The label that more trials gave than any other; where two lead, unknown. `agreeing`: how many gave it. */
export function majority<T extends { readonly label: Verdict["label"] }>(
  all: readonly T[],
): { readonly label: Verdict["label"]; readonly agreeing: number; readonly chosen: T } {
  const of = (label: Verdict["label"]): T[] => all.filter((one) => one.label === label);
  const groups = (["pass", "fail", "unknown"] as const).map(of).sort((a, b) => b.length - a.length);
  const [most, second] = groups as [T[], T[]];
  if (most.length > second.length) return { label: most[0]!.label, agreeing: most.length, chosen: most[0]! };
  return { label: "unknown", agreeing: of("unknown").length, chosen: most[0]! };
}

const countsOf = (all: readonly Once[], inverse: boolean): string =>
  (["pass", "fail", "unknown"] as const)
    .map(
      (label) =>
        [all.filter((one) => one.label === label).length, inverse ? opposite(label) : label] as const,
    )
    .filter(([n]) => n > 0)
    .map(([n, label]) => `${label} ${n}`)
    .join(", ");

const opposite = (label: Verdict["label"]): Verdict["label"] =>
  label === "pass" ? "fail" : label === "fail" ? "pass" : label;

function meanScore(readings: readonly Reading[]): number | undefined {
  const scores = readings.flatMap(({ score }) => score ?? []);
  return scores.length === 0 ? undefined : scores.reduce((sum, one) => sum + one, 0) / scores.length;
}

function sumOf(all: readonly Once[]): number | undefined {
  const known = all.flatMap(({ costUsd }) => costUsd ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, one) => sum + one, 0);
}
