import { groupBy } from "../base/index.ts";
import { termsIn } from "./terms.ts";

/** A turn as the exercise model sees it. `index` orders the turns of a conversation. */
export interface TurnTerms {
  readonly conversationId: string;
  readonly index: number;
  readonly terms: string;
}

/** What counts as exercised; below it a sample is not applicable to the instruction. */
export const exerciseThreshold = 0.5;

/** What an earlier turn's words weigh against this turn's own: the situation lasts, but not for ever. */
const earlierWeight = 0.6;

/**
 * How far a sample puts a condition to work, in 0..1: the share of the condition's informative words, weighted by their inverse
 * document frequency over turns, that the turn or (at 0.6) an earlier turn of its conversation holds. Conditions joined by "or" need
 * one of them, nested ones need all. A condition made of empty words alone ("the user replies") always holds.
 *
 * Turns are numbered conversation by conversation and words lead to the turns that hold them, so that a condition costs as much as
 * its words occur, not as much as there are conversations.
 */
export class ExerciseModel {
  /** Ids in order, and where each conversation's turns start; one entry more than there are conversations. */
  private readonly indexOf = new Map<string, number>();
  private readonly starts: number[] = [0];
  private readonly conversationOf: number[] = [];
  private readonly postings = new Map<string, number[]>();
  private readonly memo = new Map<string, Float32Array | undefined>();

  constructor(turns: readonly TurnTerms[]) {
    for (const [id, list] of groupBy(turns, ({ conversationId }) => conversationId)) {
      const index = this.indexOf.size;
      this.indexOf.set(id, index);
      // Turns nobody has recorded keep their number: a sample's turn is looked up by it.
      const last = Math.max(...list.map((turn) => turn.index));
      const start = this.conversationOf.length;
      for (let turn = 0; turn <= last; turn++) this.conversationOf.push(index);
      for (const { index: turn, terms } of [...list].sort((a, b) => a.index - b.index))
        this.post(start + turn, terms);
      this.starts.push(this.conversationOf.length);
    }
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
    const index = this.indexOf.get(conversationId);
    if (index === undefined) return 0;
    const [start, end] = [this.starts[index]!, this.starts[index + 1]!];
    if (turn !== undefined) return start + turn < end ? matches[start + turn]! : 0;
    let best = 0;
    for (let at = start; at < end; at++) best = Math.max(best, matches[at]!);
    return best;
  }

  private post(turn: number, terms: string): void {
    for (const term of terms.split(" ")) {
      const list = this.postings.get(term);
      if (!list) this.postings.set(term, [turn]);
      else if (list.at(-1) !== turn) list.push(turn);
    }
  }

  /** The match of every turn; undefined for a condition that always holds. */
  private matchesOf(trigger: string): Float32Array | undefined {
    if (!this.memo.has(trigger)) this.memo.set(trigger, this.matchAll(alternativesOf(trigger)));
    return this.memo.get(trigger);
  }

  private matchAll(alternatives: readonly (readonly string[])[]): Float32Array | undefined {
    if (alternatives.length === 0) return undefined;
    const best = new Float32Array(this.conversationOf.length);
    for (const words of alternatives) {
      const held = new Float32Array(best.length);
      const weights = words.map((word) => this.weightOf(word));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (const [i, word] of words.entries())
        this.addWord(held, this.postings.get(word) ?? [], weights[i]! / total);
      for (let turn = 0; turn < best.length; turn++) if (held[turn]! > best[turn]!) best[turn] = held[turn]!;
    }
    return best;
  }

  /** Inverse document frequency over turns; a word that nobody ever said weighs most. */
  private weightOf(word: string): number {
    return Math.log(1 + this.conversationOf.length / (1 + (this.postings.get(word)?.length ?? 0)));
  }

  /** Adds a word's weight to the turns that hold it, and part of it to the turns after the first of them in each conversation. */
  private addWord(held: Float32Array, turns: readonly number[], weight: number): void {
    for (let i = 0; i < turns.length; i++) {
      const turn = turns[i]!;
      held[turn] = held[turn]! + weight;
      const end = this.starts[this.conversationOf[turn]! + 1]!;
      const next = Math.min(end, turns[i + 1] ?? end);
      for (let later = turn + 1; later < next; later++) held[later] = held[later]! + weight * earlierWeight;
    }
  }
}

/** What a condition names, one list of stems for each part that "or" or a comma sets apart. */
const alternativesOf = (trigger: string): string[][] =>
  trigger
    .split(/\s*(?:,|;|\bor\b)\s*/i)
    .map((part) => [...new Set(termsIn(part))])
    .filter((words) => words.length > 0);
