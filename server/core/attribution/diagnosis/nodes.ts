import type { ExposedUnit } from "./applied-unit.ts";
import { type Column, columnOf } from "./columns.ts";
import type { CauseKind } from "./diagnosis.ts";
import type { LineExposure } from "./exposures.ts";
import type { Feature } from "./features.ts";
import type { LineWords } from "./line-words.ts";
import { toldLift } from "./told-lift.ts";
import type { Unit } from "./units.ts";
import type { WordSets } from "./word-sets.ts";

/**
 * Something that may make a unit fail, and how far each unit has it. `line`: a line that is put to work (`exercised`), put to work
 * and not shown in the answer (`ignored`), or shown in it (`followed`); with `at` it is taken to be put to work by what has that feature.
 * `missing`: a feature of requests that no line speaks to; `hard`: requests of this kind fail more often, whatever any line says; `mark`: another
 * cause.
 */
export type Node = {
  readonly column: Column;
  /** The same of a unit that is not in the column. */
  readonly on: (unit: ExposedUnit) => number;
  readonly logPrior: number;
} & (
  | {
      readonly kind: "line";
      readonly line: number;
      readonly how: "exercised" | "ignored" | "followed";
      readonly at?: Feature;
    }
  | { readonly kind: "conflict"; readonly line: number; readonly other: number }
  | { readonly kind: "missing"; readonly at: Feature }
  | { readonly kind: "hard"; readonly of: string }
  | { readonly kind: "mark"; readonly cause: Exclude<CauseKind, "prompt" | "unknown">; readonly mark: string }
);

/** What an effect is put down to before anything was seen: to a line, to another cause, to a pair, to what nothing is known to speak to. */
const prior = { line: 0.4, mark: 0.22, conflict: 0.04, feature: 0.22, length: 0.12 } as const;
/** What goes along with a feature is due to a line that is missing, to one whose condition nobody recognised, or to one that always holds. */
const atFeature = { hard: 0.45, missing: 0.2, unplaced: 0.3, always: 0.05 } as const;
/** Where a line speaks to a feature, it is that line rather than another or none. */
const addressedTimes = 0.02;
/** Nor is it missing where the feature is but a sign of another cause, as an error code of a tool that failed. */
const markedTimes = 0.02;
/** A line that directs nothing is followed by nobody. */
const idleTimes = 0.05;
/**
 * Where a line is put to work more fails: that is the line, or requests of that kind are harder. Without a reason that speaks for the line, or a
 * contrast between answers that show it and others, the two cannot be told apart.
 */
const hardTimes = 0.3;
/** An answer shows the words of its subject, whatever line it follows. */
const followedTimes = 0.5;
const leastMarked = 0.5;
/** An answer shows a line so many times as often where there is a feature: more or less than this says nothing more. */
const [leastLift, mostLift] = [0.5, 20] as const;

export interface Stage {
  readonly units: readonly Unit[];
  readonly lines: readonly LineWords[];
  readonly exposures: readonly LineExposure[];
  readonly features: readonly Feature[];
  /** By unit, the different words that the agent said. */
  readonly said: WordSets;
  /** Whether a line tells the agent to do something: facts, persona and examples do not. */
  readonly directs: (line: number) => boolean;
}

/** What there is before anybody knows where unrecognised conditions belong. */
export function nodesOf(stage: Stage): Node[] {
  const marks = markNodes(stage.units);
  const ofLines = stage.exposures.flatMap((exposure, line) =>
    lineNodes(line, stage.lines[line]!, exposure, stage.directs(line) ? 1 : idleTimes),
  );
  const features = stage.features.map((at) => ({
    ...{ kind: "missing" as const, at, column: at.column, on: hasFeature(at) },
    weight:
      (at.isAddressed ? addressedTimes : 1) *
      (isSignOf(at.column, marks, stage.units.length) ? markedTimes : 1),
  }));
  return [
    ...weighed(ofLines, prior.line),
    ...weighed(marks, prior.mark),
    ...weighed(conflictNodes(stage), prior.conflict),
    ...weighed(features, prior.feature),
    ...weighed(lengthNodes(stage.said), prior.length),
  ];
}

/**
 * Long answers show a bit of every line, and short ones hardly any. Where answers fail that are long, or short, no line is to blame for what
 * it has in common with them. A length that one and the same answer has over and over again says nothing: that one fails for its words.
 */
