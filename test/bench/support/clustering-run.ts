/**
 * One search for behaviors in a process of its own, so that what it holds at its largest is the search's and nobody else's. Comes in:
 * a `SearchOrder`; goes out: a `Searched`.
 */
import {
  assign,
  findBehaviors,
  type PreviousBehavior,
  packAssigner,
  type Request,
  unpackAssigner,
} from "../../../server/core/behaviors/index.ts";

export interface SearchOrder {
  readonly requests: readonly Request[];
  readonly seed: number;
  readonly previous?: readonly PreviousBehavior[];
  /** Requests that come after the search and are given to the behaviors it found, as an import does. */
  readonly more?: readonly Request[];
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
  /** Of processors, which other programs on the machine lengthen less. */
  readonly cpuSeconds: number;
  /** By the names that the progress gives them, in their order. */
  readonly stageSeconds: Readonly<Record<string, number>>;
  readonly stageCpuSeconds: Readonly<Record<string, number>>;
  /** Of those that came after: pairs as above, and the seconds from the packed model to the last of them. */
  readonly assigned: { readonly pairs: readonly (readonly [string, string])[]; readonly seconds: number };
  /** The most that the process ever held, with Node.js itself and the requests in it. */
  readonly rssMb: number;
}

async function search({ requests, seed, previous, more = [] }: SearchOrder): Promise<Searched> {
  const starts: (Moment & { readonly stage: string })[] = [];
  const from = now();
  const found = await findBehaviors(requests, {
    ...{ seed, previous },
    progress: ({ stage }) => {
      if (starts.at(-1)?.stage !== stage) starts.push({ stage, ...now() });
    },
  });
  const to = now();
  const lasted = (key: keyof Moment): Record<string, number> =>
    Object.fromEntries(starts.map((start, i) => [start.stage, (starts[i + 1] ?? to)[key] - start[key]]));
  return {
    assignment: [...found.assignment],
    behaviors: found.behaviors.map(({ id, name, exemplars }) => ({
      ...{ id, name },
      exemplars: exemplars.map(({ text }) => text),
    })),
    seconds: to.seconds - from.seconds,
    cpuSeconds: to.cpuSeconds - from.cpuSeconds,
    assigned: found.assigner ? assignedLater(packAssigner(found.assigner), more) : { pairs: [], seconds: 0 },
    stageSeconds: lasted("seconds"),
    stageCpuSeconds: lasted("cpuSeconds"),
    rssMb: process.resourceUsage().maxRSS / 1024,
  };
}

function assignedLater(packed: Uint8Array, requests: readonly Request[]): Searched["assigned"] {
  const from = now();
  const found = assign(unpackAssigner(packed)!, requests);
  const { seconds } = now();
  return {
    pairs: requests.flatMap(({ id }, i) => (found[i] === undefined ? [] : [[id, found[i]] as const])),
    seconds: seconds - from.seconds,
  };
}

interface Moment {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

function now(): Moment {
  const { user, system } = process.cpuUsage();
  return { seconds: performance.now() / 1000, cpuSeconds: (user + system) / 1e6 };
}

process.once("message", async (order) => {
  const searched = await search(order as SearchOrder);
  // A long answer takes a while to leave; ending before would cut it off.
  process.send!(searched, () => process.disconnect());
});
