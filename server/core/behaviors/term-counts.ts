/** Numbers for strings, in the order in which they were first met. */
export class Interner {
  private readonly numbers = new Map<string, number>();
  readonly names: string[] = [];

  numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

/** How often terms occur in texts, in compressed rows: row r holds `terms[i]`, `counts[i]` for i from `starts[r]` up to `starts[r + 1]`. */
export interface TermCounts {
  readonly names: readonly string[];
  readonly starts: Int32Array;
  readonly terms: Int32Array;
  readonly counts: Int32Array;
}

/** Collects the terms of one text after the other. */
export class TermCounter {
  private readonly starts: number[] = [0];
  private terms = new Int32Array(1 << 12);
  private counts = new Int32Array(1 << 12);
  private end = 0;
  /** Of the text at hand, by term: where its count stands, one more than that. */
  private places = new Int32Array(1 << 12);

  add(term: number): void {
    if (term >= this.places.length) this.places = grown(this.places, term + 1);
    const place = this.places[term]!;
    if (place > 0) {
      this.counts[place - 1]!++;
      return;
    }
    if (this.end === this.terms.length) {
      this.terms = grown(this.terms, this.end + 1);
      this.counts = grown(this.counts, this.end + 1);
    }
    this.terms[this.end] = term;
    this.counts[this.end] = 1;
    this.places[term] = ++this.end;
  }

  /** The same for many, with nothing looked up twice. */
  addAll(terms: readonly number[]): void {
    const most = this.end + terms.length;
    if (most > this.terms.length) {
      this.terms = grown(this.terms, most);
      this.counts = grown(this.counts, most);
    }
    const { terms: known, counts } = this;
    let { places, end } = this;
    for (const term of terms) {
      if (term >= places.length) {
        places = grown(places, term + 1);
        this.places = places;
      }
      const place = places[term]!;
      if (place > 0) counts[place - 1]!++;
      else {
        known[end] = term;
        counts[end] = 1;
        places[term] = ++end;
      }
    }
    this.end = end;
  }

  endText(): void {
    for (let i = this.starts.at(-1)!; i < this.end; i++) this.places[this.terms[i]!] = 0;
    this.starts.push(this.end);
  }

  finish(names: readonly string[]): TermCounts {
    return {
      names,
      starts: Int32Array.from(this.starts),
      terms: this.terms.slice(0, this.end),
      counts: this.counts.slice(0, this.end),
    };
  }
}

function grown(array: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(needed, 2 * array.length));
  larger.set(array);
  return larger;
}
