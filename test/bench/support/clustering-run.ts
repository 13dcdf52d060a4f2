/**
 * One search for behaviors in a process of its own, so that what it holds at its largest is the search's and nobody else's. Comes in:
 * a `SearchOrder`; goes out: a `Searched`.
 */
import { findBehaviors, type PreviousBehavior, type Request } from "../../../server/core/behaviors/index.ts";

export interface SearchOrder {
  readonly requests: readonly Request[];
  readonly seed: number;
  readonly previous?: readonly PreviousBehavior[];
}

export interface Searched {
  /** Pairs of request id and behavior id; requests that are like nothing else are absent. */
  readonly assignment: readonly (readonly [string, string])[];
  readonly behaviors: readonly {
    readonly id: string;
    readonly name: string;
    readonly exemplars: readonly string[];
  }[];
  readonly seconds: number;
  /** By the names that the progress gives them, in their order. */
  readonly stageSeconds: Readonly<Record<string, number>>;
  /** The most that the process ever held, with Node.js itself and the requests in it. */
  readonly rssMb: number;
}

async function search({ requests, seed, previous }: SearchOrder): Promise<Searched> {
  const from = performance.now();
  const starts: { readonly stage: string; readonly at: number }[] = [];
  const found = await findBehaviors(requests, {
    ...{ seed, previous },
    progress: ({ stage }) => {
      if (starts.at(-1)?.stage !== stage) starts.push({ stage, at: performance.now() });
    },
  });
  const to = performance.now();
  const ends = [...starts.slice(1).map(({ at }) => at), to];
  return {
    assignment: [...found.assignment],
    behaviors: found.behaviors.map(({ id, name, exemplars }) => ({
      ...{ id, name },
      exemplars: exemplars.map(({ text }) => text),
    })),
    seconds: (to - from) / 1000,
    stageSeconds: Object.fromEntries(starts.map(({ stage, at }, i) => [stage, (ends[i]! - at) / 1000])),
    rssMb: process.resourceUsage().maxRSS / 1024,
  };
}

process.once("message", async (order) => {
  const searched = await search(order as SearchOrder);
  // A long answer takes a while to leave; ending before would cut it off.
  process.send!(searched, () => process.disconnect());
});
