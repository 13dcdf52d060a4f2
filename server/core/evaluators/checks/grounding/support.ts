import { type Piece, piecesOf } from "./pieces.ts";

const numberWords =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(
    " ",
  );
/** Numbers of one source from which sums and differences are made: of more, nearly every sum would be one of theirs. */
const mostForSums = 60;
/** Several of one thing: passengers, nights, bags. */
const mostTimes = 9;
const cent = 0.011;

/** What sources say, looked up by normal forms. Sources are added in the order in which they were said. */
export class Support {
  private readonly numbers = new Set<number>();
  /** Of tool results and documents: what may be reckoned with. */
  private readonly reckoned: (readonly number[])[] = [];
  private readonly dates = new Set<number>();
  private readonly times = new Set<number>();
  /** What was reckoned from sources and said: a total is often made of subtotals. */
  private readonly derived = new Set<number>();
  private text = "";

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
    for (const value of own) this.numbers.add(value);
    if (mayReckon) {
      const data = dataIn(source);
      const sums = data === undefined ? [] : sumsIn(data);
      const figures = data === undefined ? [...own] : [...figuresIn(data), ...sums];
      this.reckoned.push([...new Set(figures)].filter((value) => value > 0).slice(0, 400));
      for (const sum of sums) for (let times = 1; times <= mostTimes; times++) this.numbers.add(sum * times);
    }
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
      if (isKnown && Math.abs(resultOf(terms) - result) < cent) this.derived.add(result);
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
    if (follows) this.derived.add(value);
    return follows;
  }

  private isReckoned(value: number): boolean {
    const isNear = (other: number): boolean =>
      Math.abs(other - value) < (Number.isInteger(value) ? 0.5 + cent : cent);
    const isSame = (other: number): boolean => Math.abs(other - value) < cent;
    // An answer may round.
    for (const one of this.numbers) if (isSame(one) || (!Number.isInteger(one) && isNear(one))) return true;
    const all = [...new Set([...this.reckoned.flat(), ...this.derived])].slice(-mostForSums * 3);
    for (const one of all)
      for (let times = 2; times <= mostTimes; times++)
        if (isSame(one * times) || isSame(one / times)) return true;
    for (const a of this.derived)
      for (const b of all)
        for (let times = 1; times <= mostTimes; times++)
          if (isSame((a + b) * times) || isSame(Math.abs(a - b) * times)) return true;
    for (const own of [...this.reckoned, all.slice(-mostForSums), [...this.derived].slice(-mostForSums)]) {
      const few = own.slice(0, mostForSums);
      for (const [i, a] of few.entries())
        for (const b of few.slice(i + 1)) {
          for (let times = 1; times <= mostTimes; times++)
            if (isSame((a + b) * times) || isSame(Math.abs(a - b) * times)) return true;
          if (value <= 100 && isSame((100 * Math.min(a, b)) / Math.max(a, b))) return true;
        }
    }
    return false;
  }
}

const amount = "\\\\?[$€£]?\\s?\\d[\\d,]*(?:\\.\\d+)?(?:\\s*\\([^()\\n]*\\))?";
const equation = new RegExp(
  `((?:${amount}\\s*[-+–−×x*]\\s*)+${amount})\\s*=\\s*\\**\\\\?[$€£]?\\s?(\\d[\\d,]*(?:\\.\\d+)?)`,
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
