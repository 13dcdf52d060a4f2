import { lowerWordsOf, stemOf } from "../behaviors/index.ts";
import type { Message } from "../store/index.ts";

/** Words that say who speaks or that something is said: they stand in every condition and tell nothing about when it holds. */
const empty = new Set(
  `a about something anything nothing everything else after again all already also am an and any anything are as asks asked asking ask at be because been before being below between both but by can client complain complains
conversation could customer describe describes did do does doing during each etc ever express expresses for from further get gets give gives given has have having he her here his how i if in indicate
indicates into is it its just like look looking may me mention mentions mentioned message might more most must my need needs no nor not now of on once only or other our out over own
people person please provide provides question questions reply report reports reported request requests requested respond response runner said say says saying she should so some someone state states such
talk talks tell tells than that the their them then there these they think this those through to too trying under until up use user user's users very want wants was wasn't way we were what when
where which while who whom why will wish with without would write writes wrote you your share shares shared still`.split(
    /\s+/,
  ),
);

/** Stems of the words in a text that could tell one situation from another. `snake_case` and `camelCase` are taken apart. */
export function termsIn(text: string): string[] {
  const apart = text.replace(/_/g, " ").replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2");
  return lowerWordsOf(apart).flatMap((word) => termOf(word) || []);
}

/**
 * Words recur over all conversations; a stem is looked up faster than it is made. Not of long ones: those are ids more often than words, and
 * V8 keeps them as views, each of which keeps the whole text that it was cut from.
 */
const terms = new Map<string, string>();
const mostTerms = 50_000;
const longestKept = 12;

/** The stem of a word; empty for one that tells nothing. */
export function termOf(word: string): string {
  let term = terms.get(word);
  if (term === undefined) {
    const stem = word.length > 1 && !empty.has(word) ? stemOf(word) : "";
    term = stem.length > 1 ? stem : "";
    if (word.length <= longestKept) {
      if (terms.size >= mostTerms) terms.clear();
      terms.set(word, term);
    }
  }
  return term;
}

/**
 * What the agent did in a turn: its own words, and the tools it called with their arguments. Whether a line was followed shows in these.
 * Unique stems, one blank between them.
 */
export function saidTerms(messages: readonly Message[]): string {
  const terms = new Set<string>();
  const add = (text: string): void => {
    for (const term of termsIn(text)) terms.add(term);
  };
  for (const message of messages) {
    if (message.role !== "assistant") continue;
    add(message.text);
    for (const call of message.toolCalls ?? []) add(`${call.name} ${JSON.stringify(call.args) ?? ""}`);
  }
  return [...terms].join(" ");
}

const shortestStart = 5;
/** Scripts that put no blanks between words: there two characters side by side are as telling as a word. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{2}/gu;

/** Whether two texts have a word in common, in any of its forms: "empathetic" and "empathy" are one. A text that has none shares it. */
export function sharesTerm(one: string, other: string): boolean {
  const [terms, others] = [one, other].map((text) => [
    ...termsIn(text),
    ...[...text].flatMap((_, i) => text.slice(i, i + 2).match(unspaced) ?? []),
  ]) as [string[], string[]];
  if (others.length === 0) return true;
  return terms.some((term) =>
    others.some((known) => {
      const start = term.slice(0, shortestStart);
      return term === known || (start.length === shortestStart && known.startsWith(start));
    }),
  );
}
