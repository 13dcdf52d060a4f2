import { type Random, seededRandom, shuffle } from "../../base/index.ts";
import type { Candidate } from "./draw-cases.ts";
import { type Slot, slotsIn } from "./slots.ts";

/** A text that nobody wrote, made of texts of users. */
export interface Recombined {
  /** Whose text was changed, and whose context it needs. */
  readonly from: Candidate;
  readonly text: string;
  /** What was changed, in words. */
  readonly how: string;
}

interface Material {
  readonly random: Random;
  readonly isPinned: (value: string) => boolean;
  /** Values by kind, and ways to open, of all texts that may be mixed. */
  readonly values: ReadonlyMap<Slot["kind"], readonly string[]>;
  readonly openings: readonly string[];
}

type Change = (text: string, material: Material) => string | undefined;

/** What may be done to a text, with the words for it. Order of sentences, courtesy, typing and values: what is asked for stays the same. */
const changes: readonly (readonly [string, Change])[] = [
  ["values exchanged", exchangeValues],
  ["another opening", exchangeOpening],
  ["more or less polite", changePoliteness],
  ["sentences in another order", reorderSentences],
  ["typing mistakes", mistype],
];

const mostTries = 8;

/**
 * Up to `count` texts made of those given, no two of them alike: each is one of them with one to three changes. All of it is of texts of one
 * split, so that nothing of a text that is held out stands in another.
 */
export function recombine(
  candidates: readonly Candidate[],
  { count, seed }: { readonly count: number; readonly seed: number },
): Recombined[] {
  const random = seededRandom(seed);
  const common = { random, values: valuesIn(candidates), openings: openingsIn(candidates) };
  const known = new Set(candidates.map(({ text }) => folded(text)));
  const made: Recombined[] = [];
  for (let turn = 0; made.length < count && turn < count * mostTries && candidates.length > 0; turn++) {
    const from = candidates[turn % candidates.length]!;
    const one = changed(from, { ...common, isPinned: pinnedBy(from) });
    if (!one || known.has(folded(one.text))) continue;
    known.add(folded(one.text));
    made.push(one);
  }
  return made;
}

/** Whole: a 2 is not pinned because it stands in an order's number. */
function pinnedBy({ pinned = [] }: Candidate): (value: string) => boolean {
  const text = pinned.join("\n").toLowerCase();
  const isOpen = (character: string | undefined): boolean => !/[\p{L}\p{N}]/u.test(character ?? "");
  return (value) => {
    const sought = value.toLowerCase();
    for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1))
      if (isOpen(text[at - 1]) && isOpen(text[at + sought.length])) return true;
    return false;
  };
}

const folded = (text: string): string => text.toLowerCase().replace(/\s+/g, " ").trim();

function changed(from: Candidate, material: Material): Recombined | undefined {
  const wanted = 1 + Math.floor(material.random() * 3);
  const done: string[] = [];
  let { text } = from;
  for (const [name, change] of shuffle([...changes], material.random)) {
    if (done.length === wanted) break;
    const next = change(text, material);
    if (next === undefined || next === text) continue;
    text = next;
    done.push(name);
  }
  return done.length === 0 ? undefined : { from, text, how: done.join(", ") };
}

function valuesIn(candidates: readonly Candidate[]): Material["values"] {
  const values = new Map<Slot["kind"], string[]>();
  for (const { text } of candidates)
    for (const { kind, value } of slotsIn(text)) {
      const own = values.get(kind) ?? [];
      if (!own.includes(value)) own.push(value);
      values.set(kind, own);
    }
  return values;
}

const openingPattern =
  /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear|greetings)\b[^,.!?\n]{0,24}[,.!]\s+/i;
const openingsIn = (candidates: readonly Candidate[]): string[] => [
  ...new Set(["", ...candidates.flatMap(({ text }) => openingPattern.exec(text)?.[0] ?? [])]),
];

