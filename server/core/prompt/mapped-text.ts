import type { Range } from "../base/index.ts";

/** A stretch of the decoded text and where it comes from. Of equal lengths it is the same text; else it stands for the source as a whole. */
interface Piece {
  readonly at: number;
  readonly length: number;
  readonly source: number;
  readonly sourceLength: number;
}

/**
 * Text as a model gets it, and where each stretch of it stands in the file: a string literal without its escapes, a YAML block without
 * its indentation. Offsets are in UTF-16 units.
 */
export class MappedText {
  constructor(
    readonly text: string,
    private readonly pieces: readonly Piece[],
    /** Writes text so that the file's form reads it back as given: escapes, indentation. */
    readonly encode: (text: string) => string = (plain) => plain,
  ) {}

  /** A stretch of a file that a model gets as it stands. */
  static verbatim(source: string, range: Range): MappedText {
    const length = range.end - range.start;
    const pieces = [{ at: 0, length, source: range.start, sourceLength: length }];
    const withLineEnds = (text: string): string =>
      source.includes("\r\n") ? text.replace(/\r?\n/g, "\r\n") : text;
    return new MappedText(source.slice(range.start, range.end), pieces, withLineEnds);
  }

  /** The same places with other characters, for what must not be read as text; `change` keeps the length. */
  masked(change: (text: string) => string): MappedText {
    const text = change(this.text);
    if (text.length !== this.text.length) throw new Error("a mask must keep the length");
    return new MappedText(text, this.pieces, this.encode);
  }

  /** Where a range of the decoded text stands in the file. What begins or ends inside an escape takes the whole escape. */
  toSource({ start, end }: Range): Range {
    const from = this.sourceAt(start);
    return { start: from, end: end <= start ? from : Math.max(from, this.sourceEnd(end)) };
  }

  /** This text where `outer` is what it was read from: a string of JSON inside a scalar of YAML. */
  within(outer: MappedText): MappedText {
    const pieces = this.pieces.flatMap((piece) => outer.placed(piece));
    return new MappedText(this.text, pieces, (plain) => outer.encode(this.encode(plain)));
  }

  /** A piece of a text that was read from this one, with its place in the file. */
  private placed({ at, length, source, sourceLength }: Piece): Piece[] {
    if (length !== sourceLength) {
      const { start, end } = this.toSource({ start: source, end: source + sourceLength });
      return [{ at, length, source: start, sourceLength: end - start }];
    }
    const found: Piece[] = [];
    for (let i = this.pieceAt(source); i < this.pieces.length; i++) {
      const own = this.pieces[i]!;
      if (own.at >= source + length) break;
      const from = Math.max(own.at, source);
      const size = Math.min(own.at + own.length, source + length) - from;
      const isSame = own.length === own.sourceLength;
      found.push({
        at: at + from - source,
        length: size,
        source: isSame ? own.source + from - own.at : own.source,
        sourceLength: isSame ? size : own.sourceLength,
      });
    }
    return found;
  }

  private sourceAt(offset: number): number {
    const piece = this.pieces[this.pieceAt(offset)];
    if (!piece) return 0;
    const into = offset - piece.at;
    if (into >= piece.length) return piece.source + piece.sourceLength;
    return piece.length === piece.sourceLength ? piece.source + into : piece.source;
  }

  private sourceEnd(offset: number): number {
    const piece = this.pieces[this.pieceAt(offset - 1)];
    if (!piece) return 0;
    const into = Math.min(offset - piece.at, piece.length);
    return piece.length === piece.sourceLength ? piece.source + into : piece.source + piece.sourceLength;
  }

  /** Index of the last piece that begins at or before an offset and holds text, found by halving. */
  private pieceAt(offset: number): number {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.pieces[middle]!.at <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Puts a `MappedText` together from left to right. */
export class MappedTextBuilder {
  private readonly parts: string[] = [];
  private readonly pieces: Piece[] = [];
  private length = 0;

  constructor(private readonly source: string) {}

  /** The file's own characters. */
  verbatim(start: number, end: number): this {
    return this.put(this.source.slice(start, end), start, end);
  }

  /** Other characters that stand for a stretch of the file: an escape, a hole, a line break with its indentation. */
  put(text: string, start: number, end: number): this {
    // A piece without text would hide the one at the same offset.
    if (text.length === 0) return this;
    const same = text.length === end - start;
    const last = this.pieces.at(-1);
    const joins =
      same &&
      last &&
      last.length === last.sourceLength &&
      last.source + last.sourceLength === start &&
      text === this.source.slice(start, end);
    if (joins)
      this.pieces[this.pieces.length - 1] = {
        ...last,
        length: last.length + text.length,
        sourceLength: last.sourceLength + text.length,
      };
    else this.pieces.push({ at: this.length, length: text.length, source: start, sourceLength: end - start });
    this.parts.push(text);
    this.length += text.length;
    return this;
  }

  build(encode?: (text: string) => string): MappedText {
    return new MappedText(this.parts.join(""), this.pieces, encode);
  }
}
