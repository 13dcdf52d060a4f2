import { isDirectiveKind } from "../attribution/index.ts";
import { type CoveredBehaviors, coveredBehaviors } from "./behavior-coverage.ts";
import type { Snapshot } from "./snapshot.ts";

/** A directive that no evaluator covers. */
export interface CoverageHole {
  readonly file: string;
  readonly text: string;
  /** Conversations that put it to work, of those whose prompt held it. */
  readonly exercised: number;
  readonly held: number;
}

/** An evaluator that says nothing of use on what is stored. */
export interface IdleEvaluator {
  readonly name: string;
  readonly why: "never-fails" | "never-applies" | "always-unknown";
  readonly n: number;
  /** Conversations that the n are of, those of one task as one. */
  readonly clusters: number;
  readonly unknown: number;
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

/** Which lines and behaviors nothing tests, by traffic, and which evaluators test nothing. `file`: of that prompt alone. */
export function evaluatorCoverage(snapshot: Snapshot, file?: string): EvaluatorCoverage {
  const prompts = snapshot.prompts.filter((prompt) => file === undefined || prompt.file === file);
  const newest = prompts.flatMap((prompt) => {
    const keys = new Set(prompt.versions[0]?.keys);
    return prompt.instructions
      .filter(({ key, kind }) => keys.has(key) && isDirectiveKind(kind))
      .map((instruction) => ({ file: prompt.file, instruction }));
  });
  const holes = newest
    .filter(({ instruction }) => instruction.evaluators.length === 0)
    .map(({ file: of, instruction: { text, exercised, held } }) => ({ file: of, text, exercised, held }))
    .sort((a, b) => b.exercised - a.exercised || b.held - a.held || (a.text < b.text ? -1 : 1));
  const behaviors = coveredBehaviors(snapshot, file);
  return {
    directives: newest.length,
    covered: newest.length - holes.length,
    holes,
    idle: snapshot.evaluators.flatMap((evaluator) => idleOf(evaluator, prompts)),
    ...(behaviors && { behaviors }),
  };
}

function idleOf(
  { name, line }: Snapshot["evaluators"][number],
  prompts: Snapshot["prompts"],
): IdleEvaluator[] {
  // Evaluators of other prompts have no figure here, and are no matter of these.
  const figures = prompts.flatMap(({ evaluators }) =>
    evaluators.filter(({ evaluator }) => evaluator === name),
  );
  const conversations = prompts
    .filter(({ evaluators }) => evaluators.some(({ evaluator }) => evaluator === name))
    .reduce((sum, prompt) => sum + prompt.conversations.matched, 0);
  if (figures.length === 0 || conversations === 0) return [];
  const sum = (of: (figure: (typeof figures)[number]) => number): number =>
    figures.reduce((total, figure) => total + of(figure), 0);
  const [n, passes, unknown] = [sum((one) => one.n), sum((one) => one.passes), sum((one) => one.unknown)];
  const clusters = sum((one) => one.clusters ?? 0);
  const why =
    n > 0
      ? passes === n && clusters >= enoughToSay
        ? "never-fails"
        : undefined
      : unknown > 0
        ? "always-unknown"
        : "never-applies";
  return why ? [{ name, why, n, clusters, unknown, ...(line !== undefined && { line }) }] : [];
}

/** What is said of an idle evaluator. */
export function idleText({ why, n, clusters, unknown }: IdleEvaluator): string {
  if (why === "never-fails")
    return `passed all ${n} samples of ${clusters} conversations or tasks: fewer than ${Math.ceil(300 / clusters)} in 100 of those have a failure, or it sees none`;
  if (why === "always-unknown") return `is unknown for all ${unknown} samples: what it reads is not recorded`;
  return "applies to no sample: its condition never holds, or what it was made for does not come any more";
}
