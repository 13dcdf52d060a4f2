import { clusteredRate, groupBy, type Rate, wilsonInterval } from "../base/index.ts";
import type { Verdict } from "./attribute.ts";
import { failedConversations } from "./failed-conversations.ts";

/** What one evaluator says of a behavior's conversations. `rate` is the pass rate over those it judged: one fails with any of its samples. */
export interface BehaviorEvaluator {
  readonly evaluator: string;
  readonly rate: Rate;
  /** The same over all other conversations; absent where it judged none. */
  readonly elsewhere?: { readonly failed: number; readonly n: number };
}

/** What one evaluator says of all conversations: whether any sample of them failed, of those it judged; and how many did. */
export interface EvaluatorVerdicts {
  readonly evaluator: string;
  readonly failed: ReadonlyMap<string, boolean>;
  readonly failures: number;
}

export const verdictsByEvaluator = (verdicts: readonly Verdict[]): EvaluatorVerdicts[] =>
  [...groupBy(verdicts, ({ evaluator }) => evaluator)].map(([evaluator, list]) => {
    const failed = failedConversations(list);
    return { evaluator, failed, failures: [...failed.values()].filter(Boolean).length };
  });

/** Evaluators that judged the behavior, those that fail most conversations of it first. */
export function evaluatorsInBehavior(
  all: readonly EvaluatorVerdicts[],
  members: ReadonlySet<string>,
  clusterOf: ReadonlyMap<string, string>,
): BehaviorEvaluator[] {
  const found = all.flatMap(({ evaluator, failed, failures }) => {
    const own = [...members].filter((id) => failed.has(id)).map((id) => ({ id, fails: failed.get(id)! }));
    if (own.length === 0) return [];
    const clusters = [...groupBy(own, ({ id }) => clusterOf.get(id) ?? id)].sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    const rate = clusteredRate(
      clusters.map(([, list]) => ({ n: list.length, passes: list.filter(({ fails }) => !fails).length })),
    );
    const elsewhere = { failed: failures - (rate.n - rate.passes), n: failed.size - rate.n };
    return [{ evaluator, rate, ...(elsewhere.n > 0 && { elsewhere }) }];
  });
  const fails = ({ rate }: BehaviorEvaluator): number => rate.n - rate.passes;
  return found.sort((a, b) => fails(b) - fails(a) || (a.evaluator < b.evaluator ? -1 : 1));
}

/** Implicit feedback of one kind. Shares are of conversations that hold it, in the behavior and in all others. */
export interface BehaviorSignal {
  readonly kind: string;
  readonly n: number;
  readonly share: number;
  readonly elsewhere: number;
  /** Even the low end of the 95 % interval (Wilson) lies above the share elsewhere. */
  readonly isMore: boolean;
}

/** `signalsOf`: kinds by conversation, each once; `conversations`: how many there are in all. Kinds that are clearly more frequent here first, then by number. */
export function signalsInBehavior(
  signalsOf: ReadonlyMap<string, readonly string[]>,
  members: ReadonlySet<string>,
  conversations: number,
): BehaviorSignal[] {
  const others = Math.max(1, conversations - members.size);
  const counts = new Map<string, { all: number; n: number }>();
  for (const [conversationId, kinds] of signalsOf)
    for (const kind of kinds) {
      const count = counts.get(kind) ?? { all: 0, n: 0 };
      counts.set(kind, count);
      count.all++;
      if (members.has(conversationId)) count.n++;
    }
  return [...counts]
    .filter(([, { n }]) => n > 0)
    .map(([kind, { all, n }]) => {
      const [share, elsewhere] = [n / members.size, (all - n) / others];
      return { kind, n, share, elsewhere, isMore: wilsonInterval(share, members.size).low > elsewhere };
    })
    .sort((a, b) => Number(b.isMore) - Number(a.isMore) || b.n - a.n || (a.kind < b.kind ? -1 : 1));
}
