import { otherKinds } from "./plan.ts";
import type { AnsweredCause, AnsweredSuspect, Answers, Truth } from "./truth.ts";

/** Counts that add up over seeds. Keys name what is counted; see `figures` for what is made of them. */
export type Counts = Record<string, number>;

export const causeNames = ["prompt", "context", "capability", "tool", "user", "unknown"] as const;
/** Lines at work in fewer conversations than this share are known too roughly by simulation. */
const leastShare = 0.02;
const bins = 10;

/** Holds one tool's answers against what was planted. */
export function score(truth: Truth, answers: Answers): Counts {
  const counts: Counts = {};
  const add = (key: string, n = 1): void => {
    counts[key] = (counts[key] ?? 0) + n;
  };
  const faults = new Map(truth.faults.map((fault) => [fault.id, fault]));
  const conversations = new Map(truth.conversations.map((one) => [one.id, one]));
  for (const answer of answers.failures) {
    const planted = conversations
      .get(answer.conversation)
      ?.failures.find(({ evaluator }) => evaluator === answer.evaluator);
    if (!planted) throw new Error(`${answer.conversation} did not fail ${answer.evaluator}.`);
    const causes = planted.causes.map((id) => faults.get(id)!);
    const ofPrompt = causes.filter(({ kind }) => !isOther(kind));
    const isHit = (suspect: AnsweredSuspect): boolean =>
      ofPrompt.some((fault) => names(suspect, fault, truth));
    const top = topCause(answer.causes);
    const wasTold = answer.causes ? top.cause === "prompt" && top.probability >= answers.threshold : true;
    const isBlamed = wasTold && answer.suspects.length > 0;
    if (ofPrompt.length > 0) {
      const at = answer.suspects.findIndex(isHit);
      const rank = at < 0 ? (answer.suspects.length + truth.lines.length + 1) / 2 : at + 1;
      // With several faults any of them is right; rows are of those with one.
      const row = ofPrompt.length === 1 ? [rowOf(ofPrompt[0]!, truth)] : [];
      for (const kind of ["all", ...row]) {
        add(`rank.${kind}.n`);
        add(`rank.${kind}.top1`, at === 0 ? 1 : 0);
        add(`rank.${kind}.top3`, at >= 0 && at < 3 ? 1 : 0);
        add(`rank.${kind}.sum`, rank);
        add(`rank.${kind}.blamed`, isBlamed ? 1 : 0);
      }
      if (at === 0) {
        add("blame.n");
        if (
          ofPrompt.some(
            (fault) =>
              names(answer.suspects[0]!, fault, truth) && isRightBlame(answer.suspects[0]!, fault.kind),
          )
        )
          add("blame.right");
      }
    } else
      for (const kind of ["all", causes[0]?.kind ?? "noise"]) {
        add(`innocent.${kind}.n`);
        add(`innocent.${kind}.blamed`, isBlamed ? 1 : 0);
      }
    if (answer.causes) {
      const real = ofPrompt.length > 0 ? "prompt" : (causes[0]?.kind ?? "unknown");
      add(`cause.${real}.${top.cause}`);
      // Probabilities of causes sum to 1: where two are to blame at once none of them could be right.
      const kinds = new Set(
        causes.map(({ kind }) => (ofPrompt.length > 0 && !isOther(kind) ? "prompt" : kind)),
      );
      if (kinds.size <= 1)
        for (const cause of causeNames) calibrate(add, "causes", answer.causes[cause] ?? 0, cause === real);
    }
    for (const suspect of answer.suspects)
      if (suspect.probability !== undefined) calibrate(add, "suspects", suspect.probability, isHit(suspect));
  }
  scoreEvaluators(truth, answers, add);
  scoreIntervals(truth, answers, add);
  return counts;
}

const isOther = (kind: string): boolean => otherKinds.includes(kind as never);

type Add = (key: string, n?: number) => void;

function calibrate(add: Add, what: string, p: number, isRight: boolean): void {
  const bin = Math.min(bins - 1, Math.floor(p * bins));
  add(`${what}.${bin}.n`);
  add(`${what}.${bin}.p`, p);
  add(`${what}.${bin}.right`, isRight ? 1 : 0);
  add(`${what}.brier`, (p - (isRight ? 1 : 0)) ** 2);
  add(`${what}.n`);
}

