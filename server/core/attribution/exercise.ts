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
 */
export class ExerciseModel {
  private readonly conversations: ReadonlyMap<
    string,
    readonly { index: number; terms: ReadonlySet<string> }[]
  >;
  private readonly frequency = new Map<string, number>();
  private readonly turnCount: number;
  private readonly memo = new Map<string, ReadonlyMap<string, readonly number[]>>();

  constructor(turns: readonly TurnTerms[]) {
    const sets = turns.map((turn) => ({ ...turn, terms: new Set(turn.terms.split(" ")) }));
    for (const { terms } of sets)
      for (const term of terms) this.frequency.set(term, (this.frequency.get(term) ?? 0) + 1);
    this.turnCount = turns.length;
    const grouped = groupBy(sets, (turn) => turn.conversationId);
    this.conversations = new Map(
      [...grouped].map(([id, list]) => [id, list.sort((a, b) => a.index - b.index)]),
    );
  }

  /** x over a whole conversation (its best turn), or at one of its turns. */
  exercised(triggers: readonly string[], conversationId: string, turn?: number): number {
    return triggers.reduce(
      (least, trigger) => Math.min(least, this.triggered(trigger, conversationId, turn)),
      1,
    );
  }

  private triggered(trigger: string, conversationId: string, turn: number | undefined): number {
    let byConversation = this.memo.get(trigger);
    if (!byConversation) {
      byConversation = this.matchAll(trigger);
      this.memo.set(trigger, byConversation);
    }
    const matches = byConversation.get(conversationId) ?? [];
    return turn === undefined ? Math.max(0, ...matches) : (matches[turn] ?? 0);
  }

  private matchAll(trigger: string): Map<string, readonly number[]> {
    const alternatives = this.alternativesOf(trigger);
    const found = new Map<string, readonly number[]>();
    for (const [id, turns] of this.conversations) {
      const earlier = new Set<string>();
      const matches: number[] = [];
      for (const { index, terms } of turns) {
        matches[index] =
          alternatives.length === 0
            ? 1
            : Math.max(...alternatives.map((words) => this.share(words, terms, earlier)));
        for (const term of terms) earlier.add(term);
      }
      found.set(id, matches);
    }
    return found;
  }

  private alternativesOf(trigger: string): string[][] {
    return trigger
      .split(/\s*(?:,|;|\bor\b)\s*/i)
      .map((part) => [...new Set(termsIn(part))])
      .filter((words) => words.length > 0);
  }

  private share(words: readonly string[], terms: ReadonlySet<string>, earlier: ReadonlySet<string>): number {
    let held = 0;
    let total = 0;
    for (const word of words) {
      const weight = Math.log(1 + this.turnCount / (1 + (this.frequency.get(word) ?? 0)));
      total += weight;
      if (terms.has(word)) held += weight;
      else if (earlier.has(word)) held += weight * earlierWeight;
    }
    return total === 0 ? 1 : held / total;
  }
}
