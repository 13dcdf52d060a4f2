import { prettyJson, visible } from "./wording.ts";

/** A text of unknown origin as a page shows it: control characters visible, cut where it is long. */
export interface ShownText {
  readonly text: string;
  /** The length of the whole, and the name under which it is asked for. */
  readonly cut?: { readonly length: number; readonly place: string };
}

/** Texts of one view. The same view is made with `Cutter` to be sent and with `Finder` to get at one whole text: places cannot differ. */
export interface Texts {
  shown(place: string, text: string): ShownText;
  /** The same for a value: texts as they are, everything else as JSON in lines. */
  value(place: string, value: unknown): ShownText;
}

/** Of one text, characters. */
const mostOfOne = 20_000;
/** Of all texts of a view together; what comes after is cut shorter, so that a conversation of any size can be sent and drawn. */
const mostOfAll = 1_500_000;
const fewOfOne = 600;

export class Cutter implements Texts {
  private left = mostOfAll;

  shown(place: string, text: string): ShownText {
    const whole = prettyJson(text);
    const most = this.left > 0 ? mostOfOne : fewOfOne;
    this.left -= Math.min(whole.length, most);
    // A little over is not worth a click.
    if (whole.length <= most * 1.1) return { text: visible(whole) };
    // A cut must not leave half a character.
    const start = whole.slice(0, most).replace(/[\ud800-\udbff]$/, "");
    return { text: visible(start), cut: { length: whole.length, place } };
  }

  value(place: string, value: unknown): ShownText {
    return this.shown(place, textOf(value));
  }
}

export class Finder implements Texts {
  found: string | undefined;

  constructor(private readonly place: string) {}

  shown(place: string, text: string): ShownText {
    if (place === this.place) this.found ??= visible(prettyJson(text));
    return { text: "" };
  }

  value(place: string, value: unknown): ShownText {
    return place === this.place ? this.shown(place, textOf(value)) : { text: "" };
  }
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value, undefined, 2) ?? "");
