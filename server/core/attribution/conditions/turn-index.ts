import { groupBy } from "../../base/index.ts";
import type { Known, Need, Way } from "./meet.ts";
import { marks } from "./turn-terms.ts";
import { isWithin } from "./within.ts";

/** A turn as it is stored. `index` orders the turns of a conversation. */
export interface TurnTerms {
  readonly conversationId: string;
  readonly index: number;
  readonly terms: string;
}

/** The turns whose user says a term, and as `~turn` those in which tools alone do; of a number or a time, it is `value` of `measure`. */
interface Posting {
  readonly first: number;
  readonly turns: number[];
  readonly measure?: Measured;
  readonly value?: number;
}

interface Measured {
  readonly turns: number[];
  readonly values: number[];
}

/** What all indexes of one store share: turns are added behind those that are there, so that an older one sees what it always saw. */
class Postings {
  /** Ids in order, and where each conversation's turns start; one entry more than there are conversations. */
  readonly indexOf = new Map<string, number>();
  readonly starts: number[] = [0];
  readonly conversationOf: number[] = [];
  readonly of = new Map<string, Posting>();
  readonly measured = new Map<string, Measured>();
  readonly termsOfKey = new Map<string, string[]>();
  readonly keysOfValue = new Map<string, string[]>();

  add(turns: readonly TurnTerms[]): void {
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

  private post(turn: number, terms: string): void {
    let isHeard = false;
    for (const term of terms.split(" ")) {
      if (term === marks.heard) {
        isHeard = true;
        continue;
      }
      let posting = this.of.get(term);
      if (!posting) {
        posting = this.newPosting(term, turn);
        this.of.set(term, posting);
      }
      const { measure } = posting;
      if (measure) {
        measure.turns.push(turn);
        measure.values.push(posting.value!);
      } else posting.turns.push(isHeard ? ~turn : turn);
    }
  }

  private newPosting(term: string, first: number): Posting {
    const at = term.search(/[=#@]/);
    if (at < 0) return { first, turns: [] };
    if (term[at] === "=") {
      listIn(this.termsOfKey, term.slice(0, at)).push(term);
      listIn(this.keysOfValue, term.slice(at + 1)).push(term.slice(0, at));
      return { first, turns: [] };
    }
    const name = term.slice(0, at + 1);
    let measure = this.measured.get(name);
    if (!measure) {
      measure = { turns: [], values: [] };
      this.measured.set(name, measure);
    }
    return { first, turns: [], measure, value: Number(term.slice(at + 1)) };
  }
}

/**
 * Which turns hold what. Turns are numbered conversation by conversation and terms lead to the turns that hold them, so that a condition
 * costs as much as its words occur, not as much as there are conversations.
 */
export class TurnIndex implements Known {
  readonly turnCount: number;
  private readonly conversationCount: number;
  private readonly decided = new Map<string, Uint8Array>();

  constructor(
    turns: readonly TurnTerms[],
    private readonly postings = new Postings(),
  ) {
    postings.add(turns);
    this.turnCount = postings.conversationOf.length;
    this.conversationCount = postings.indexOf.size;
  }

  /** This one with turns of more conversations; undefined where one of them is known, or where another one was made of this. */
  with(turns: readonly TurnTerms[]): TurnIndex | undefined {
    const { postings } = this;
    if (postings.indexOf.size !== this.conversationCount) return undefined;
    if (turns.some(({ conversationId }) => postings.indexOf.has(conversationId))) return undefined;
    return new TurnIndex(turns, postings);
  }

  /** Where a conversation's turns lie, from the first to behind the last. */
  turnsOf(conversationId: string): readonly [number, number] | undefined {
    const { indexOf, starts } = this.postings;
    const index = indexOf.get(conversationId);
    if (index === undefined || index >= this.conversationCount) return undefined;
    return [starts[index]!, starts[index + 1]!];
  }

  has(term: string): boolean {
    const posting = this.postings.of.get(term);
    return posting !== undefined && this.isKnown(posting.first);
  }

  get keys(): Iterable<string> {
    return this.known(this.postings.termsOfKey, (terms) => terms.some((term) => this.has(term)));
  }

  get measures(): Iterable<string> {
    return this.known(this.postings.measured, ({ turns }) => this.isKnown(turns[0]!));
  }

  keysOf(value: string): readonly string[] {
    return (this.postings.keysOfValue.get(value) ?? []).filter((key) => this.has(`${key}=${value}`));
  }

  private isKnown(turn: number): boolean {
    return turn < this.turnCount;
  }

  private known<V>(values: ReadonlyMap<string, V>, isKnown: (value: V) => boolean): string[] {
    return [...values].flatMap(([name, value]) => (isKnown(value) ? [name] : []));
  }

  /** Room for one need at a time: how far each turn holds it, and how far it lasts into later ones. */
  private held = new Float32Array(0);
  private later = new Float32Array(0);

  /** In how many turns a need is met that no earlier way of it has met. */
  occurs(need: Need): number {
    return this.markAll(need);
  }

  /** Adds to `sum` how far each turn holds what is needed, times its weight. */
  add(need: Need, weight: number, sum: Float32Array): void {
    if (this.markAll(need) === 0) return;
    const { held, later, conversationCount } = this;
    const { starts } = this.postings;
    for (let conversation = 0; conversation < conversationCount; conversation++) {
      let lasting = 0;
      for (let turn = starts[conversation]!; turn < starts[conversation + 1]!; turn++) {
        const own = held[turn]!;
        sum[turn] = sum[turn]! + weight * (own > lasting ? own : lasting);
        if (later[turn]! > lasting) lasting = later[turn]!;
      }
    }
  }

  private markAll(need: Need): number {
    const { turnCount } = this;
    if (this.held.length !== turnCount) {
      this.held = new Float32Array(turnCount);
      this.later = new Float32Array(turnCount);
    }
    this.held.fill(0);
    this.later.fill(0);
    const claimed = need.keys.length > 0 ? this.conversationsWith(need.keys) : undefined;
    return need.ways.reduce((count, way) => count + this.mark(way, claimed), 0);
  }

  /** Notes the turns that hold something in one way, and says how many held it in none before. */
  private mark(way: Way, decided: Uint8Array | undefined): number {
    const { held, later } = this;
    let fresh = 0;
    const set = (turn: number, strength: number): void => {
      if (held[turn] === 0) fresh++;
      if (strength > held[turn]!) held[turn] = strength;
      const lasts = strength * way.lasts;
      if (lasts > later[turn]!) later[turn] = lasts;
    };
    if ("measure" in way) {
      const { turns, values } = this.postings.measured.get(way.measure) ?? { turns: [], values: [] };
      for (let i = 0; i < turns.length && this.isKnown(turns[i]!); i++)
        if (isWithin(values[i]!, way)) set(turns[i]!, 1);
      return fresh;
    }
    const { by, strength } = way;
    const { conversationOf } = this.postings;
    for (const turn of this.postings.of.get(way.term)?.turns ?? []) {
      if (!this.isKnown(turn < 0 ? ~turn : turn)) break;
      if (turn < 0) {
        if (by === "tool" || by === undefined) set(~turn, strength);
      } else if (by !== "tool" && !(by === "claim" && decided?.[conversationOf[turn]!])) set(turn, strength);
    }
    return fresh;
  }

  /** Conversations that have data under one of these keys. */
  private conversationsWith(keys: readonly string[]): Uint8Array {
    const name = keys.join(" ");
    const { of, termsOfKey, conversationOf } = this.postings;
    const flags =
      this.decided.get(name) ??
      flagged(
        keys
          .flatMap((key) => termsOfKey.get(key) ?? [])
          .flatMap((term) => of.get(term)!.turns.map((turn) => conversationOf[~turn]!)),
        this.conversationCount,
      );
    this.decided.set(name, flags);
    return flags;
  }
}

function listIn(lists: Map<string, string[]>, name: string): string[] {
  let list = lists.get(name);
  if (!list) {
    list = [];
    lists.set(name, list);
  }
  return list;
}

function flagged(places: Iterable<number>, length: number): Uint8Array {
  const flags = new Uint8Array(length);
  for (const place of places) flags[place] = 1;
  return flags;
}