function lengthNodes(said: WordSets): Unweighed<Node>[] {
  const lengths = Int32Array.from({ length: said.starts.length - 1 }, (_, unit) => lengthOf(said, unit));
  const sorted = Int32Array.from(lengths).sort();
  const last = Math.max(1, sorted.length - 1);
  const rank = new Map<number, number>();
  for (const [i, length] of sorted.entries()) if (!rank.has(length)) rank.set(length, i / last);
  const variety = varietyOf(said, lengths);
  const rankOf = (length: number): number => {
    const shorter = sorted.findIndex((one) => one >= length);
    return Math.fround(shorter < 0 ? 1 : shorter / last);
  };
  return (["long", "short"] as const).flatMap((of) =>
    [1, 3].map((power) => {
      const weigh = (share: number, length: number): number =>
        Math.fround((of === "long" ? share : Math.fround(1 - share)) ** power * (variety.get(length) ?? 1));
      return {
        ...{ kind: "hard" as const, of, weight: 1 },
        column: columnOf(
          Float32Array.from(lengths, (length) => weigh(Math.fround(rank.get(length)!), length)),
        ),
        on: (unit: ExposedUnit) => weigh(rankOf(unit.said.size), unit.said.size),
      };
    }),
  );
}

const lengthOf = ({ starts }: WordSets, unit: number): number => starts[unit + 1]! - starts[unit]!;

/** By length, the share of different answers among those that have it. */
function varietyOf(said: WordSets, lengths: Int32Array): Map<number, number> {
  const answers = new Map<number, Set<string>>();
  const counts = new Map<number, number>();
  for (const [unit, length] of lengths.entries()) {
    const answer = said.words
      .slice(said.starts[unit], said.starts[unit + 1])
      .sort()
      .join(" ");
    const own = answers.get(length) ?? new Set();
    answers.set(length, own.add(answer));
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  return new Map([...counts].map(([length, count]) => [length, answers.get(length)!.size / count]));
}

const hasFeature =
  ({ word }: Feature) =>
  ({ heard }: ExposedUnit): number =>
    heard.has(word) ? 1 : 0;

/** How far a unit does what fails: shows the line, or does not, as it forbids or asks. */
const wayOf = (shown: number, isInView: boolean): number => (isInView ? shown : 1 - shown);

type Unweighed<N> = N extends Node ? Omit<N, "logPrior"> & { readonly weight: number } : never;

function weighed(nodes: readonly Unweighed<Node>[], mass: number): Node[] {
  return nodes.map(
    ({ weight, ...node }) => ({ ...node, logPrior: Math.log((mass * weight) / nodes.length) }) as Node,
  );
}

function lineNodes(
  line: number,
  { forbids }: LineWords,
  { exercised: found, told, shown, isAlways }: LineExposure,
  times: number,
): Unweighed<Node>[] {
  const exercised = told ?? found;
  const node = (how: "exercised" | "ignored" | "followed", dense: Float32Array, weight: number) => ({
    ...{ kind: "line" as const, line, how, weight: weight * times },
    column: columnOf(dense),
    on: ({ lines }: ExposedUnit): number => {
      const own = lines[line]!;
      return how === "exercised"
        ? own.exercised
        : own.exercised * wayOf(own.shown ?? 0, (how === "followed") !== forbids);
    },
  });
  const hard = (like: Unweighed<Node>): Unweighed<Node>[] =>
    isAlways
      ? []
      : [
          {
            ...{ kind: "hard", of: `line ${line}`, weight: like.weight * hardTimes },
            ...{ column: like.column, on: like.on },
          },
        ];
  const plain = node("exercised", exercised, shown ? 1 / 3 : 1);
  if (!shown) return [plain, ...hard(plain)];
  const inView = exercised.map((x, unit) => x * shown[unit]!);
  const outOfView = exercised.map((x, unit) => x * (1 - shown[unit]!));
  return [
    plain,
    ...hard(plain),
    ...(times < 1 ? [] : [node("ignored", forbids ? inView : outOfView, isAlways ? 2 / 3 : 1 / 3)]),
    node("followed", forbids ? outOfView : inView, followedTimes / 3),
  ];
}

/** From this strength on what a mark names certainly happened; how often that fails is what the fit finds. */
const sureMark = 0.5;

/** Most of what has the feature has a mark, and much more so than the rest. */
function isSignOf(
  { rows }: Column,
  marks: readonly { readonly column: Column }[],
  unitCount: number,
): boolean {
  const isOwn = new Uint8Array(unitCount);
  for (const unit of rows) isOwn[unit] = 1;
  return marks.some(({ column }) => {
    let own = 0;
    for (const unit of column.rows) own += isOwn[unit]!;
    const elsewhere = (column.rows.length - own) / Math.max(1, unitCount - rows.length);
    return own / rows.length >= leastMarked && own / rows.length >= 3 * elsewhere;
  });
}

function markNodes(units: readonly Unit[]): Unweighed<Node>[] {
  const columns = new Map<
    string,
    { cause: Exclude<CauseKind, "prompt" | "unknown">; mark: string; dense: Float32Array }
  >();
  for (const [unit, { conversation, turn }] of units.entries())
    for (const { cause, kind, strength, turn: at } of conversation.marks) {
      if (turn !== undefined && at !== undefined && at > turn) continue;
      const name = `${cause}/${kind}`;
      const own = columns.get(name) ?? { cause, mark: kind, dense: new Float32Array(units.length) };
      own.dense[unit] = Math.max(own.dense[unit]!, Math.min(1, strength / sureMark));
      columns.set(name, own);
    }
  return [...columns]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { cause, mark, dense }]) => ({
      ...{ kind: "mark", cause, mark, column: columnOf(dense), weight: 1 },
      on: (unit) => markedIn(unit, cause, mark),
    }));
}