/** The same value stands for the same wherever it stands. Numbers alone keep their length, so that a count stays a count. */
function exchangeValues(text: string, { random, isPinned, values }: Material): string | undefined {
  const slots = slotsIn(text).filter(({ value }) => !isPinned(value));
  if (slots.length === 0) return undefined;
  const chosen = new Map<string, string>();
  let [result, at] = ["", 0];
  for (const { kind, value, start } of slots) {
    const others = (values.get(kind) ?? []).filter(
      (one) => one !== value && (kind !== "number" || one.length === value.length),
    );
    const other =
      chosen.get(value) ??
      (others.length > 0 ? others[Math.floor(random() * others.length)]! : likeIt(value, kind, random));
    chosen.set(value, other);
    result += text.slice(at, start) + other;
    at = start + value.length;
  }
  return result + text.slice(at);
}

/** Another value of the same shape: digits for digits, letters for letters of ids. Names and days are not made up. */
function likeIt(value: string, kind: Slot["kind"], random: Random): string {
  if (kind !== "id" && kind !== "number" && kind !== "money") return value;
  const digits = value.replace(/\d/g, (digit, at: number) =>
    digit === "0" && at > 0 ? "0" : String(1 + Math.floor(random() * 9)),
  );
  if (kind !== "id") return digits;
  return digits.replace(/[A-Z](?=[A-Z0-9]*\d)/g, () => String.fromCharCode(65 + Math.floor(random() * 26)));
}

function exchangeOpening(text: string, { random, openings }: Material): string | undefined {
  const own = openingPattern.exec(text)?.[0] ?? "";
  const others = openings.filter((one) => one !== own);
  if (others.length === 0) return undefined;
  const rest = text.slice(own.length);
  return others[Math.floor(random() * others.length)]! + (own === "" ? rest : capitalised(rest));
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const thanksPattern = /\s*(?:many )?(?:thanks|thank you)(?: (?:so|very) much| in advance| a lot)?[.!]*\s*$/i;
const pleasePattern = /,? ?\bplease\b,?(?: (?=\S))?/i;

function changePoliteness(text: string, { random }: Material): string | undefined {
  if (thanksPattern.test(text)) return text.replace(thanksPattern, "").trim() || undefined;
  if (pleasePattern.test(text) && random() < 0.5)
    return capitalised(
      text.replace(pleasePattern, (_, at: number) => (at === 0 ? "" : " ")).replace(/ +([.,!?]|$)/g, "$1"),
    );
  const ended = /[.!?]\s*$/.test(text) ? text.trimEnd() : `${text.trimEnd()}.`;
  return `${ended} ${random() < 0.5 ? "Thanks!" : "Thank you very much."}`;
}

/** Two neighbours change places; what opens stays first, and a pointer back ("it", "that") stays behind what it points to. */
function reorderSentences(text: string, { random }: Material): string | undefined {
  const sentences = text.split(/(?<=[.!?])\s+/);
  const mayMove = (one: string): boolean =>
    one.length > 12 &&
    !openingPattern.test(`${one} `) &&
    !/^(?:it|that|this|they|then|and|but|so|because)\b/i.test(one);
  const places = sentences.flatMap((one, i) =>
    i + 1 < sentences.length && mayMove(one) && mayMove(sentences[i + 1]!) ? [i] : [],
  );
  if (places.length === 0) return undefined;
  const at = places[Math.floor(random() * places.length)]!;
  const moved = [...sentences];
  [moved[at], moved[at + 1]] = [moved[at + 1]!, moved[at]!];
  return moved.join(" ");
}

/** One or two words as they are mistyped: neighbours swapped, one letter lost or doubled. Never in a value, which is to be understood. */
function mistype(text: string, { random }: Material): string | undefined {
  const slots = slotsIn(text);
  const words = [...text.matchAll(/[a-z]{5,}/g)].filter(
    ({ index, 0: word }) =>
      !slots.some(({ start, value }) => index < start + value.length && start < index + word.length),
  );
  if (words.length === 0) return undefined;
  const count = words.length > 8 && random() < 0.5 ? 2 : 1;
  const chosen = shuffle([...words], random)
    .slice(0, count)
    .sort((a, b) => b.index - a.index);
  return chosen.reduce((result, { index, 0: word }) => {
    const at = 1 + Math.floor(random() * (word.length - 2));
    const wrong = [
      word.slice(0, at) + word[at + 1]! + word[at]! + word.slice(at + 2),
      word.slice(0, at) + word.slice(at + 1),
      word.slice(0, at) + word[at]! + word.slice(at),
    ][Math.floor(random() * 3)]!;
    return result.slice(0, index) + wrong + result.slice(index + word.length);
  }, text);
}
