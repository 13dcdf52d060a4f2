import { needsOf } from "./conditions/meet.ts";
import { type Phrase, readCondition } from "./conditions/read-condition.ts";
import { TurnIndex, type TurnTerms } from "./conditions/turn-index.ts";

export type { TurnTerms } from "./conditions/turn-index.ts";

/** What counts as exercised; below it a sample is not applicable to the instruction. */
export const exerciseThreshold = 0.5;

const contrast = 1.5;

/**
 * How far a sample puts a condition to work, in 0..1: the share of what its best phrase needs, weighted by inverse document frequency
 * over turns, that the turn or (for less) an earlier turn of its conversation holds. Of parts joined by "and", as of nested conditions,
 * the least counts. A condition made of empty words alone ("the user replies") always holds.
 */
export class ExerciseModel {
  private readonly index: TurnIndex;
  private readonly memo = new Map<string, Float32Array | undefined>();

  constructor(turns: readonly TurnTerms[]) {
    this.index = new TurnIndex(turns);
  }

  /** x over a whole conversation (its best turn), or at one of its turns. */
  exercised(triggers: readonly string[], conversationId: string, turn?: number): number {
    let least = 1;
    for (const trigger of triggers) {
      const matches = this.matchesOf(trigger);
      if (matches) least = Math.min(least, this.at(matches, conversationId, turn));
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

  /** The match of every turn; undefined for a condition that always holds. */
  private matchesOf(trigger: string): Float32Array | undefined {
    if (!this.memo.has(trigger)) {
      const parts = readCondition(trigger).map((phrases) =>
        best(
          phrases.map((phrase) => this.match(phrase)),
          "most",
        ),
      );
      this.memo.set(trigger, parts.length === 0 ? undefined : best(parts, "least"));
    }
    return this.memo.get(trigger);
  }

  private match(phrase: Phrase): Float32Array {
    const { turnCount } = this.index;
    const sum = new Float32Array(turnCount);
    let total = 0;
    // Inverse document frequency over turns; what nobody ever said weighs most. To a power, as words of the trade that stand in
    // every condition ("flight", "reservation") together must not outweigh what tells one from another.
    for (const need of needsOf(phrase, this.index))
      total += this.index.add(
        need,
        sum,
        (occurs) => need.weight * Math.log(1 + turnCount / (1 + occurs)) ** contrast,
      );
    if (total > 0) for (let turn = 0; turn < turnCount; turn++) sum[turn] = sum[turn]! / total;
    return sum;
  }
}

/** Turn by turn the most, or the least, of several matches. */
function best(matches: readonly Float32Array[], which: "most" | "least"): Float32Array {
  const [first, ...rest] = matches as [Float32Array, ...Float32Array[]];
  for (const other of rest)
    for (let i = 0; i < first.length; i++)
      if (which === "most" ? other[i]! > first[i]! : other[i]! < first[i]!) first[i] = other[i]!;
  return first;
}
