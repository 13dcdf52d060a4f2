/** Numbers, names and quoted words: what an answer may be made of. Capital letters at the beginning of a sentence are no name. */
const VALUE =
  /\d[\d.,:/-]{0,20}\d|\d|["“][^"“”\n]{2,60}["”]|(?<![.!?:]\s{0,3}|^|\n)\b\p{Lu}[\p{L}\p{N}]{2,30}/gu;
/** Of one text: pasted pages hold more than anybody says. */
const MOST = 400;
const LENGTH = 20_000;

/** What was said in a conversation so far, as far as it may be said again. */
export class KnownValues {
  private readonly values = new Set<string>();
  private readonly words = new Set<string>();

  /** How many values of a text are new. Code is left out: what stands there is run and not said. */
  countNew(text: string): number {
    const prose = text.slice(0, LENGTH).replace(/```[\s\S]{0,20000}?```/g, " ");
    let count = 0;
    for (const value of valuesIn(prose))
      if (!this.values.has(value) && wordsOf(value).some((word) => !this.words.has(word))) count++;
    return count;
  }

  addSaid(text: string): void {
    for (const value of valuesIn(text)) this.values.add(value);
  }

  /** Of a source: the names of its fields are known as well, and a date in whatever order. */
  addSource(text: string): void {
    this.addSaid(text);
    for (const word of wordsOf(text)) this.words.add(word);
  }
}

function valuesIn(text: string): Set<string> {
  const values = new Set<string>();
  for (const [match] of text.slice(0, LENGTH).matchAll(VALUE)) {
    values.add(match.toLowerCase().replace(/["“”,]/g, ""));
    if (values.size >= MOST) break;
  }
  return values;
}

const wordsOf = (text: string): string[] => {
  const plain = text
    .slice(0, LENGTH)
    .toLowerCase()
    .replace(/(?<=\d),(?=\d{3})/g, "");
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
};
