import type { Range } from "../../base/index.ts";
import type { Section } from "../prompt-document.ts";

/** As GitHub makes heading links: lower case, punctuation dropped, blanks to hyphens. */
export const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s+/g, "-");

/** Follows the headings of a text from top to bottom. */
export class SectionStack {
  private readonly done: Section[] = [];
  private open_: { title: string; level: number; heading: Range }[] = [];

  constructor(private readonly text: string) {}

  /** Titles of the sections that are open, outermost first. */
  get titles(): string[] {
    return this.open_.map((section) => section.title);
  }

  open(title: string, level: number, heading: Range): void {
    this.close(level, heading.start);
    this.open_.push({ title, level, heading });
  }

  finish(): Section[] {
    this.close(0, this.text.length);
    return this.done.sort((a, b) => a.heading.start - b.heading.start);
  }

  private close(level: number, end: number): void {
    while (this.open_.length && this.open_.at(-1)!.level >= level) {
      const { title, level: own, heading } = this.open_.pop()!;
      this.done.push({
        title,
        slug: slugOf(title),
        level: own,
        heading,
        range: { start: heading.start, end },
      });
    }
  }
}
