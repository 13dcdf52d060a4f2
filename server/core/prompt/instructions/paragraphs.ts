import type { Range } from "../../base/index.ts";
import { literalsOf } from "../references.ts";
import { isOrder } from "./directives.ts";

/** A label before a value: `"context":`, `- **Name:**`, `Question:`. */
const label = /^(?:[^\p{L}\p{N}]*[\p{L}\p{N}][\p{L}\p{N}_ .'-]{0,40}["'”’*_]*[:=])*[^\p{L}\p{N}]*$/u;

/**
 * True where a text holds variables and at most labels for them: `{{question}}`, `Name: {{user.name}}`. It carries data of one
 * conversation and directs nobody.
 */
export function isData(text: string): boolean {
  const literals = literalsOf(text);
  const said = literals.join(" ");
  if (literals.join("") === text.trim() || !label.test(said)) return false;
  // "Answer: {{answer}}" labels; "Rephrase this in {{language}}: {{text}}" orders.
  return (said.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) <= 1 || !isOrder(said);
}

/** The stretches of a paragraph between its lines of data, without those. */
export function withoutData(text: string, range: Range): Range[] {
  const raw = text.slice(range.start, range.end);
  if (!raw.includes("{")) return [range];
  const stretches: Range[] = [];
  let open: number | undefined;
  let at = 0;
  for (const line of raw.split(/(?<=\n)/)) {
    if (isData(line)) {
      if (open !== undefined)
        stretches.push(trimmed(text, { start: range.start + open, end: range.start + at }));
      open = undefined;
    } else open ??= at;
    at += line.length;
  }
  if (open !== undefined) stretches.push(trimmed(text, { start: range.start + open, end: range.end }));
  return stretches.filter(({ start, end }) => start < end);
}

export function trimmed(text: string, range: Range): Range {
  const raw = text.slice(range.start, range.end);
  const start = range.start + raw.length - raw.trimStart().length;
  return { start, end: Math.max(start, range.start + raw.trimEnd().length) };
}
