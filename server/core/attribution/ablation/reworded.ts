import { opensWithOrder } from "../../prompt/index.ts";

/** A change inside of the text of a line. */
export interface Rewording {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Rule = readonly [pattern: RegExp, instead: (found: RegExpExecArray) => string];

const like = (model: string, text: string): string =>
  /^\p{Lu}/u.test(model) ? text[0]!.toUpperCase() + text.slice(1) : text;
const plainly =
  (text: string) =>
  ([found]: RegExpExecArray): string =>
    like(found, text);

/** Words of two kinds ("must never") stand before those of one. */
const weakening: readonly Rule[] = [
  [/\b(?:must|should|shall|may|will) (?:never|not)\b/i, plainly("should preferably not")],
  [
    /\b(?:do|does) not\b|\b(?:don't|doesn't|don’t|doesn’t)/i,
    ([found]) => like(found, `preferably ${found.toLowerCase()}`),
  ],
  [/\bnever\b/i, plainly("preferably do not")],
  [/\bcannot\b|\bcan't\b|\bcan’t\b/i, plainly("should preferably not")],
  [/\balways\b/i, plainly("where possible")],
  [/\b(?:must|shall|has to|have to|needs to|need to)\b/i, plainly("should, where possible,")],
  [/\b(?:is|are) required to\b/i, ([found]) => `${found.slice(0, 3).trim()} encouraged to`],
  [/\bonly\b/i, plainly("preferably only")],
];

const negating: readonly Rule[] = [
  [/\b(must|should|shall|may|can|will|could|might) (?:never|not)\b/i, (found) => found[1]!],
  [/\b(?:cannot|can't|can’t)/i, plainly("can")],
  // What follows becomes the order: it begins as what was there began.
  [/\b(?:do not|don't|don’t|never)(\s+)(\p{L})/iu, ([found, , letter]) => like(found, letter!)],
  [/\balways\b/i, plainly("never")],
  [/\b(?:must|should|shall|may|can|will|has to|have to|needs to|need to)\b/i, ([found]) => `${found} not`],
];

/**
 * The same line as a wish: "always" becomes "where possible", "must" becomes "should, where possible,"; a line without such a word gets
 * "where possible" at its end. The words are English ones.
 */
export const weakened = (text: string): Rewording => byRule(text, weakening) ?? appended(text);

/** Whether a line has such a word. */
export const isStrong = (text: string): boolean => byRule(text, weakening) !== undefined;

/** The opposite order; undefined where the words do not show what that is. */
export function negated(text: string): Rewording | undefined {
  const found = byRule(text, negating);
  if (found) return found;
  const at = orderIn(text);
  if (at === undefined) return undefined;
  const first = text[at]!;
  return { start: at, end: at + 1, text: like(first, "do not ") + first.toLowerCase() };
}

/** A condition that opens a line says when, and not what. */
const condition = /^[^\p{L}]*(?:if|when|whenever|unless|once|while|in case)\b[^,;:]{2,200}[,:]\s+/iu;

/** The first place in the text that a rule finds, behind the condition where there is one; of two rules at one place the earlier. */
function byRule(text: string, rules: readonly Rule[]): Rewording | undefined {
  const said = unquoted(text);
  const from = condition.exec(said)?.[0].length ?? 0;
  const found = rules.flatMap(([pattern, instead]) => {
    const match = pattern.exec(said.slice(from));
    return match ? [{ match, instead }] : [];
  });
  const [first] = found.sort((a, b) => a.match.index - b.match.index);
  if (!first) return undefined;
  const start = from + first.match.index;
  return { start, end: start + first.match[0].length, text: first.instead(first.match) };
}

/** Where an order begins, be it after a condition or a label. */
function orderIn(text: string): number | undefined {
  const lead = /^[^\p{L}]*/u.exec(text)![0].length;
  const places = [
    lead,
    ...[...unquoted(text).matchAll(/[,:]\s+(?=\p{L})/gu)].map(({ 0: mark, index }) => index + mark.length),
  ];
  return places.find((at) => at < text.length && opensWithOrder(text.slice(at)));
}

function appended(text: string): Rewording {
  const end = text.length - /[\s.!?:;*_`]*$/.exec(text)![0].length;
  return { start: end, end, text: ", where possible" };
}

/** What is quoted, is code or is filled in says nothing of how strong the line is. The length stays. */
const unquoted = (text: string): string =>
  text.replace(/"[^"]*"|“[^”]*”|`[^`]*`|\$?\{[^{}]*\}|\{\{.*?\}\}/g, (found) => "¤".repeat(found.length));
