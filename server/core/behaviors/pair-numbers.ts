/**
 * Numbers for pairs of whole numbers, from 1 in the order in which they were first met. A Map would want one key for both, which is no
 * small integer any more and takes four times as long to look up.
 */
export class PairNumbers {
  /** First, second and number of each pair, where a search from its hash onwards meets it. */
  private table = new Int32Array(3 << 12);
  private mask = (1 << 12) - 1;
  private count = 0;

  /** The number of a pair; where it is larger than before, the pair is new. */
  numberOf(first: number, second: number): number {
    if (2 * this.count > this.mask) this.grow();
    let at = this.place(first, second);
    if (this.table[at + 2] === 0) {
      const { table } = this;
      table[at++] = first;
      table[at++] = second;
      table[at] = ++this.count;
      return this.count;
    }
    return this.table[at + 2]!;
  }

  private place(first: number, second: number): number {
    const { table, mask } = this;
    let slot = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b);
    slot = (slot ^ (slot >>> 15)) & mask;
    for (;;) {
      const at = 3 * slot;
      if (table[at + 2] === 0 || (table[at] === first && table[at + 1] === second)) return at;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    const old = this.table;
    this.mask = 2 * this.mask + 1;
    this.table = new Int32Array(2 * old.length);
    for (let from = 0; from < old.length; from += 3)
      if (old[from + 2] !== 0)
        this.table.set(old.subarray(from, from + 3), this.place(old[from]!, old[from + 1]!));
  }
}
