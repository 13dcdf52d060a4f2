import { type Pair, weigh } from "./acceptance.ts";
import type { SearchCase } from "./adapter.ts";
import { hasPart, withoutPart } from "./apply-part.ts";
import { type Candidate, hunksOf } from "./candidate.ts";
import { paretoFront } from "./pareto-front.ts";
import { progress } from "./progress.ts";
import { BudgetSpent } from "./rollouts.ts";
import type { SearchState } from "./search-state.ts";

export interface Finalist {
  readonly candidate: Candidate;
  /** On validation, beside the base on the same cases. */
  readonly cases: number;
  readonly passed: number;
  readonly basePassed: number;
  /** Mean progress over the base, -1 to 1, and how many standard errors that is. */
  readonly gain: number;
  readonly z: number;
}

/** Cases after which those that fell behind leave the race, and by how much they have to be behind. */
const lap = 8;
const behind = -1.3;

/**
 * Which candidates are handed over? The best one, those that are best on some case, and smaller ones on the way to it. They run over
 * validation beside the base, lap by lap, and who falls clearly behind the leader stops; so most of validation is spent on who may win.
 */
export async function race(state: SearchState): Promise<Finalist[]> {
  const { view } = state;
  const { rollouts, candidates, settings } = view;
  const cases = view.validation.length > 0 ? view.validation : view.train;
  const all = contenders(state).slice(0, settings.finalists);
  let running = all;
  const run: SearchCase[] = [];
  try {
    while (run.length < cases.length && running.length > 0) {
      const next = cases.slice(run.length, run.length + lap);
      for (const candidate of [candidates.base, ...running]) await rollouts.evaluate(candidate, next);
      run.push(...next);
      const leader = leaderOf(state, running, run);
      running = running.filter((one) => one === leader || gainOf(state, leader, one, run).z > behind);
      if (running.length === 1 && gainOf(state, candidates.base, leader, run).z > decided) break;
    }
  } catch (error) {
    // What was measured till then decides.
    if (!(error instanceof BudgetSpent)) throw error;
  }
  const leader = all.length > 0 ? leaderOf(state, running, run) : undefined;
  const rank = (one: Candidate): number => (one === leader ? 2 : Number(running.includes(one)));
  return all
    .map((candidate) => measured(state, candidate, cases))
    .sort((a, b) => rank(b.candidate) - rank(a.candidate) || b.gain - a.gain);
}

/** How many standard errors ahead another has to be of the one that train found best. */
const aheadBy = 1;

/** The one that train found best leads, as long as no other is ahead of it by more than chance. */
function leaderOf(
  state: SearchState,
  running: readonly Candidate[],
  cases: readonly SearchCase[],
): Candidate {
  const [first, ...others] = running as [Candidate];
  const ahead = others
    .map((one) => ({ one, ...gainOf(state, first, one, cases) }))
    .filter(({ z }) => z > aheadBy)
    .sort((a, b) => b.effect - a.effect);
  return ahead[0]?.one ?? first;
}

/** The leader's lead over the base that needs no further cases. */
const decided = 4;

function contenders(state: SearchState): Candidate[] {
  const { view, best: first, path } = state;
  const { candidates } = view;
  const front = paretoFront(view).sort((a, b) => b.wins - a.wins);
  const smaller = [...path].reverse().filter((one) => hunksOf(one).length < hunksOf(first).length);
  const all = [first, ...front.slice(0, 2).map(({ candidate }) => candidate), ...smaller];
  return [...new Set(all.flatMap((one) => withoutTrimmed(state, one) ?? []))].filter(
    (one) => one !== candidates.base,
  );
}

/** What was shown to be useless comes back with nobody: on the few cases of a race it may look well by chance. */
function withoutTrimmed(state: SearchState, candidate: Candidate): Candidate | undefined {
  const useless = state.trimmed.filter((part) => hasPart(candidate, part));
  const { candidates } = state.view;
  const rest = useless.reduce((one, part) => withoutPart(candidates, one, part, "trimmed"), candidate);
  return rest === candidate || state.isAllowed(rest) ? rest : undefined;
}

function pairsOf(
  { view }: SearchState,
  before: Candidate,
  after: Candidate,
  cases: readonly SearchCase[],
): Pair[] {
  return cases.flatMap(({ id }) => {
    const [was, is] = [view.rollouts.resultOf(before.key, id), view.rollouts.resultOf(after.key, id)];
    if (!was || !view.rollouts.isKnown(after.key, id)) return [];
    return [{ caseId: id, failed: true, progress: is ? progress(was, is) : -was.score }];
  });
}

const gainOf = (
  state: SearchState,
  before: Candidate,
  after: Candidate,
  cases: readonly SearchCase[],
): { effect: number; z: number } => weigh(pairsOf(state, before, after, cases), 1);

function measured(state: SearchState, candidate: Candidate, cases: readonly SearchCase[]): Finalist {
  const { rollouts, candidates } = state.view;
  const pairs = pairsOf(state, candidates.base, candidate, cases);
  const passes = (key: string): number =>
    pairs.filter(({ caseId }) => rollouts.resultOf(key, caseId)?.passed).length;
  const { effect, z } = weigh(pairs, 1);
  const [passed, basePassed] = [passes(candidate.key), passes(candidates.base.key)];
  return { candidate, cases: pairs.length, passed, basePassed, gain: effect, z };
}