function topCause(causes: Answers["failures"][number]["causes"]): {
  cause: AnsweredCause;
  probability: number;
} {
  return causeNames
    .map((cause) => ({ cause, probability: causes?.[cause] ?? 0 }))
    .reduce((best, one) => (one.probability > best.probability ? one : best));
}

/** Whether a suspect is what a fault is due to. Of a conflict either line does. */
function names(suspect: AnsweredSuspect, fault: Truth["faults"][number], truth: Truth): boolean {
  if (fault.kind === "missing")
    return suspect.blame === "missing" && isOfFault(suspect.conversations, fault, truth);
  if (suspect.blame === "missing") return false;
  return [suspect.line, suspect.other].some((line) => line !== undefined && fault.lines.includes(line));
}

/** Whether these are the conversations of what no line speaks to: most of them, or most of those that there are. */
function isOfFault(
  told: readonly string[] | undefined,
  { needs }: Truth["faults"][number],
  truth: Truth,
): boolean {
  if (!told || told.length === 0) return false;
  const meant = new Set(
    truth.conversations
      .filter(({ tasks, situations }) => needs.every((id) => tasks.includes(id) || situations.includes(id)))
      .map(({ id }) => id),
  );
  const both = told.filter((id) => meant.has(id)).length;
  const precision = both / told.length;
  return (
    precision >= 0.5 ||
    (both / meant.size >= 0.5 && precision >= (2 * meant.size) / truth.conversations.length)
  );
}

const isRightBlame = ({ blame }: AnsweredSuspect, kind: string): boolean =>
  blame === (kind === "conflicting" ? "conflict" : kind);

/** Rows of the table: what was planted, and whether the conversation says it in the words of the line. */
function rowOf({ kind, lines, needs }: Truth["faults"][number], truth: Truth): string {
  if (kind === "missing") return `missing, ${needs[0]!.startsWith("t:") ? "request" : "situation"}`;
  const planted = truth.lines.filter(({ line }) => lines.includes(line));
  if (planted.every((line) => line.needs.length === 0)) return `${kind}, always`;
  return `${kind}, ${planted.every(({ isCovert }) => isCovert) ? "covert" : "overt"}`;
}

/** An evaluator's fault is one that it failed so often for. */
const leastFailures = 5;

/** Of evaluators that failed often enough for a line: whether one of those lines is suspected first. */
function scoreEvaluators(truth: Truth, { evaluators = [] }: Answers, add: Add): void {
  for (const { evaluator, suspects } of evaluators) {
    const failures = truth.conversations.flatMap((one) =>
      one.failures.flatMap((failure) => (failure.evaluator === evaluator ? failure.causes : [])),
    );
    const own = truth.faults.filter(
      ({ id, kind }) => !isOther(kind) && failures.filter((cause) => cause === id).length >= leastFailures,
    );
    if (own.length === 0) continue;
    const at = suspects.findIndex((suspect) => own.some((fault) => names(suspect, fault, truth)));
    add("evaluators.n");
    add("evaluators.top1", at === 0 ? 1 : 0);
    add("evaluators.top3", at >= 0 && at < 3 ? 1 : 0);
  }
}

function scoreIntervals(truth: Truth, { figures = [], evaluators = [] }: Answers, add: Add): void {
  const key = (line: number, evaluator: string): string => `${line} ${evaluator}`;
  const expected = new Map(truth.expected.map((one) => [key(one.line, one.evaluator), one]));
  const lines = new Map(truth.lines.map((one) => [one.line, one]));
  const covered = (what: string, line: number, isIn: boolean): void => {
    const { needs, isCovert } = lines.get(line)!;
    for (const row of ["all", needs.length === 0 ? "always" : isCovert ? "covert" : "overt"]) {
      add(`${what}.${row}.n`);
      add(`${what}.${row}.in`, isIn ? 1 : 0);
    }
  };
  for (const { line, evaluator, low, high } of figures) {
    const real = expected.get(key(line, evaluator));
    if (!real || real.share < leastShare) continue;
    covered("figures", line, low <= 1 - real.atWork && 1 - real.atWork <= high);
  }
  for (const { evaluator, suspects } of evaluators)
    for (const { line, blame, effect } of suspects) {
      const real = line === undefined ? undefined : expected.get(key(line, evaluator));
      if (!real || real.share < leastShare || real.otherwise === undefined || !effect || blame === "conflict")
        continue;
      const difference = real.atWork - real.otherwise;
      covered("effects", line!, effect.low <= difference && difference <= effect.high);
    }
}
