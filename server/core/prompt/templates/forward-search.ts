/**
 * `indexOf` for searches that only ever go forward: what was found, or not found, is remembered, so that looking for the same ending
 * from every opening takes linear time over a whole text.
 */
export class ForwardSearch {
  private readonly last = new Map<string, { readonly from: number; readonly at: number }>();

  constructor(private readonly text: string) {}

  /** The first place of `part` at or after `from`; the length of the text where there is none. */
  find(part: string, from: number): number {
    const last = this.last.get(part);
    if (last && last.from <= from && from <= last.at) return last.at;
    const found = this.text.indexOf(part, from);
    const at = found < 0 ? this.text.length : found;
    this.last.set(part, { from, at });
    return at;
  }

  /** Where the line ends that `from` stands in, or `until` where that is sooner; without the blanks before it. */
  endOfLine(from: number, until = this.text.length): number {
    const end = Math.min(until, this.find("\n", from), this.find("\r", from));
    let trimmed = end;
    while (trimmed > from && /\s/.test(this.text[trimmed - 1]!)) trimmed--;
    return trimmed;
  }
}
