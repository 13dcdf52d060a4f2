import type { Evaluator } from "../../../server/core/evaluators/index.ts";
import { listConversations } from "../../../server/core/host/conversation-queries.ts";
import { LabelVocabulary } from "../../../server/core/host/query/label-vocabulary.ts";
import { Spine } from "../../../server/core/host/query/spine.ts";
import type { Store } from "../../../server/core/store/index.ts";
import { type Spread, spreadOf } from "./numbers.ts";

/** What people ask of a store of `big-store.ts`, one of each kind of look-up: columns, labels, verdicts, words, behaviors, all of them mixed. */
export const typicalQueries: Readonly<Record<string, string>> = {
  errors: "status:error after:2026-06-01",
  costly: "cost>0.02 latency>3s",
  tool: "tool:search_flights tag:beta -env:staging",
  evaluator: "evaluator:tone=fail model:gpt-4*",
  words: 'input~"refund"',
  mixed: '(behavior:"knee pain*" OR signal:user-gives-up) -tag:internal turns>3',
};

export interface QueryTimes {
  readonly times: Readonly<Record<string, Spread>>;
  /** Time of processors, all threads together: what a query costs, however busy the machine is with other things. */
  readonly cpu: Readonly<Record<string, Spread>>;
  readonly totals: Readonly<Record<string, number>>;
  /** The first query of a process, which reads the labels, by name. */
  readonly coldMs: number;
}

/** The first page of 100 with its total, as views get it, so many times each; queries take turns, so that none has the caches to itself. */
export async function timeQueries(
  store: Store,
  queries: Readonly<Record<string, string>>,
  rounds: number,
): Promise<QueryTimes> {
  const evaluators: readonly Evaluator[] = [];
  const world = {
    store,
    vocabulary: new LabelVocabulary(store),
    spine: new Spine(store),
    evaluators,
    files: [],
  };
  const run = (query: string): ReturnType<typeof listConversations> =>
    listConversations(world, { query }, { nowMs: Date.now(), failing: async () => new Map() });
  const coldFrom = performance.now();
  await run("model:gpt-4*");
  const coldMs = performance.now() - coldFrom;
  const measured = new Map<string, number[]>();
  const spent = new Map<string, number[]>();
  const totals: Record<string, number> = {};
  for (let round = 0; round <= rounds; round++)
    for (const [name, query] of Object.entries(queries)) {
      const [from, before] = [performance.now(), process.cpuUsage()];
      totals[name] = (await run(query)).total;
      const [ms, { user, system }] = [performance.now() - from, process.cpuUsage(before)];
      // The first round fills caches.
      if (round === 0) continue;
      measured.set(name, [...(measured.get(name) ?? []), ms]);
      spent.set(name, [...(spent.get(name) ?? []), (user + system) / 1000]);
    }
  const spreads = (of: ReadonlyMap<string, readonly number[]>): Record<string, Spread> =>
    Object.fromEntries([...of].map(([name, values]) => [name, spreadOf(values)]));
  return {
    times: spreads(measured),
    cpu: spreads(spent),
    totals,
    coldMs,
  };
}
