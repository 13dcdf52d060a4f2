import type { Message, Sample } from "../store/index.ts";

/** Longest quotation in an explanation, in code points. */
const QUOTE_LIMIT = 160;

/** Controls, and what hides or reorders text: zero-width characters, bidirectional overrides, separators, the byte order mark. */
const INVISIBLE = /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;
const LONE_SURROGATE = /\p{Cs}/gu;

/** Captured text on one line and harmless to a terminal: white space runs become one blank, invisible characters `\u{1b}`. */
export const visible = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
    .replace(LONE_SURROGATE, "\ufffd");

/** A quotation around an offset, in double quotes, at most `limit` characters of text, `…` where it was cut. */
export function quote(text: string, around = 0, limit = QUOTE_LIMIT): string {
  // A third of the room stands before the place, so that the reader sees what led to it.
  const start =
    text.length <= limit ? 0 : Math.max(0, Math.min(around - Math.floor(limit / 3), text.length - limit));
  const characters = [...visible(text.slice(start, start + limit)).trim()];
  const cut = characters.length > limit || start + limit < text.length;
  return `"${start > 0 ? "…" : ""}${characters.slice(0, limit).join("")}${cut ? "…" : ""}"`;
}

/** A value of the configuration inside a sentence. */
export const shown = (value: unknown): string =>
  quote(typeof value === "string" ? value : (JSON.stringify(value) ?? String(value)), 0, 80);

const spoken = (message: Message | undefined): boolean =>
  message?.role === "assistant" && message.text.trim() !== "";

/** What the assistant said in `messages[from..to)`: its texts that are not blank, joined by a blank line. */
export function outputOf(messages: readonly Message[], from: number, to: number): string {
  const texts: string[] = [];
  for (let i = from; i < to; i++) if (spoken(messages[i])) texts.push(messages[i]!.text);
  return texts.join("\n\n");
}

/** The message that holds an offset of `sample.output`. */
export function messageAt(sample: Sample, offset: number): number | undefined {
  let end = 0;
  for (let i = sample.from; i < sample.to; i++) {
    if (!spoken(sample.messages[i])) continue;
    // The blank line between two messages counts with the first.
    end += sample.messages[i]!.text.length + 2;
    if (offset < end) return i;
  }
  return lastSpoken(sample);
}

/** The last message with text of the assistant: where a reader looks for what is missing. */
export function lastSpoken(sample: Sample): number | undefined {
  for (let i = sample.to - 1; i >= sample.from; i--) if (spoken(sample.messages[i])) return i;
  return undefined;
}

export interface Evidence {
  readonly evidence: string;
  readonly messageIndex?: number;
}

/** Evidence for something found in the output. */
export const saidAt = (sample: Sample, offset: number): Evidence => ({
  evidence: `it says ${quote(sample.output, offset)}`,
  messageIndex: messageAt(sample, offset),
});

/** Evidence for something missing from the output: how its last message begins. */
export function saidLast(sample: Sample): Evidence {
  const index = lastSpoken(sample);
  if (index === undefined) return { evidence: "there is no text" };
  return { evidence: `it says ${quote(sample.messages[index]!.text)}`, messageIndex: index };
}
