import { type Cluster, clusteredRate, groupBy } from "../base/index.ts";
import type { Verdict } from "./attribute.ts";
import { isDecided } from "./failed-conversations.ts";
import type { Trust } from "./figures.ts";
import { behaviorsAt, type RequestPlace } from "./request-places.ts";

/** What one evaluator says of one behavior: conversations whose request it judged there, how many it failed; 95 % interval of that share. */
export interface BehaviorVerdicts {
  readonly evaluator: string;
  readonly failed: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

/** Who judges a behavior. */
export interface JudgedBehavior {
  readonly id: string;
  /** Its conversations, less those that wait for their first evaluation. */
  readonly conversations: number;
  /** Of these, with a verdict of an evaluator that reads what was said, and of one of those that is trusted. */
  readonly judged: number;
  readonly trusted: number;
  /** With a verdict by what was recorded: outcome, latency, cost. It comes with every conversation and says nothing of what was asked. */
  readonly recorded: number;
  /** In the order of the configuration; those that judged none of it are left out. */
  readonly evaluators: readonly BehaviorVerdicts[];
}

export interface BehaviorVerdictsInput {
  readonly behaviorIds: readonly string[];
  /** In the order in which they are to be told. */
  readonly evaluators: readonly { readonly name: string; readonly trust: Trust }[];
  readonly verdicts: readonly Verdict[];
  readonly requestsOf: ReadonlyMap<string, readonly RequestPlace[]>;
  readonly behaviorsOf: ReadonlyMap<string, readonly string[]>;
  readonly clusterOf: ReadonlyMap<string, string>;
  /** Whether a conversation waits for its first evaluation. */
  readonly isWaiting: (conversationId: string) => boolean;
}

/** Most clusters are one conversation: these stand for all of those, a million of them where 50 evaluators judge 20,000. */
const onePassed: Cluster = { n: 1, passes: 1 };
const oneFailed: Cluster = { n: 1, passes: 0 };

/**
 * Evaluators by behaviors in one pass over the verdicts. A conversation fails for an evaluator with any of its samples; a verdict counts
 * for the request in whose turns it falls (`behaviorsAt`), as in a behavior's own figures.
 */
export function behaviorVerdicts(input: BehaviorVerdictsInput): JudgedBehavior[] {
  const { behaviorIds, evaluators, behaviorsOf, isWaiting } = input;
  const grid = new Grid(behaviorIds, evaluators);
  for (const [id, own] of behaviorsOf) if (!isWaiting(id)) grid.hold(own);
  for (const conversations of clustersOf(input))
    grid.judge(
      conversations.map((verdicts) => ({
        verdicts,
        requests: input.requestsOf.get(verdicts[0]!.conversationId) ?? [],
      })),
    );
  return grid.figures();
}

/** Decided verdicts by conversation, conversations by cluster; clusters by name, for sums must not depend on the order of rows. */
function clustersOf({ verdicts, behaviorsOf, clusterOf }: BehaviorVerdictsInput): Verdict[][][] {
  const byConversation = groupBy(
    verdicts.filter((one) => isDecided(one) && behaviorsOf.has(one.conversationId)),
    ({ conversationId }) => conversationId,
  );
  return [...groupBy(byConversation, ([id]) => clusterOf.get(id) ?? id)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, conversations]) => conversations.map(([, own]) => own));
}

interface JudgedConversation {
  readonly verdicts: readonly Verdict[];
  readonly requests: readonly RequestPlace[];
}

/** Behaviors by evaluators; a cell is known by one number. */
class Grid {
  private readonly behaviorAt: ReadonlyMap<string, number>;
  private readonly evaluatorAt: ReadonlyMap<string, number>;
  private readonly cells: Cluster[][];
  private readonly counts: { conversations: number; judged: number; trusted: number; recorded: number }[];

  constructor(
    private readonly ids: readonly string[],
    private readonly evaluators: BehaviorVerdictsInput["evaluators"],
  ) {
    this.behaviorAt = new Map(ids.map((id, at) => [id, at]));
    this.evaluatorAt = new Map(evaluators.map(({ name }, at) => [name, at]));
    this.cells = Array.from({ length: ids.length * evaluators.length }, () => []);
    this.counts = ids.map(() => ({ conversations: 0, judged: 0, trusted: 0, recorded: 0 }));
  }

  /** A conversation is in these behaviors. */
  hold(behaviorIds: readonly string[]): void {
    for (const id of behaviorIds) {
      const count = this.counts[this.behaviorAt.get(id) ?? -1];
      if (count) count.conversations++;
    }
  }

  /** The conversations of one cluster. */
  judge(conversations: readonly JudgedConversation[]): void {
    const inCluster = new Map<number, { n: number; passes: number }>();
    for (const conversation of conversations) {
      const failed = this.failedCells(conversation);
      this.count([...failed.keys()]);
      for (const [cell, isFailed] of failed) {
        const counted = inCluster.get(cell) ?? { n: 0, passes: 0 };
        counted.n++;
        if (!isFailed) counted.passes++;
        inCluster.set(cell, counted);
      }
    }
    for (const [cell, counted] of inCluster)
      this.cells[cell]!.push(counted.n > 1 ? counted : counted.passes ? onePassed : oneFailed);
  }

  figures(): JudgedBehavior[] {
    const { evaluators } = this;
    return this.ids.map((id, at) => ({
      ...{ id, ...this.counts[at]! },
      evaluators: evaluators.flatMap(({ name }, index) => {
        const { n, passes, low, high } = clusteredRate(this.cells[at * evaluators.length + index]!);
        return n === 0 ? [] : [{ evaluator: name, failed: n - passes, n, low: 1 - high, high: 1 - low }];
      }),
    }));
  }

  /** Of one conversation: the cells it is judged in, and whether it fails there. */
  private failedCells({ verdicts, requests }: JudgedConversation): Map<number, boolean> {
    // Fifty evaluators ask for the same few turns.
    const places = new Map<number | undefined, readonly string[]>();
    const failed = new Map<number, boolean>();
    for (const { evaluator, turn, label } of verdicts) {
      const index = this.evaluatorAt.get(evaluator);
      const ids = places.get(turn) ?? behaviorsAt(requests, turn);
      places.set(turn, ids);
      for (const id of ids) {
        const at = this.behaviorAt.get(id);
        if (at === undefined || index === undefined) continue;
        const cell = at * this.evaluators.length + index;
        failed.set(cell, (failed.get(cell) ?? false) || label === "fail");
      }
    }
    return failed;
  }

  private count(cells: readonly number[]): void {
    const width = this.evaluators.length;
    const behaviorsWith = (is: (trust: Trust) => boolean): Set<number> =>
      new Set(
        cells
          .filter((cell) => is(this.evaluators[cell % width]!.trust))
          .map((cell) => Math.floor(cell / width)),
      );
    for (const at of behaviorsWith((trust) => trust === "declared")) this.counts[at]!.recorded++;
    for (const at of behaviorsWith((trust) => trust !== "declared")) this.counts[at]!.judged++;
    for (const at of behaviorsWith((trust) => trust === "trusted")) this.counts[at]!.trusted++;
  }
}
