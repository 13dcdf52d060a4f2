import { isQuestionWord } from "./function-words.ts";
import type { ClusterName } from "./names.ts";

const LONGEST_QUOTE = 110;

/** The user's words turned to speak of them: "cancel my flight" becomes "cancel their flight". */
const THIRD_PERSON: Readonly<Record<string, string>> = {
  my: "their",
  our: "their",
  i: "they",
  me: "them",
  myself: "themselves",
  mine: "theirs",
  "i'm": "they're",
  "i've": "they've",
};

/**
 * One line on a behavior: what people ask for, and how two of them said it. "People ask to cancel their flight; they say “Cancel my
 * flight please”, “I need to cancel”." `quotes` are requests, most typical first; long ones are cut.
 */
export function describe(
  { name, isVerbPhrase }: Pick<ClusterName, "name" | "isVerbPhrase">,
  quotes: readonly string[],
): string {
  const shown = quotes.slice(0, 2).map((quote) => `“${shortened(quote)}”`);
  // A name that is a quotation already says that the words differ.
  if (name.startsWith("“")) return `People ask for one thing in many words: ${shown.join(", ")}.`;
  const [main = name, other] = name.split(" / ");
  const spoken = main
    .split(" ")
    .map((word) => THIRD_PERSON[word.toLowerCase()] ?? word)
    .join(" ");
  const asked = isVerbPhrase
    ? `ask to ${spoken}`
    : isQuestionWord(main.split(" ")[0]!)
      ? `ask ${spoken}`
      : `write about “${main}”`;
  const also = other ? ` or “${other}”` : "";
  return `People ${asked}${also}; they say ${shown.join(", ")}.`;
}

/** One line on a group: how many behaviors, and what the largest are called. `behaviors`: largest first. */
export function describeGroup(behaviors: readonly { readonly name: string }[]): string {
  const count = behaviors.length === 1 ? "1 behavior" : `${behaviors.length} behaviors`;
  const shown = behaviors.slice(0, 3).map(({ name }) => (name.startsWith("“") ? name : `“${name}”`));
  return `${count}: ${shown.join(", ")}${behaviors.length > 3 ? "…" : "."}`;
}

function shortened(quote: string): string {
  if (quote.length <= LONGEST_QUOTE) return quote;
  const cut = quote.slice(0, LONGEST_QUOTE);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), LONGEST_QUOTE / 2))}…`;
}
