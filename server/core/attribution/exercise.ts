import { defaultCurve, probabilityAt } from "./conditions/calibration.ts";
import { besideData, type Need, needsOf } from "./conditions/meet.ts";
import { type Phrase, readCondition } from "./conditions/read-condition.ts";
import { TurnIndex, type TurnTerms } from "./conditions/turn-index.ts";

export type { TurnTerms } from "./conditions/turn-index.ts";

/** What counts as exercised; below it a sample is not applicable to the instruction. */
export const exerciseThreshold = 0.5;

const contrast = 1.5;

/** The first turn of a conversation, and the one behind its last, among all turns. */
export type TurnPlace = readonly [start: number, end: number];

/**
 * How far a sample puts a condition to work: the probability, by a curve of judged pairs, that it holds at its match. The match is the share
 * of what its best phrase needs, weighted by inverse document frequency over turns, that the turn or (for less) an earlier turn of its
 * conversation holds; of parts joined by "and", as of nested conditions, the least. A condition of empty words alone ("the user replies") always holds.
 */
export class ExerciseModel {
  private readonly memo = new Map<string, Float32Array | undefined>();
  private readonly flags = new Map<string, Uint8Array | undefined>();

  private readonly learned = new Map<string, LearnedCondition>();

  constructor(
    turns: readonly TurnTerms[],
    private readonly index = new TurnIndex(turns),
    private readonly given?: LearnedConditions,
  ) {}

  /** What these conditions need and how much each need weighs, without any turn: other turns are held against them by `ExerciseModel.by`. */
  learn(triggers: readonly string[]): LearnedConditions {
    for (const trigger of triggers) this.matchesOf(trigger);
    return new Map(triggers.map((trigger) => [trigger, this.learned.get(trigger)!]));
  }

  /** A model of these turns that weighs needs as they were learned from others; it knows no other conditions. */
  static by(learned: LearnedConditions, turns: readonly TurnTerms[]): ExerciseModel {
    return new ExerciseModel(turns, new TurnIndex(turns), learned);
  }

  /** The same over more conversations, without reading again what this one has read; undefined where that cannot be. */
  with(turns: readonly TurnTerms[]): ExerciseModel | undefined {
    const index = this.index.with(turns);
    return index && new ExerciseModel([], index);
  }

  /** x over a whole conversation (its best turn), or at one of its turns: how probable it is that all conditions hold; 1 without any. */
  exercised(triggers: readonly string[], conversationId: string, turn?: number): number {
    const match = this.match(triggers, conversationId, turn);
    return match === undefined ? 1 : probabilityAt(defaultCurve, match);
  }

  /** Where the turns of a conversation lie: many conditions are asked of it, and it is looked up once. */
  placeOf(conversationId: string): TurnPlace | undefined {
    return this.index.turnsOf(conversationId);
  }

  /** The same as `exercised` at the threshold, for whoever asks about many samples: whether one at a place puts all these conditions to work. */
  exercising(triggers: readonly string[]): (place: TurnPlace | undefined, turn?: number) => boolean {
    const each = triggers.flatMap((trigger) => this.flagsOf(trigger) ?? []);
    if (each.length === 0) return () => true;
    return (place, turn) => place !== undefined && each.every((flags) => isFlagged(flags, place, turn));
  }

  /** How well conditions are met, before that is a probability; undefined where none names anything. */
  match(triggers: readonly string[], conversationId: string, turn?: number): number | undefined {
    let least: number | undefined;
    for (const trigger of triggers) {
      const matches = this.matchesOf(trigger);
      if (matches) least = Math.min(least ?? 1, this.at(matches, conversationId, turn));
    }
    return least;
  }

  private at(matches: Float32Array, conversationId: string, turn: number | undefined): number {
    const turns = this.index.turnsOf(conversationId);
    if (!turns) return 0;
    const [start, end] = turns;
    if (turn !== undefined) return start + turn < end ? matches[start + turn]! : 0;
    let best = 0;
    for (let at = start; at < end; at++) best = Math.max(best, matches[at]!);
    return best;
  }

