import { type Pattern, patternOf } from "./pattern.ts";

/** One character of a value as it is meant, and where it stands in the query. */
interface Char {
  readonly char: string;
  /** Inside quotation marks: no sign of the language. */
  readonly isQuoted: boolean;
  /** A `*` that stands for anything; `\*` in quotation marks is the sign itself. */
  readonly isStar: boolean;
  readonly at: number;
}

/** A value of a condition, or a part of one, without its quotation marks. Offsets are of the query. */
export class ValueText {
  constructor(
    private readonly chars: readonly Char[],
    readonly start: number,
    readonly end: number,
  ) {}

  /** The values of `text.slice(start, end)`, which commas separate where `commas` says so. */
  static read(text: string, start: number, end: number, commas = true): ValueText[] {
    const values: ValueText[] = [];
    let chars: Char[] = [];
    let from = start;
    let isQuoted = false;
    const close = (at: number): void => {
      values.push(new ValueText(chars, from, at));
      chars = [];
      from = at + 1;
    };
    for (let at = start; at < end; at++) {
      const char = text[at]!;
      if (char === '"') isQuoted = !isQuoted;
      else if (isQuoted && char === "\\" && at + 1 < end)
        chars.push({ char: text[++at]!, isQuoted, isStar: false, at });
      else if (char === "," && !isQuoted && commas) close(at);
      else chars.push({ char, isQuoted, isStar: char === "*", at });
    }
    close(end);
    return values;
  }

  get text(): string {
    return this.chars.map(({ char }) => char).join("");
  }

  get isEmpty(): boolean {
    return this.chars.length === 0;
  }

  get hasStar(): boolean {
    return this.chars.some(({ isStar }) => isStar);
  }

  get pattern(): Pattern {
    const pieces = [""];
    for (const { char, isStar } of this.chars)
      if (isStar) pieces.push("");
      else pieces[pieces.length - 1] += char;
    return patternOf(pieces);
  }

  /** Cuts at the first (or last) sign outside quotation marks that `signs` matches; undefined where there is none. */
  cut(
    signs: RegExp,
    which: "first" | "last" = "first",
  ): { readonly before: ValueText; readonly sign: string; readonly after: ValueText } | undefined {
    const plain = this.chars.map(({ char, isQuoted }) => (isQuoted ? "\0" : char)).join("");
    const all = [...plain.matchAll(new RegExp(signs.source, "g"))].filter(([sign]) => sign !== "");
    const found = which === "first" ? all[0] : all.at(-1);
    if (!found) return undefined;
    const [from, to] = [found.index, found.index + found[0].length];
    const offset = (index: number): number => this.chars[index]?.at ?? this.end;
    return {
      before: new ValueText(this.chars.slice(0, from), this.start, offset(from)),
      sign: found[0],
      after: new ValueText(this.chars.slice(to), offset(to), this.end),
    };
  }
}
