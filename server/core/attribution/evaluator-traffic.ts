import { groupBy, logChoose } from "../base/index.ts";

/** Which of the traffic an evaluator had something to say of, and for how long it has had nothing to say. */
export interface EvaluatorTraffic {
  /** Whom it was put to: people and tasks, each once, for their conversations are alike; and those it applied to. */
  readonly n: number;
  readonly applied: number;
  /** The last conversation that it applied to, absent where it never did; and the newest that it was put to. Epoch milliseconds. */
  readonly lastMs?: number;
  readonly untilMs: number;
  /** Of n, those that came after it applied for the last time; and the days with traffic since. */
  readonly since: number;
  readonly daysSince: number;
  /** How likely so long a time is where it applies as often as ever. */
  readonly p: number;
}

/** A conversation that an evaluator was put to. `unit`: the person, or the task that it repeats. */
export interface PutTo {
  readonly startMs: number;
  readonly unit: string;
  readonly applied: boolean;
}

const dayMs = 86_400_000;

/**
 * Whether what an evaluator was made for stopped coming. Applied as often as ever, those k of n it applied to stand anywhere among them,
 * so that none is among the last m with probability C(n-m, k) / C(n, k). What it was made for may come in bursts: days are counted in
 * the same way, and the larger probability is taken. Worked: 20 of 100, none of the last 20, gives 0.0066. Undefined where nothing has a time.
 */
export function evaluatorTraffic(conversations: readonly PutTo[]): EvaluatorTraffic | undefined {
  if (conversations.length === 0) return undefined;
  const units = lastOf(conversations, ({ unit }) => unit);
  const days = lastOf(conversations, ({ startMs }) => Math.floor(startMs / dayMs));
  const lastMs = latest(conversations.filter(({ applied }) => applied));
  return {
    ...{ n: units.n, applied: units.applied },
    ...(lastMs !== undefined && { lastMs }),
    untilMs: latest(conversations)!,
    ...{ since: units.since, daysSince: days.since },
    p: lastMs === undefined ? 1 : Math.max(gapP(units), gapP(days)),
  };
}

interface Gap {
  readonly n: number;
  readonly applied: number;
  readonly since: number;
}

/** Of groups of conversations: one that it applied to stands where it last did, so that it is none of those since. */
function lastOf(conversations: readonly PutTo[], keyOf: (one: PutTo) => string | number): Gap {
  const groups = [...groupBy(conversations, keyOf).values()].map((own) => {
    const applied = latest(own.filter((one) => one.applied));
    return { isApplied: applied !== undefined, atMs: applied ?? latest(own)! };
  });
  const applied = groups.filter(({ isApplied }) => isApplied);
  const last = applied.reduce((max, { atMs }) => Math.max(max, atMs), Number.NEGATIVE_INFINITY);
  const since = applied.length === 0 ? 0 : groups.filter(({ atMs }) => atMs > last).length;
  return { n: groups.length, applied: applied.length, since };
}

const latest = (conversations: readonly PutTo[]): number | undefined =>
  conversations.length === 0
    ? undefined
    : conversations.reduce((max, { startMs }) => Math.max(max, startMs), Number.NEGATIVE_INFINITY);

const gapP = ({ n, applied, since }: Gap): number =>
  Math.exp(logChoose(n - since, applied) - logChoose(n, applied));
