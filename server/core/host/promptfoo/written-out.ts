import { Unreadable } from "./unreadable.ts";

/**
 * How many values the aliases or the references of one file may repeat; a text counts as one for each of its lines. In a file of some
 * lines each name may stand for two of the next, which would be more than fits into any memory.
 */
export const mostRepeated = 1_000_000;
/** A line, in characters. */
const lineLength = 64;

/** How many levels of data are walked through by those who read it. */
const deepest = 200;

interface Extent {
  /** Values, were each alias replaced by what it stands for. */
  readonly size: number;
  readonly height: number;
}

/** Measures data that aliases and references share parts of, each part once. */
export class Extents {
  private readonly known = new Map<object, Extent | "open">();
  /** Values as they lie in memory, shared ones once. */
  private distinct = 0;

  /** Throws `Unreadable` for what no tree is, or one too deep or too large to be walked through. `what`: a file. */
  requireTree(data: unknown, what: string): void {
    const before = this.distinct;
    const { size } = this.extentOf(data, what, 0);
    if (size - (this.distinct - before) > mostRepeated)
      throw new Unreadable(
        `${what} repeats more than ${mostRepeated} values by its aliases. Write out what is meant.`,
      );
  }

  sizeOf(data: unknown, what: string): number {
    return this.extentOf(data, what, 0).size;
  }

  private extentOf(value: unknown, what: string, above: number): Extent {
    if (typeof value !== "object" || value === null) {
      const size = typeof value === "string" ? 1 + Math.floor(value.length / lineLength) : 1;
      this.distinct += size;
      return { size, height: 0 };
    }
    const known = this.known.get(value);
    if (known === "open")
      throw new Unreadable(
        `${what} has an alias that stands inside what it stands for, which has no end. Write out what is meant.`,
      );
    if (above + (known?.height ?? 0) > deepest)
      throw new Unreadable(`${what} is nested too deep to be read.`);
    if (known) return known;
    this.known.set(value, "open");
    this.distinct++;
    try {
      let [size, height] = [1, 0];
      for (const one of Object.values(value)) {
        const inside = this.extentOf(one, what, above + 1);
        size += inside.size;
        height = Math.max(height, inside.height + 1);
      }
      this.known.set(value, { size, height });
      return { size, height };
    } finally {
      if (this.known.get(value) === "open") this.known.delete(value);
    }
  }
}
