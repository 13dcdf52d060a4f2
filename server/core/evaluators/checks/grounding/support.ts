import { cent, isSame, type Pairs, pairsOf, type Sorted, someNear, sorted } from "./pairs.ts";
import { type Piece, piecesOf } from "./pieces.ts";

const numberWords =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(
    " ",
  );
/** Numbers of one source from which sums and differences are made: of more, nearly every sum would be one of theirs. */
const mostForSums = 60;
/** Several of one thing: passengers, nights, bags. */
const mostTimes = 9;

/** What may be reckoned with, until there is more. */
interface Terms {
  readonly all: Sorted;
  readonly pairs: readonly Pairs[];
}

/** What sources say, looked up by normal forms. Sources are added in the order in which they were said. */
export class Support {
  private readonly numbers = new Set<number>();
  /** The same by their whole part, for those that are near to another. */
  private readonly byWhole = new Map<number, number[]>();
  /** Of tool results and documents: what may be reckoned with. */
  private readonly reckoned: (readonly number[])[] = [];
  private readonly pairs: Pairs[] = [];
  private readonly dates = new Set<number>();
  private readonly times = new Set<number>();
  /** What was reckoned from sources and said: a total is often made of subtotals. */
  private readonly derived = new Set<number>();
  private text = "";
  /** What was found of a value, until there is more to reckon with. */
  private readonly reckonedOf = new Map<number, boolean>();
  private terms: Terms | undefined;

  add(source: string, mayReckon: boolean): void {
    this.text += `\n${plain(source)}`;
    const own = new Set<number>();
    for (const piece of piecesOf(source)) {
      if (piece.kind === "date") this.dates.add(dayOfYear(piece));
      if (piece.kind === "time")
        for (const one of [piece.minutes, piece.half]) if (one !== undefined) this.times.add(one);
    }
    for (const [match] of source.matchAll(/\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g)) {
      const value = Number(match.replaceAll(",", ""));
      own.add(value);
    }
    for (const [match] of source.toLowerCase().matchAll(/\p{L}+/gu)) {
      const value = numberWords.indexOf(match);
      if (value >= 0) own.add(value);
    }
    for (const value of own) this.addNumber(value);
    this.changed();
    if (mayReckon) {
      const data = dataIn(source);
      const sums = data === undefined ? [] : sumsIn(data);
      const figures = data === undefined ? [...own] : [...figuresIn(data), ...sums];
      const terms = [...new Set(figures)].filter((value) => value > 0).slice(0, 400);
      this.reckoned.push(terms);
      this.pairs.push(pairsOf(terms.slice(0, mostForSums)));
      for (const sum of sums) for (let times = 1; times <= mostTimes; times++) this.addNumber(sum * times);
    }
  }

  private addNumber(value: number): void {
    if (this.numbers.has(value)) return;
    this.numbers.add(value);
    const whole = Math.floor(value);
    const near = this.byWhole.get(whole);
    if (near) near.push(value);
    else this.byWhole.set(whole, [value]);
  }

  private derive(value: number): void {
    if (this.derived.has(value)) return;
    this.derived.add(value);
    this.changed();
  }

  private changed(): void {
    this.reckonedOf.clear();
    this.terms = undefined;
  }

