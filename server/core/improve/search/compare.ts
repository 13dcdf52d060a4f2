import { type AcceptanceRule, type Pair, type Verdict, verdictOf, weigh } from "./acceptance.ts";
import type { SearchCase } from "./adapter.ts";
import type { Candidate } from "./candidate.ts";
import { failShareOf } from "./minibatch.ts";
import { progress } from "./progress.ts";
import { failedOf, knownOf, lastKnown, type SearchView } from "./view.ts";

export interface Comparison {
  readonly verdict: Exclude<Verdict, "undecided">;
  readonly pairs: readonly Pair[];
  readonly effect: number;
}

export interface CompareOptions {
  readonly rule: AcceptanceRule;
  /** Cases to begin with. */
  readonly first: readonly SearchCase[];
  /** Cases before it may be called worse, and at most. */
  readonly least?: number;
  readonly most?: number;
}

/** Cases are run in portions, and after each it is asked whether more are needed. */
const portion = 3;
/** Passing cases that stand against the first failing ones, where the parent passes any. */
const leastPassing = 2;

/**
 * Is the candidate better than its parent? Case after case is tried until that is clear: a new case tells more than one that is tried again,
 * so repeats come last.
 */
export async function compare(
  view: SearchView,
  [parent, candidate]: readonly [Candidate, Candidate],
  { rule, first, least = 0, most = view.settings.compareOn }: CompareOptions,
): Promise<Comparison> {
  const { settings, rollouts } = view;
  const tried = new Set<string>();
  let trial = 0;
  let next = first.slice(0, portion);
  for (;;) {
    await rollouts.evaluate(parent, next, trial);
    await rollouts.evaluate(candidate, next, trial);
    for (const { id } of next) tried.add(id);
    const pairs = pairsOf(view, [parent, candidate], tried, trial);
    next = nextCases(view, [parent, candidate], tried, first);
    const share = failShareOf(view, parent);
    if (next.length === 0 && trial + 1 < settings.trials && isOpen(pairs, share, rule)) {
      trial++;
      tried.clear();
      next = first.slice(0, portion);
    }
    const isLast = next.length === 0 || tried.size >= most;
    const passing = pairs.filter(({ failed }) => !failed).length;
    const lacks = passing < leastPassing && next.some(({ id }) => rollouts.resultOf(parent.key, id)?.passed);
    const verdict = verdictOf(pairs, share, rule, isLast);
    if (verdict === "undecided" || (verdict === "better" && lacks && !isLast)) continue;
    if (verdict === "worse" && tried.size < least && !isLast) continue;
    return { verdict, pairs, effect: weigh(pairs, share).effect };
  }
}

/** Something was seen, and it is not clear what. */
function isOpen(pairs: readonly Pair[], share: number, rule: AcceptanceRule): boolean {
  return pairs.some((one) => one.progress !== 0) && verdictOf(pairs, share, rule, false) === "undecided";
}

function pairsOf(
  { rollouts }: SearchView,
  [parent, candidate]: readonly [Candidate, Candidate],
  tried: ReadonlySet<string>,
  trial: number,
): Pair[] {
  return [...tried].flatMap((caseId) => {
    const pairs: number[] = [];
    for (let t = 0; t <= trial; t++) {
      const before = rollouts.resultOf(parent.key, caseId, t);
      if (!before) continue;
      const after = rollouts.resultOf(candidate.key, caseId, t);
      // What cannot be judged any more is no better than what failed.
      if (after) pairs.push(progress(before, after));
      else if (rollouts.isKnown(candidate.key, caseId, t)) pairs.push(-Math.max(before.score, 0.05));
    }
    if (pairs.length === 0) return [];
    const failed = !rollouts.resultOf(parent.key, caseId)?.passed;
    return { caseId, failed, progress: pairs.reduce((sum, one) => sum + one, 0) / pairs.length };
  });
}

/** The next portion: of failing and of passing cases as many as there are, known ones first since they cost one call and not two. */
function nextCases(
  view: SearchView,
  [parent]: readonly [Candidate, Candidate],
  tried: ReadonlySet<string>,
  first: readonly SearchCase[],
): SearchCase[] {
  const isOpenCase = ({ id }: SearchCase): boolean => !tried.has(id);
  const failing = [...first, ...failedOf(view, parent)].filter(isOpenCase);
  const fails = new Set(failing.map(({ id }) => id));
  const passing = knownOf(view, parent).filter((one) => isOpenCase(one) && !fails.has(one.id));
  const unknown = view.train.filter(
    (one) => isOpenCase(one) && !view.rollouts.isKnown(parent.key, one.id) && !fails.has(one.id),
  );
  // What only says which candidate is best is run where train has nothing more to say.
  if (failing.length + passing.length + unknown.length === 0)
    unknown.push(...view.validation.filter(isOpenCase));
  const likely = (failed: boolean): SearchCase[] =>
    unknown.filter(({ id }) => (lastKnown(view, parent, id)?.passed === false) === failed);
  const queues = [
    { share: failShareOf(view, parent), queue: [...new Set(failing), ...likely(true)], taken: 0 },
    { share: 1 - failShareOf(view, parent), queue: [...passing, ...likely(false)], taken: 0 },
  ];
  for (const caseId of tried) queues[view.rollouts.resultOf(parent.key, caseId)?.passed ? 1 : 0]!.taken++;
  const order: SearchCase[] = [];
  while (order.length < portion) {
    const open = queues.filter(({ queue }) => queue.length > 0);
    if (open.length === 0) break;
    const due = open.reduce((a, b) => (b.share * (a.taken + 1) > a.share * (b.taken + 1) ? b : a));
    order.push(due.queue.shift()!);
    due.taken++;
  }
  return order;
}