  /** By turn, whether a condition is met at the threshold; undefined for one that always holds. */
  private flagsOf(trigger: string): Uint8Array | undefined {
    if (!this.flags.has(trigger))
      this.flags.set(trigger, this.matchesOf(trigger) && flagsAt(this.matchesOf(trigger)!));
    return this.flags.get(trigger);
  }

  /** The match of every turn; undefined for a condition that always holds. */
  private matchesOf(trigger: string): Float32Array | undefined {
    if (!this.memo.has(trigger)) {
      const condition = this.given?.get(trigger) ?? this.read(trigger);
      this.learned.set(trigger, condition);
      const parts = condition.map((phrases) =>
        best(
          phrases.map((needs) => this.matchesOfNeeds(needs)),
          "most",
        ),
      );
      this.memo.set(trigger, parts.length === 0 ? undefined : best(parts, "least"));
    }
    return this.memo.get(trigger);
  }

  private read(trigger: string): LearnedCondition {
    return readCondition(trigger).map((phrases) => phrases.map((phrase) => this.weighed(phrase)));
  }

  private weighed(phrase: Phrase): WeighedNeed[] {
    const { turnCount } = this.index;
    const rareness = (need: Need): number => need.weight * rarity(turnCount, this.index.occurs(need));
    const needs = needsOf(phrase, this.index);
    const certain = needs
      .filter(({ isBeside }) => !isBeside)
      .map((need) => ({ need, weight: rareness(need) }));
    const total = certain.reduce((sum, { weight }) => sum + weight, 0);
    const beside = needs.filter(({ isBeside }) => isBeside);
    const most = (besideData * total) / beside.length;
    return [...certain, ...beside.map((need) => ({ need, weight: Math.min(most, rareness(need)) }))];
  }

  private matchesOfNeeds(needs: readonly WeighedNeed[]): Float32Array {
    const { turnCount } = this.index;
    const sum = new Float32Array(turnCount);
    let total = 0;
    for (const { need, weight } of needs) {
      this.index.add(need, weight, sum);
      total += weight;
    }
    if (total > 0) for (let turn = 0; turn < turnCount; turn++) sum[turn] = sum[turn]! / total;
    return sum;
  }
}

interface WeighedNeed {
  readonly need: Need;
  readonly weight: number;
}
/** Of parts joined by "and", the phrases that each can be met by. */
type LearnedCondition = readonly (readonly (readonly WeighedNeed[])[])[];
/** Conditions as they were learned from some turns. */
export type LearnedConditions = ReadonlyMap<string, LearnedCondition>;

/**
 * Inverse document frequency over turns; what nobody ever said weighs most. To a power, as words of the trade that stand in every condition
 * ("flight", "reservation") together must not outweigh what tells one from another.
 */
const rarity = (turns: number, occurs: number): number => Math.log(1 + turns / (1 + occurs)) ** contrast;

/** Turn by turn the most, or the least, of several matches. */
function best(matches: readonly Float32Array[], which: "most" | "least"): Float32Array {
  const [first, ...rest] = matches as [Float32Array, ...Float32Array[]];
  for (const other of rest)
    for (let i = 0; i < first.length; i++)
      if (which === "most" ? other[i]! > first[i]! : other[i]! < first[i]!) first[i] = other[i]!;
  return first;
}

const flagsAt = (matches: Float32Array): Uint8Array =>
  Uint8Array.from(matches, (match) => (probabilityAt(defaultCurve, match) >= exerciseThreshold ? 1 : 0));

/** At a turn, or anywhere in the conversation. The curve rises, so that its best turn is met where any is. */
function isFlagged(flags: Uint8Array, [start, end]: TurnPlace, turn: number | undefined): boolean {
  if (turn !== undefined) return start + turn < end && flags[start + turn] === 1;
  for (let at = start; at < end; at++) if (flags[at] === 1) return true;
  return false;
}