  /**
   * Takes what an answer reckons in the open, as in "$364 + $248 + $259 = $871": right, and of numbers that have support, it counts as
   * supported itself.
   */
  reckon(answer: string): void {
    for (const { 1: left, 2: right } of answer.matchAll(equation)) {
      const terms = left!.replace(/\([^)]*\)/g, " ").match(/\d[\d,]*(?:\.\d+)?|[-+–−×x*]/g) ?? [];
      const numbers = terms.filter((one) => /\d/.test(one)).map((one) => Number(one.replaceAll(",", "")));
      const isKnown = numbers.every(
        (value) =>
          value <= mostTimes || this.numbers.has(value) || this.derived.has(value) || this.isReckoned(value),
      );
      const result = Number(right!.replaceAll(",", ""));
      if (isKnown && Math.abs(resultOf(terms) - result) < cent) this.derive(result);
    }
  }

  /** Whether a piece stands in a source, or follows from numbers in one. */
  has(piece: Piece): boolean {
    switch (piece.kind) {
      case "date": {
        const day = dayOfYear(piece);
        // An overnight flight lands a day later, a stay ends a day earlier.
        return this.dates.has(day) || this.dates.has(day + 1) || this.dates.has(day - 1);
      }
      case "time":
        return this.times.has(piece.minutes) || (piece.half !== undefined && this.times.has(piece.half));
      case "id":
        return this.text.includes(plain(piece.text));
      case "quotation":
      case "name":
        return wordsOf(piece.text).every((word) => this.text.includes(word));
      case "number":
        return this.hasNumber(piece);
    }
  }

  private hasNumber({ value, text, isMoney }: Extract<Piece, { kind: "number" }>): boolean {
    // The end of a number or id, as of a card.
    if (!isMoney && /^\d{4,}$/.test(text) && this.text.includes(text)) return true;
    if (this.numbers.has(value)) return true;
    const follows = this.isReckoned(value);
    if (follows) this.derive(value);
    return follows;
  }

  private isReckoned(value: number): boolean {
    const known = this.reckonedOf.get(value);
    if (known !== undefined) return known;
    const follows = this.follows(value);
    this.reckonedOf.set(value, follows);
    return follows;
  }

  private follows(value: number): boolean {
    const isNear = (other: number): boolean =>
      Math.abs(other - value) < (Number.isInteger(value) ? 0.5 + cent : cent);
    // An answer may round.
    const whole = Math.floor(value);
    for (const near of [whole - 1, whole, whole + 1])
      for (const one of this.byWhole.get(near) ?? [])
        if (isSame(one, value) || (!Number.isInteger(one) && isNear(one))) return true;
    this.terms ??= this.termsNow();
    const { all, pairs } = this.terms;
    const isSumOf = (sums: Sorted, apart = 0): boolean => {
      for (let times = 1; times <= mostTimes; times++)
        if (someNear(sums, value / times + apart, (one) => isSame((one - apart) * times, value))) return true;
      return false;
    };
    for (const one of all)
      for (let times = 2; times <= mostTimes; times++)
        if (isSame(one * times, value) || isSame(one / times, value)) return true;
    for (const a of this.derived) {
      if (isSumOf(all, a) || isSumOf(all, -a)) return true;
      for (let times = 1; times <= mostTimes; times++)
        if (someNear(all, a - value / times, (one) => isSame((a - one) * times, value))) return true;
    }
    return pairs.some(
      ({ sums, shares }) =>
        isSumOf(sums) || (value <= 100 && someNear(shares, value, (one) => isSame(one, value))),
    );
  }

  private termsNow(): Terms {
    const all = [...new Set([...this.reckoned.flat(), ...this.derived])].slice(-mostForSums * 3);
    const last = [all, [...this.derived]].map((some) => pairsOf(some.slice(-mostForSums)));
    return { all: sorted(all), pairs: [...this.pairs, ...last] };
  }
}

// Everything has a most, and no number is begun in its middle: what has no "=" is not read again from each of its characters. A blank before
// a number has one way to be read: with two, a sum of thirty numbers without "=" is read in as many ways as it has subsets.
const amount =
  "\\\\?(?:[$€£]\\s?)?(?<![\\d,])\\d[\\d,]{0,20}(?:\\.\\d{1,9})?(?:\\s{0,9}\\([^()\\n]{0,80}\\))?";
const equation = new RegExp(
  `((?:${amount}\\s{0,9}[-+–−×x*]\\s{0,9}){1,40}${amount})\\s{0,9}=\\s{0,9}\\*{0,3}\\\\?[$€£]?\\s?(\\d[\\d,]{0,20}(?:\\.\\d{1,9})?)`,
  "g",
);

/** Products first, then sums from left to right. */
function resultOf(terms: readonly string[]): number {
  let total = 0;
  let product = Number.NaN;
  let sign = 1;
  for (let i = 0; i < terms.length; i += 2) {
    const value = Number(terms[i]!.replaceAll(",", ""));
    const sum = terms[i - 1];
    if (sum === undefined) product = value;
    else if (/[×x*]/.test(sum)) product *= value;
    else {
      total += sign * product;
      [sign, product] = [sum === "+" ? 1 : -1, value];
    }
  }
  return total + sign * product;
}

const dayOfYear = ({ month, day }: { readonly month: number; readonly day: number }): number => {
  const lengths = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30];
  return lengths.slice(0, month).reduce((sum, one) => sum + one, 0) + day;
};

const plain = (text: string): string =>
  text.toLowerCase().normalize("NFC").replace(/[‘’]/g, "'").replace(/\s+/g, " ");

const wordsOf = (text: string): string[] => plain(text).match(/[\p{L}\p{N}']+/gu) ?? [];

function dataIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers that are values: those inside ids and dates are nothing to reckon with. */
function figuresIn(data: unknown): number[] {
  if (typeof data === "number") return [data];
  if (typeof data === "string") return /^[\d.]+$/.test(data) && data.length < 9 ? [Number(data)] : [];
  if (Array.isArray(data)) return [data.length, ...data.flatMap(figuresIn)];
  return typeof data === "object" && data !== null ? Object.values(data).flatMap(figuresIn) : [];
}

/** Totals of each key over the entries of a list or mapping. */
function sumsIn(data: unknown): number[] {
  if (typeof data !== "object" || data === null) return [];
  const inner = Object.values(data).flatMap(sumsIn);
  const totals = new Map<string, number>();
  for (const one of Object.values(data))
    if (typeof one === "object" && one !== null)
      for (const [key, value] of Object.entries(one))
        if (typeof value === "number") totals.set(key, (totals.get(key) ?? 0) + value);
  return [...inner, ...totals.values()];
}
