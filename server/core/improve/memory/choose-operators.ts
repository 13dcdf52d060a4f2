import { stableId } from "../../base/index.ts";
import { type Attempt, type AttemptContext, contextKeys, rewardOf } from "./attempt.ts";
import { type ArmCounts, ucb1Tuned } from "./ucb.ts";

export interface ChoiceQuery {
  readonly operators: readonly string[];
  readonly context: AttemptContext;
  /** What is to be mended now. */
  readonly target: string;
  readonly seed: number;
}

/** An operator with what speaks for it. Best first. */
export interface RankedOperator {
  readonly operator: string;
  /** By which they are ranked: what is expected of it, and more where little is known. */
  readonly index: number;
  /** Expected reward, 0 to 1. */
  readonly expected: number;
  /** Of each level that says something, from all attempts to this very target: how many there were, and what they were worth. */
  readonly levels: readonly LevelCounts[];
}

export interface LevelCounts {
  /** What its attempts have in common with what is asked for: "all", then contexts in words, then "this target". */
  readonly level: string;
  readonly tried: number;
  readonly worth: number;
}

/**
 * Attempts that a more general level is worth to the one below it, at most: so many of its own outweigh it. This and the next were set on
 * `npm run bench -- memory` with seeds that its figures are not from.
 */
const shrinkage = 4;
/** Share of UCB1-tuned's bonus that counts: several operators are tried in a cycle, which explores by itself. */
const exploration = 0.25;
/** What a new operator is expected to be worth, and how many attempts that is worth. */
const expectedOfNew = { reward: 0.25, attempts: 1 };
/** How far an attempt of a context counts once another was made in it: what worked half a hundred attempts ago may do so no more. */
const fading = 0.97;

interface Level {
  readonly name: string;
  readonly holds: (attempt: Attempt) => boolean;
}

/**
 * Ranks operators for a failure by what became of earlier attempts: UCB1-tuned over counts that are shrunk from the general to the special.
 * What all attempts say is the prior of those whose context has one thing in common with this one, those two, and so on down to the target
 * itself, so that a few attempts in a new context count at once and give way to its own. In common, whatever it is: diagnoses err, and a wrong
 * cause must not hide what the rest of the context says. Old attempts fade (discounted UCB, Garivier and Moulines
 * 2011). Deterministic: equal indices are put in an order by the seed.
 */
export function rankOperators(attempts: readonly Attempt[], query: ChoiceQuery): RankedOperator[] {
  const levels = levelsOf(query);
  const inOrder = [...attempts].sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  const counts = levels.map((level) => countsIn(inOrder.filter(level.holds)));
  const estimates = query.operators.map((operator) => ({
    operator,
    counts: shrunk(counts.map((own) => own.get(operator) ?? nothing)),
    levels: counts.flatMap((own, i): LevelCounts[] => {
      const there = own.get(operator);
      return there ? [{ level: levels[i]!.name, tried: there.tried, worth: there.sum / there.n }] : [];
    }),
  }));
  const draws = estimates.reduce((sum, { counts: { n } }) => sum + n, 0);
  const order = new Map(
    query.operators.map((operator) => [operator, stableId([query.seed, query.target, operator])]),
  );
  return estimates
    .map(({ operator, counts: own, levels }) => ({
      ...{ operator, levels },
      index: own.sum / own.n + exploration * (ucb1Tuned(own, draws) - own.sum / own.n),
      expected: own.sum / own.n,
    }))
    .sort((a, b) => b.index - a.index || (order.get(a.operator)! < order.get(b.operator)! ? -1 : 1));
}

/** From all attempts over those that have more and more in common with what is asked for to those at the target itself. */
function levelsOf({ context, target }: ChoiceQuery): Level[] {
  const known = contextKeys.filter((key) => context[key] !== undefined);
  const common = (attempt: Attempt): number =>
    known.filter((key) => attempt.context[key] === context[key]).length;
  return [
    { name: "all", holds: () => true },
    ...known.map((_, i) => ({
      name: i + 1 === known.length ? "the same in all" : `${i + 1} in common`,
      holds: (attempt: Attempt) => common(attempt) > i,
    })),
    { name: "this target", holds: (attempt) => attempt.target === target },
  ];
}

type Counted = ArmCounts & { readonly tried: number };
const nothing: ArmCounts = { n: 0, sum: 0, squares: 0 };

function countsIn(attempts: readonly Attempt[]): Map<string, Counted> {
  const counts = new Map<string, Counted>();
  for (const [i, attempt] of attempts.entries()) {
    const weight = fading ** (attempts.length - 1 - i);
    const reward = rewardOf(attempt);
    const { n, sum, squares, tried } = counts.get(attempt.operator) ?? { ...nothing, tried: 0 };
    counts.set(attempt.operator, {
      n: n + weight,
      sum: sum + weight * reward,
      squares: squares + weight * reward * reward,
      tried: tried + 1,
    });
  }
  return counts;
}

/** Each level with what the one above it is worth: n / (n + s) of s attempts. */
function shrunk(levels: readonly ArmCounts[]): ArmCounts {
  const { reward, attempts } = expectedOfNew;
  let above: ArmCounts = { n: attempts, sum: attempts * reward, squares: attempts * reward * reward };
  for (const own of levels) {
    const worth = shrinkage / (above.n + shrinkage);
    above = {
      n: own.n + above.n * worth,
      sum: own.sum + above.sum * worth,
      squares: own.squares + above.squares * worth,
    };
  }
  return above;
}