function markedIn({ conversation, turn }: Unit, cause: string, mark: string): number {
  const own = conversation.marks.filter(
    (one) =>
      one.cause === cause &&
      one.kind === mark &&
      !(turn !== undefined && one.turn !== undefined && one.turn > turn),
  );
  return Math.max(0, ...own.map(({ strength }) => Math.min(1, strength / sureMark)));
}

/** Two lines must have so much of their words in common to be about one thing. */
const leastAlike = 0.34;
/** Seen together more seldom than this, nothing can be learned of a pair. */
const leastTogether = 3;

/** Pairs of lines about one thing that are put to work together. */
function conflictNodes({ lines, exposures }: Stage): Unweighed<Node>[] {
  const nodes: Unweighed<Node>[] = [];
  const words = lines.map(({ action }) => new Set(action));
  for (let line = 0; line < lines.length; line++)
    for (let other = line + 1; other < lines.length; other++) {
      if (exposures[line]!.isAlways && exposures[other]!.isAlways) continue;
      const alike = [...words[line]!].filter((word) => words[other]!.has(word)).length;
      const size = Math.min(words[line]!.size, words[other]!.size);
      if (alike < 2 || alike / size < leastAlike) continue;
      const together = exposures[line]!.exercised.map((x, unit) => x * exposures[other]!.exercised[unit]!);
      const count = together.reduce((sum, x) => sum + x, 0);
      if (count >= leastTogether)
        nodes.push({
          ...{ kind: "conflict", line, other, column: columnOf(together), weight: alike / size },
          on: (unit) => unit.lines[line]!.exercised * unit.lines[other]!.exercised,
        });
    }
  return nodes;
}

/**
 * Lines that may be put to work by what has a feature, though no word says so: those whose condition was recognised nowhere, and those that
 * always hold and fail there alone. `logPrior` of the feature itself: what it is due to is shared out among them and nothing at all.
 */
export function nodesAt(at: Feature, logPrior: number, { lines, exposures, directs }: Stage): Node[] {
  const unplaced = [...exposures.keys()].filter((line) => !exposures[line]!.isRecognised && directs(line));
  const always = [...exposures.keys()].filter((line) => exposures[line]!.isAlways && directs(line));
  const isHere = hasFeature(at);
  const nodesFor = (line: number, prior: number): Node[] => {
    const { shown, told } = exposures[line]!;
    const isShown = shown !== undefined;
    const { forbids } = lines[line]!;
    const asked = told ? toldLift(told, at) : 1;
    const node = (
      how: "exercised" | "ignored" | "followed",
      dense: Float32Array | undefined,
      share: number,
    ) =>
      ({
        ...{ kind: "line", line, how, at },
        column: dense ? columnOf(dense) : at.column,
        logPrior: logPrior + Math.log(prior * share * asked * (isShown ? liftOf(shown!, at) : 1)),
        on: (unit) => {
          const own = unit.lines[line]!;
          const way = how === "exercised" ? 1 : wayOf(own.shown ?? 0, (how === "followed") !== forbids);
          return isHere(unit) * way;
        },
      }) as Node;
    if (!shown) return [node("exercised", undefined, 1)];
    const within = new Float32Array(shown.length);
    for (const [i, unit] of at.column.rows.entries()) within[unit] = at.column.values[i]!;
    const inView = within.map((x, unit) => x * shown[unit]!);
    const outOfView = within.map((x, unit) => x * (1 - shown[unit]!));
    return [
      node("exercised", undefined, 1 / 3),
      node("ignored", forbids ? inView : outOfView, 1 / 3),
      node("followed", forbids ? outOfView : inView, 1 / 3),
    ];
  };
  const here = { column: at.column, on: isHere };
  return [
    { kind: "hard", of: at.name, ...here, logPrior: logPrior + Math.log(atFeature.hard) },
    { kind: "missing", at, ...here, logPrior: logPrior + Math.log(atFeature.missing) },
    ...unplaced.flatMap((line) => nodesFor(line, atFeature.unplaced / unplaced.length)),
    ...always.flatMap((line) => nodesFor(line, atFeature.always / always.length)),
  ];
}

function liftOf(shown: Float32Array, { column }: Feature): number {
  let total = 0;
  for (const share of shown) total += share;
  let own = 0;
  for (const unit of column.rows) own += shown[unit]!;
  const n = column.rows.length;
  const inside = (own + 0.5) / (n + 1);
  const outside = (total - own + 0.5) / (shown.length - n + 1);
  return Math.min(mostLift, Math.max(leastLift, inside / outside));
}
