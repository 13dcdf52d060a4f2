import { benjaminiHochberg, type Count, type Rate } from "../../base/index.ts";
import { arrivalOf } from "./arrivals.ts";
import {
  type BehaviorIssue,
  type IssueMember,
  needsPerson,
  peopleIn,
  personOf,
  type TrendBucket,
  unitOf,
} from "./behavior-issue.ts";
import { feedbackExcess, feedbackKinds, hasFeedback, isNegative } from "./feedback.ts";
import { driftText, feedbackText, highText, newText, risingText, surgeText } from "./issue-text.ts";
import { riseIn } from "./rising.ts";
import { surgeIn } from "./surge.ts";
import { rangeOf, trendOf } from "./trend.ts";
import type { Drift } from "./word-drift.ts";

/** A behavior before it is known what is the matter with it. */
export interface Examined {
  readonly id: string;
  readonly members: readonly IssueMember[];
  /** Pass rate of its judged conversations, and failures in all other behaviors. */
  readonly rate: Rate;
  readonly rest: Count;
  readonly isHigh: boolean;
  /** It was found by a later search than the first. */
  readonly isBornLater?: boolean | undefined;
  readonly drift?: Drift | undefined;
}

/** What is the matter with a behavior. */
export interface Told {
  readonly issues: readonly BehaviorIssue[];
  /** It needs a person: it fails or displeases more than the rest, or more than it did. */
  readonly issue: boolean;
  /** Different people who had a failure in it. */
  readonly people: number;
  /** From 1 on, for those that have an issue: who hits more people comes first, then who fails more often than the rest would. */
  readonly rank?: number;
  /** Absent where nothing has a time. */
  readonly trend?: readonly TrendBucket[];
}

/**
 * What needs a person, in the order of the behaviors. Each kind of test is one family for Benjamini and Hochberg's procedure at 5 %, over all
 * behaviors and everything in them that was looked at. `times`: when conversations began, those of no behavior too.
 */
export function issuesOf(behaviors: readonly Examined[], times: readonly number[]): Told[] {
  const all = [...times].sort((a, b) => a - b);
  const range = rangeOf(all);
  const [rising, arrived] = [risingIssues(behaviors), newIssues(behaviors, all)];
  // What is new hit nobody before by its nature, and that it fails more often is said already.
  const isTold = (i: number): boolean => rising[i]!.length + arrived[i]!.length > 0;
  const rest = behaviors.map((one, i) => ({ ...one, isHigh: one.isHigh && !isTold(i) }));
  const found = [feedbackIssues(behaviors), rising, surgeIssues(rest, all), arrived] as const;
  const told = behaviors.map((one, i) => {
    const issues = [...highIssue(one), ...found.flatMap((each) => each[i]!), ...driftIssue(one)];
    const trend = trendOf(one.members, range);
    return { issues, issue: needsPerson(issues), people: peopleIn(failedOf(one)), ...(trend && { trend }) };
  });
  const ranks = ranksOf(behaviors, told);
  return told.map((one, i) => ({ ...one, ...(ranks.has(i) && { rank: ranks.get(i)! }) }));
}

const failedOf = ({ members }: Examined): IssueMember[] => members.filter(({ failed }) => failed);

const highIssue = (one: Examined): BehaviorIssue[] =>
  one.isHigh ? [{ kind: "high", text: highText(one.rate, one.rest), people: peopleIn(failedOf(one)) }] : [];

const driftIssue = ({ drift, members }: Examined): BehaviorIssue[] =>
  drift
    ? [{ kind: "drifting", text: driftText(drift), sinceMs: drift.sinceMs, people: peopleIn(members) }]
    : [];

/** Each kind of feedback by itself; all of them taken together only where none stands out alone. */
function feedbackIssues(behaviors: readonly Examined[]): BehaviorIssue[][] {
  const total = feedbackKinds.map((kind) => countOf(behaviors, (one) => hasFeedback(one, kind)));
  const excesses = behaviors.flatMap(({ members }) =>
    feedbackKinds.map((kind, index) => {
      const own = members.filter((one) => hasFeedback(one, kind)).length;
      const { k, n } = total[index]!;
      return feedbackExcess(members, kind, { k: k - own, n: n - members.length });
    }),
  );
  const clear = benjaminiHochberg(excesses.map((excess) => excess?.p ?? 1));
  return behaviors.map((_, i) => {
    const own = feedbackKinds.flatMap((_, index) => {
      const place = i * feedbackKinds.length + index;
      const excess = excesses[place];
      return excess && clear[place] ? [excess] : [];
    });
    const named = own.filter(({ feedback }) => feedback !== "any");
    return (named.length > 0 ? named : own)
      .map(
        (excess): BehaviorIssue => ({
          kind: "signals",
          text: feedbackText(excess),
          people: excess.people,
        }),
      )
      .sort((a, b) => b.people - a.people);
  });
}

