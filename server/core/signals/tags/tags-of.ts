import type { Message } from "../../store/index.ts";
import { evidenceFrom } from "../evidence.ts";
import { readingOf, type Said, sentenceAt } from "../reading.ts";
import { type TagRule, tagRules } from "./tag-rules.ts";

/** Something that the user wrote and that cuts across behaviors. `evidence` quotes the message at `messageIndex`. */
export interface FoundTag {
  readonly tag: string;
  readonly messageIndex: number;
  readonly evidence: string;
}

/** How one tag is found in a message of the user: the offset in its text that matters, undefined where it is not there. */
export interface TagFinder {
  readonly tag: string;
  readonly find: (said: Pick<Said, "text" | "lower">) => number | undefined;
}

export const builtInFinders: readonly TagFinder[] = Object.entries(tagRules).map(([tag, rule]) => ({
  tag,
  find: ({ lower }) => placeOf(rule, lower),
}));

/** Changes with every rule: what was tagged by another is tagged anew. */
export const ruleKey: string = JSON.stringify(
  Object.entries(tagRules).map(([tag, { any, unless }]) => [tag, any.map(String), String(unless)]),
);

function placeOf({ any, unless }: TagRule, lower: string): number | undefined {
  for (const pattern of any) {
    const at = lower.search(pattern);
    if (at >= 0 && !unless?.test(sentenceAt(lower, at))) return at;
  }
  return undefined;
}

/** Finds a tag where one of the phrases stands as whole words, whatever their case and the white space between them. */
export function phraseFinder(tag: string, phrases: readonly string[]): TagFinder {
  const any = phrases.map((phrase) => phrase.trim().split(/\s+/).map(escaped).join("\\s+"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${any.join("|")})(?![\\p{L}\\p{N}])`, "iu");
  return { tag, find: ({ text }) => pattern.exec(text)?.index };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** Tags of a conversation, each once, at the first message of the user that shows it, in the order of messages. */
export function tagsOf(
  messages: readonly Message[],
  finders: readonly TagFinder[] = builtInFinders,
): FoundTag[] {
  const found = new Map<string, FoundTag>();
  for (const said of readingOf(messages).users)
    for (const { tag, find } of finders) {
      const at = found.has(tag) ? undefined : find(said);
      if (at !== undefined)
        found.set(tag, { tag, messageIndex: said.index, evidence: evidenceFrom(said.text, at) });
    }
  return [...found.values()];
}
