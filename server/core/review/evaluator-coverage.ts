import { type EvaluatorTraffic, isDirectiveKind } from "../attribution/index.ts";
import { benjaminiHochberg, dayOf } from "../base/index.ts";
import { type CoveredBehaviors, coveredBehaviors } from "./behavior-coverage.ts";
import type { EvaluatorInfo, Snapshot } from "./snapshot.ts";

/** A directive that no evaluator covers. */
export interface CoverageHole {
  readonly file: string;
  /** Of its instruction. */
  readonly key: string;
  readonly text: string;
  /** Conversations that put it to work, of those whose prompt held it. */
  readonly exercised: number;
  readonly held: number;
}

/** An evaluator that says nothing of use on what is stored. `why` is the code of a rule. */
export interface IdleEvaluator {
  readonly name: string;
  readonly why: "never-fails" | "never-applies" | "always-unknown" | "traffic-gone";
  readonly n: number;
  /** Conversations that the n are of, those of one task as one. */
  readonly clusters: number;
  readonly unknown: number;
  /** Whom it was put to, whom it applied to, and since when to nobody; absent as in `EvaluatorInfo`. */
  readonly traffic?: EvaluatorTraffic;
  /** Zero-based, in homeostat.yaml. */
  readonly line?: number;
}

export interface EvaluatorCoverage {
  /** Directives of the newest versions, and those that an evaluator covers. */
  readonly directives: number;
  readonly covered: number;
  /** By traffic, the most first. */
  readonly holes: readonly CoverageHole[];
  readonly idle: readonly IdleEvaluator[];
  /** Absent where no behaviors were found, nothing was judged, or figures come from a baseline. */
  readonly behaviors?: CoveredBehaviors;
}

/**
 * So many conversations without a failure say that fewer than one in twenty have one: the upper end of 95 % is 3/n (Hanley and
 * Lippman-Hand, "If nothing goes wrong, is everything all right?", 1983). Worked: 60 conversations, 3/60 = 5 %. The rule is for what
 * stands for itself, and turns of one conversation, or trials of one task, do not.
 */
const enoughToSay = 60;
const dayMs = 86_400_000;
/** An evaluator for what comes every Monday must not be called useless on a Sunday. */
const leastDaysGone = 7;

/** Which lines and behaviors nothing tests, by traffic, and which evaluators test nothing. `file`: of that prompt alone. */
export function evaluatorCoverage(snapshot: Snapshot, file?: string): EvaluatorCoverage {
  const prompts = promptsOf(snapshot, file);
  const newest = prompts.flatMap((prompt) => {
    const keys = new Set(prompt.versions[0]?.keys);
    return prompt.instructions
      .filter(({ key, kind }) => keys.has(key) && isDirectiveKind(kind))
      .map((instruction) => ({ file: prompt.file, instruction }));
  });
  const holes = newest
    .filter(({ instruction }) => instruction.evaluators.length === 0)
    .map(({ file: of, instruction: { key, text, exercised, held } }) => ({
      ...{ file: of, key, text, exercised, held },
    }))
    .sort((a, b) => b.exercised - a.exercised || b.held - a.held || (a.text < b.text ? -1 : 1));
  const behaviors = coveredBehaviors(snapshot, file);
  return {
    directives: newest.length,
    covered: newest.length - holes.length,
    holes,
    idle: idleEvaluators(snapshot, file),
    ...(behaviors && { behaviors }),
  };
}

const promptsOf = ({ prompts }: Snapshot, file: string | undefined): Snapshot["prompts"] =>
  prompts.filter((prompt) => file === undefined || prompt.file === file);

/** Evaluators that say nothing, in the order of the configuration. `file`: of those that are put to this prompt. */
export function idleEvaluators(snapshot: Snapshot, file?: string): IdleEvaluator[] {
  const gone = goneEvaluators(snapshot.evaluators);
  return snapshot.evaluators.flatMap((info) => {
    const figures = promptsOf(snapshot, file).flatMap(({ evaluators, conversations: { matched } }) =>
      evaluators.filter(({ evaluator }) => evaluator === info.name).map((one) => ({ ...one, matched })),
    );
    // Evaluators of other prompts have no figure here, and are no matter of these.
    if (file !== undefined && figures.length === 0) return [];
    const sum = (of: (figure: (typeof figures)[number]) => number): number =>
      figures.reduce((total, figure) => total + of(figure), 0);
    const counts = { n: sum((one) => one.n), unknown: sum((one) => one.unknown) };
    const clusters = sum((one) => one.clusters ?? 0);
    const isAllPassed = counts.n > 0 && sum((one) => one.passes) === counts.n;
    // A baseline does not say whom an evaluator was put to.
    const putTo = info.traffic?.n ?? (snapshot.baseline ? sum(({ matched }) => matched) : 0);
    const why = gone.has(info.name)
      ? "traffic-gone"
      : whyOf({ ...counts, clusters, putTo, isAllPassed, applied: info.traffic?.applied ?? 0 });
    const { name, line, traffic } = info;
    return why
      ? [{ name, why, ...counts, clusters, ...(traffic && { traffic }), ...(line !== undefined && { line }) }]
      : [];
  });
}

interface Said {
  readonly n: number;
  readonly unknown: number;
  readonly clusters: number;
  readonly isAllPassed: boolean;
  readonly putTo: number;
  readonly applied: number;
}

function whyOf({
  n,
  unknown,
  clusters,
  isAllPassed,
  putTo,
  applied,
}: Said): IdleEvaluator["why"] | undefined {
  if (n > 0) return isAllPassed && clusters >= enoughToSay ? "never-fails" : undefined;
  if (unknown > 0) return "always-unknown";
  return applied === 0 && putTo >= enoughToSay ? "never-applies" : undefined;
}

/**
 * Those that applied to nobody any more for a time that is too long for chance, at a false discovery rate of 5 % over all evaluators: 60 people
 * or tasks at least, so that fewer than one in twenty are what it was made for, and a week at least.
 */
function goneEvaluators(evaluators: readonly EvaluatorInfo[]): ReadonlySet<string> {
  const timed = evaluators.flatMap(({ name, traffic }) => (traffic ? [{ name, traffic }] : []));
  const isGone = benjaminiHochberg(timed.map(({ traffic }) => traffic.p));
  return new Set(
    timed.flatMap(({ name, traffic: { since, lastMs, untilMs } }, index) =>
      isGone[index] && since >= enoughToSay && untilMs - (lastMs ?? untilMs) >= leastDaysGone * dayMs
        ? [name]
        : [],
    ),
  );
}

/** What is said of an idle evaluator, after its name and without a full stop. */
export function idleText({ why, n, clusters, unknown, traffic }: IdleEvaluator): string {
  switch (why) {
    case "never-fails":
      return `passed all ${n} samples of ${clusters} conversations or tasks: fewer than ${Math.ceil(300 / clusters)} in 100 of those have a failure, or it sees none`;
    case "always-unknown":
      return `is unknown for all ${unknown} samples: what it reads is not recorded`;
    case "never-applies":
      return `applies to no sample${traffic ? ` of ${traffic.n} people or tasks` : ""}: its condition never holds, or what it was made for does not come`;
    case "traffic-gone": {
      const { applied, n: all, since, lastMs } = traffic!;
      return `applied to ${applied} of ${all} people or tasks, last on ${dayOf(lastMs!)}, and to none of the ${since} since: what it was made for does not come any more`;
    }
  }
}