const countOf = (behaviors: readonly Examined[], is: (member: IssueMember) => boolean): Count => ({
  k: behaviors.reduce((sum, { members }) => sum + members.filter(is).length, 0),
  n: behaviors.reduce((sum, { members }) => sum + members.length, 0),
});

function risingIssues(behaviors: readonly Examined[]): BehaviorIssue[][] {
  const series = (["failures", "feedback"] as const).flatMap((what) =>
    behaviors.map((one) => ({ what, one, isBad: what === "failures" ? isFailed : isNegative })),
  );
  const rises = series.map(({ what, one, isBad }) =>
    riseIn(
      one.members.flatMap((member) =>
        member.startMs === undefined || (what === "failures" && member.failed === undefined)
          ? []
          : [{ atMs: member.startMs, isBad: isBad(member), unit: unitOf(member) }],
      ),
      series.length,
    ),
  );
  const clear = benjaminiHochberg(rises.map((rise) => rise?.p ?? 1));
  return behaviors.map((one) =>
    series.flatMap(({ what, one: other, isBad }, place): BehaviorIssue[] => {
      const rise = rises[place];
      if (other !== one || !rise || !clear[place]) return [];
      const hit = one.members.filter((member) => isBad(member) && (member.startMs ?? 0) >= rise.sinceMs);
      return [{ kind: "rising", text: risingText(rise, what), sinceMs: rise.sinceMs, people: peopleIn(hit) }];
    }),
  );
}

/** Of those that fail more than the rest: what works well may be asked for more often without anybody's worry. */
function surgeIssues(behaviors: readonly Examined[], all: readonly number[]): BehaviorIssue[][] {
  const high = behaviors.filter(({ isHigh }) => isHigh);
  const surges = new Map(
    high.map((one) => [one, surgeIn(firstTimes(failedOf(one)), all, high.length)] as const),
  );
  const clear = benjaminiHochberg(high.map((one) => surges.get(one)?.p ?? 1));
  return behaviors.map((one): BehaviorIssue[] => {
    const surge = surges.get(one);
    if (!surge || !clear[high.indexOf(one)]) return [];
    return [{ kind: "rising", text: surgeText(surge), sinceMs: surge.sinceMs, people: surge.after.k }];
  });
}

const isFailed = ({ failed }: IssueMember): boolean => failed === true;

/** One that a later search found needs no further proof that it is new, if what is in it came late. */
function newIssues(behaviors: readonly Examined[], all: readonly number[]): BehaviorIssue[][] {
  const arrivals = behaviors.map(({ members }) => arrivalOf(firstTimes(members), all));
  const clear = benjaminiHochberg(arrivals.map((arrival) => arrival?.p ?? 1));
  return behaviors.map(({ isBornLater }, i): BehaviorIssue[] => {
    const arrival = arrivals[i];
    if (!arrival || !(clear[i] || isBornLater)) return [];
    return [{ kind: "new", text: newText(arrival), sinceMs: arrival.sinceMs, people: arrival.people }];
  });
}

/** When each person first asked for it. */
function firstTimes(members: readonly IssueMember[]): number[] {
  const first = new Map<string, number>();
  for (const member of members)
    if (member.startMs !== undefined)
      first.set(personOf(member), Math.min(member.startMs, first.get(personOf(member)) ?? member.startMs));
  return [...first.values()];
}

/** Places of behaviors with an issue, by their rank. */
function ranksOf(
  behaviors: readonly Examined[],
  told: readonly Omit<Told, "rank">[],
): ReadonlyMap<number, number> {
  const hit = ({ issues, issue }: Omit<Told, "rank">): number =>
    Math.max(...issues.filter((one) => !issue || needsPerson([one])).map(({ people }) => people));
  const places = [...told.keys()].filter((i) => told[i]!.issues.length > 0);
  const order = places
    .map((place) => ({ place, told: told[place]!, hit: hit(told[place]!), of: behaviors[place]! }))
    .sort(
      (a, b) =>
        Number(b.told.issue) - Number(a.told.issue) ||
        b.hit - a.hit ||
        excessOf(b.of) - excessOf(a.of) ||
        (a.of.id < b.of.id ? -1 : 1),
    );
  return new Map(order.map(({ place }, index) => [place, index + 1]));
}

/** Failures beyond those that it would have if it failed as the rest does. */
const excessOf = ({ rate, rest }: Examined): number =>
  rate.n - rate.passes - (rest.n === 0 ? 0 : (rate.n * rest.k) / rest.n);
