import {
  type LiteralPattern,
  literalPattern,
  placesOf,
  standsAt,
  type Words,
  wordsOf,
} from "../../prompt/index.ts";

/** Words that an instruction is looked up by: more of them are rarer, fewer can be looked up sooner. */
const maxGram = 3;

interface Anchor {
  readonly id: number;
  /** Where its literal begins, seen from the anchor's first word. */
  readonly offset: number;
}

/**
 * Finds which of many instructions stand in a text, in the time it takes to read the text. Each instruction has an anchor: a few words in a
 * row, whole ones, the rarest that it has. Where the text has those words, the instruction is compared there and nowhere else.
 */
export class InstructionIndex {
  readonly patterns: readonly LiteralPattern[];
  private readonly anchors = new Map<number, Anchor[]>();
  private readonly sizes: readonly number[];
  /** Those without a whole word, which must be looked for. */
  private readonly unanchored: readonly number[];

  /** An instruction's id is its index in `texts`. */
  constructor(texts: readonly string[]) {
    this.patterns = texts.map(literalPattern);
    const grams = this.patterns.map(gramsOf);
    const frequency = new Map<number, number>();
    for (const list of grams)
      for (const { hash } of list) frequency.set(hash, (frequency.get(hash) ?? 0) + 1);
    const sizes = new Set<number>();
    const unanchored: number[] = [];
    grams.forEach((list, id) => {
      let best: Gram | undefined;
      for (const gram of list)
        if (!best || frequency.get(gram.hash)! < frequency.get(best.hash)!) best = gram;
      if (!best) {
        if (this.patterns[id]!.length > 0) unanchored.push(id);
        return;
      }
      sizes.add(best.size);
      const anchor = { id, offset: best.offset };
      const others = this.anchors.get(best.hash);
      if (others) others.push(anchor);
      else this.anchors.set(best.hash, [anchor]);
    });
    this.sizes = [...sizes];
    this.unanchored = unanchored;
  }

  /** The instructions that stand in a folded text, by id: where, as start and end in turns. Those without any literal are left out. */
  placesIn(folded: string): Map<number, readonly number[]> {
    const found = new Map<number, number[]>();
    const scattered = new Set(this.unanchored);
    const words = wordsOf(folded);
    for (let at = 0; at < words.count; at++)
      for (const size of this.sizes) {
        if (at + size > words.count) continue;
        const anchors = this.anchors.get(gramHash(words, at, size));
        if (!anchors) continue;
        for (const { id, offset } of anchors) {
          const { literals } = this.patterns[id]!;
          if (literals.length > 1) {
            scattered.add(id);
            continue;
          }
          const start = words.starts[at]! - offset;
          if (!standsAt(folded, literals[0]!, start)) continue;
          const places = found.get(id);
          if (places) places.push(start, start + literals[0]!.text.length);
          else found.set(id, [start, start + literals[0]!.text.length]);
        }
      }
    for (const id of scattered) {
      const places = placesOf(folded, this.patterns[id]!);
      if (places.length > 0) found.set(id, places);
    }
    return found;
  }
}

interface Gram extends Pick<Anchor, "offset"> {
  readonly hash: number;
  readonly size: number;
}

/** Every run of whole words in the literals, of the greatest size that the literal has. */
function gramsOf({ literals }: LiteralPattern): Gram[] {
  return literals.flatMap(({ text, startsWord, endsWord }) => {
    const words = wordsOf(text);
    // A word at an end that is not bound may go on in the text, where it is another word.
    const first = !startsWord && words.starts[0] === 0 ? 1 : 0;
    const last = !endsWord && words.ends[words.count - 1] === text.length ? words.count - 1 : words.count;
    const size = Math.min(maxGram, last - first);
    if (size <= 0) return [];
    return Array.from({ length: last - first - size + 1 }, (_, i) => ({
      hash: gramHash(words, first + i, size),
      size,
      offset: words.starts[first + i]!,
    }));
  });
}

/** Of 30 bits: larger numbers would be objects of their own. */
function gramHash({ hashes }: Words, at: number, size: number): number {
  let hash = size;
  for (let i = 0; i < size; i++) hash = Math.imul(hash ^ hashes[at + i]!, 0x85ebca6b) ^ (hash >>> 13);
  return hash & 0x3fffffff;
}
