import { indexBy } from "../../../base/index.ts";
import { type Change, type Sentence, sentencesIn } from "../change.ts";
import { kept, overrides, type Protection, protections, weakeners } from "../safety-words.ts";
import { type Fault, type GuardRule, quoted } from "../violation.ts";

/**
 * What protects people is not weakened without a second yes: a prohibition, a refusal or what is said of emergencies keeps its words; of what is said
 * about doubt, approval, private matters, duties and politeness nothing is lost; no "if possible" and no exception comes in beside any
 * of it; and nothing that is added sets other lines aside.
 */
export const safety: GuardRule = {
  name: "safety",
  severity: "second yes",
  check: (change) => [...weakened(change), ...undermined(change), ...permitted(change), ...setAside(change)],
};

function weakened(change: Change): Fault[] {
  return change.removed.flatMap((sentence): Fault[] => {
    const had = protectionsOf(sentence.text);
    if (had.size === 0 || isRepaired(sentence, change)) return [];
    const now = successors(sentence, change)
      .map(({ text }) => text)
      .join(" ");
    const why = whatIsLost(sentence.text, now, had);
    return why === undefined
      ? []
      : [{ in: "before", range: sentence.range, message: `${why}: ${quoted(sentence.text)}.` }];
  });
}

function whatIsLost(before: string, now: string, had: ReadonlyMap<Protection, number>): string | undefined {
  if (now === "") return "What protects is dropped";
  if (kept.some((kind) => had.has(kind))) return "A prohibition, a refusal or an emergency is said otherwise";
  const has = protectionsOf(now);
  const lost = [...had].find(([kind, n]) => (has.get(kind) ?? 0) < n);
  if (lost) return `Said with less ${lost[0]}`;
  return weakeners.some((one) => one.test(now) && !one.test(before))
    ? "Said as a wish, or with an exception"
    : undefined;
}

/** A sentence that still stands there, but under a condition, or as an example: it does not hold any more as it did. */
function undermined(change: Change): Fault[] {
  const { before, after } = change.documents;
  const [keys, texts] = [
    new Set(after.instructions.map(({ key }) => key)),
    indexBy(after.instructions, ({ text }) => text),
  ];
  const conditional = before.instructions.flatMap(({ key, kind, text, range }): Fault[] => {
    const now = texts.get(text);
    const isElse =
      now && (!keys.has(key) || (now.kind !== kind && (now.kind === "example" || now.kind === "context")));
    return isElse && protectionsOf(text).size > 0
      ? [{ in: "before", range, message: `It stands under another condition: ${quoted(text)}.` }]
      : [];
  });
  return conditional.length > 0 ? conditional : indented(change);
}

/** Further in than before, it stands below another line, whatever that says. */
function indented({ before, after }: Change): Fault[] {
  const now = indexBy(sentencesIn(after), ({ text }) => text);
  return sentencesIn(before).flatMap(({ text, range }): Fault[] => {
    const there = now.get(text);
    const isDeeper = there && indentOf(after, there.range.start) > indentOf(before, range.start);
    return isDeeper && protectionsOf(text).size > 0
      ? [{ in: "before", range, message: `It stands below another line: ${quoted(text)}.` }]
      : [];
  });
}

const indentOf = (text: string, offset: number): number =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1))![0].replaceAll("\t", "    ").length;

const permission =
  /\b(?:may|can|could|allowed?|permitted|fine|okay|ok|acceptable|exception\p{L}*|free to)\b|\b(?:darf\p{L}*|dürfen|kann\p{L}*|können|erlaubt|ausnahme\p{L}*)\b|\b(?:peux|peut|peuvent|permis\p{L}*|autorisé\p{L}*|puede\p{L}*|permitid\p{L}*|se permite)\b/iu;

/** A new sentence that permits something, in words of a sentence that forbids it. */
function permitted({ added, before }: Change): Fault[] {
  const forbidding = sentencesIn(before).filter(({ text }) =>
    kept.some((kind) => protectionsOf(text).has(kind)),
  );
  return added.flatMap(({ text, range, words: own }): Fault[] => {
    if (!permission.test(text)) return [];
    const words = new Set(longWords({ words: own }));
    const against = forbidding.find((one) => longWords(one).filter((word) => words.has(word)).length >= 2);
    return against
      ? [{ in: "after", range, message: `This permits what is forbidden: ${quoted(against.text)}.` }]
      : [];
  });
}

/** By their beginnings, so that "promise" and "promised" are the same. */
const longWords = ({ words }: Pick<Sentence, "words">): string[] => [
  ...new Set(words.flatMap((word) => (word.length >= 4 ? [word.slice(0, 6)] : []))),
];

function setAside({ added, before }: Change): Fault[] {
  return added.flatMap(({ text, range }): Fault[] => {
    const found = overrides.map((one) => one.exec(text)).find((match) => match !== null);
    return found && !before.includes(found[0])
      ? [{ in: "after", range, message: `This sets other lines aside: ${quoted(found[0])}.` }]
      : [];
  });
}

function protectionsOf(text: string): Map<Protection, number> {
  const found = new Map<Protection, number>();
  for (const [kind, words] of Object.entries(protections)) {
    const n = text.match(words)?.length ?? 0;
    if (n > 0) found.set(kind as Protection, n);
  }
  return found;
}

/** Added sentences that may have taken a sentence's place: those that share words with it, or stand on its line. */
function successors({ words, line }: Sentence, { added }: Change): Sentence[] {
  const own = new Set(words);
  return added.filter((one) => {
    const shared = one.words.filter((word) => own.has(word)).length;
    const isAlike = shared >= 2 && shared / Math.min(own.size, one.words.length) >= 0.3;
    return isAlike || one.line === line;
  });
}

/** A typing mistake put right: as many words, of which one differs by a letter or two. In quotes it would be said by somebody else. */
function isRepaired({ words, text }: Sentence, { added }: Change): boolean {
  const isQuoted = (one: string): boolean => /^["'“„«‘]/u.test(one);
  return added.some(({ words: other, text: now }) => {
    if (isQuoted(now) && !isQuoted(text)) return false;
    const differ = words.flatMap((word, i) => (word === other[i] ? [] : [[word, other[i] ?? ""] as const]));
    return other.length === words.length && differ.length <= 1 && differ.every(([a, b]) => areNear(a, b));
  });
}

/** Longer words with the same beginning and end but for two letters. "can" and "can't" are not. */
function areNear(a: string, b: string): boolean {
  if (a.length < 5 || b.length < 5 || Math.abs(a.length - b.length) > 1) return false;
  let [from, to] = [0, 0];
  const most = Math.min(a.length, b.length);
  while (from < most && a[from] === b[from]) from++;
  while (to < most - from && a.at(-1 - to) === b.at(-1 - to)) to++;
  return Math.max(a.length, b.length) - from - to <= 2;
}
