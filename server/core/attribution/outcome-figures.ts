import { benjaminiHochberg, type Count, equalRatesP, relativeRisk } from "../base/index.ts";

/** Whom an outcome happened to: the user of conversations, or a conversation itself. */
export type OutcomeUnit = "user" | "conversation";

/**
 * What happened later to those who were in something (a behavior, a tag, failing conversations), against those who were not. `lift`: how
 * many times as often, with a 95 % interval; see `RelativeRisk`.
 */
export interface OutcomeLift {
  readonly kind: string;
  /** Users (or conversations), how many of them it happened to, and their share. */
  readonly n: number;
  readonly hits: number;
  readonly rate: number;
  readonly restN: number;
  readonly restRate: number;
  readonly lift?: number;
  readonly low: number;
  readonly high?: number;
  /** Clearly other than the rest: Benjamini-Hochberg at 5 % over everything of its sort. */
  readonly isClear: boolean;
}

/** A kind of outcome over all whom it could happen to, and how it goes with tags and with failing. */
export interface OutcomeFigures {
  readonly kind: string;
  readonly unit: OutcomeUnit;
  /** How often it is known to have happened or not, and those of them whose user or conversation is known here. */
  readonly rows: number;
  readonly joined: number;
  readonly n: number;
  readonly hits: number;
  readonly tags: readonly (OutcomeLift & { readonly tag: string })[];
  /** Those who had a conversation that an evaluator failed, against the other judged ones; absent where nobody was judged. */
  readonly failing?: OutcomeLift;
}

/** Times are epoch milliseconds; absent where nobody knows them. */
export interface OutcomeSubject {
  readonly id: string;
  readonly hit: boolean;
  readonly hitMs?: number | undefined;
  /** When each thing was first met: behaviors, tags or the like, by name. */
  readonly met: ReadonlyMap<string, number | undefined>;
  /** The first conversation. */
  readonly firstMs?: number | undefined;
}

/**
 * Lifts of one kind of outcome by what subjects met. Only what came before the outcome can have led to it: something that was met later
 * was not met, and who had the outcome before the first conversation is left out. Where times are unknown they are taken to fit.
 * Worked: 8 of 20 users of a behavior left and 10 of 100 others: 40 % against 10 %, 4 times.
 */
export function outcomeLifts(kind: string, subjects: readonly OutcomeSubject[]): Map<string, OutcomeLift> {
  const counted = subjects.filter(({ hit, hitMs, firstMs }) => !hit || isBefore(firstMs, hitMs));
  const all: Count = { n: counted.length, k: counted.filter(({ hit }) => hit).length };
  const met = new Map<string, Count>();
  for (const { hit, hitMs, met: things } of counted)
    for (const [name, atMs] of things) {
      if (hit && !isBefore(atMs, hitMs)) continue;
      const counts = met.get(name) ?? { n: 0, k: 0 };
      met.set(name, { n: counts.n + 1, k: counts.k + Number(hit) });
    }
  const lifts = [...met]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, own]) => {
      const rest = { n: all.n - own.n, k: all.k - own.k };
      return { name, own, rest, p: rest.n > 0 ? equalRatesP(own, rest) : 1 };
    });
  const clear = benjaminiHochberg(lifts.map(({ p }) => p));
  return new Map(
    lifts.map(({ name, own, rest }, i) => {
      const { ratio, low, high } = relativeRisk(own, rest);
      return [
        name,
        {
          kind,
          n: own.n,
          hits: own.k,
          rate: own.k / own.n,
          restN: rest.n,
          restRate: rest.n === 0 ? 0 : rest.k / rest.n,
          ...(ratio !== undefined && { lift: ratio }),
          low,
          ...(high !== undefined && { high }),
          isClear: clear[i]!,
        },
      ];
    }),
  );
}

const isBefore = (atMs: number | undefined, hitMs: number | undefined): boolean =>
  atMs === undefined || hitMs === undefined || atMs <= hitMs;
