import type { Redaction } from "../capture-settings.ts";
import { isHex, latin1 } from "./bytes.ts";
import { emailAt, type Stretch } from "./emails.ts";
import { KeyFinder, passwordBefore } from "./key-shapes.ts";
import { lookOver } from "./look.ts";
import { cardsIn, phonesIn } from "./numbers.ts";
import { addCounts, idMarkOf, markOf, type RedactionCounts, type RedactionRules } from "./rules.ts";

interface Hit extends Stretch {
  readonly kind: Redaction;
}

export interface RedactedText {
  readonly bytes: Uint8Array;
  readonly counts: RedactionCounts;
}

/**
 * A text (UTF-8) with marks in place of what the rules black out; undefined where there is nothing. All other bytes stay as they are.
 * `isId`: others are told apart by this text.
 */
export function redactBytes(
  bytes: Uint8Array,
  rules: RedactionRules,
  isId = false,
): RedactedText | undefined {
  const hits = hitsIn(bytes, rules);
  if (hits.length === 0) return undefined;
  const parts: Uint8Array[] = [];
  let counts: RedactionCounts = {};
  let done = 0;
  for (const { start, end, kind } of hits) {
    parts.push(
      bytes.subarray(done, start),
      Buffer.from(isId ? idMarkOf(kind, utf8(bytes, start, end)) : markOf(kind)),
    );
    counts = addCounts(counts, { [kind]: 1 });
    done = end;
  }
  parts.push(bytes.subarray(done));
  return { bytes: Buffer.concat(parts), counts };
}

const contacts: RedactionRules = { kinds: new Set(["email", "phone"]), isAllowed: () => false };

/**
 * The mail addresses and phone numbers in a text that its authors wrote themselves, as a prompt: for the allow-list. Blacked out of system
 * texts, they would make every version of the prompt another text than the file's.
 */
export function contactsIn(text: string): string[] {
  const bytes = Buffer.from(text);
  return [...new Set(hitsIn(bytes, contacts).map(({ start, end }) => utf8(bytes, start, end)))];
}

const utf8 = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString("utf8");

/** Which of two that overlap counts: an address in a URL with a password is that, and a card is no phone number. */
const order: readonly Redaction[] = ["key", "email", "card", "phone"];

/** What is to be blacked out, in the order of the text; no two overlap. */
function hitsIn(bytes: Uint8Array, rules: RedactionRules): Hit[] {
  let hasEscapes = false;
  const found = findIn(bytes, rules, () => {
    hasEscapes = true;
  });
  const all = hasEscapes ? [...found, ...hiddenHits(bytes, rules)] : found;
  all.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Hit[] = [];
  for (const hit of all) {
    const before = kept.at(-1);
    if (!before || hit.start >= before.end) kept.push(hit);
    else kept[kept.length - 1] = both(before, hit);
  }
  return kept;
}

const both = (one: Hit, other: Hit): Hit => ({
  start: Math.min(one.start, other.start),
  end: Math.max(one.end, other.end),
  kind: order.indexOf(one.kind) <= order.indexOf(other.kind) ? one.kind : other.kind,
});

function findIn(bytes: Uint8Array, rules: RedactionRules, onEscape: () => void): Hit[] {
  const { kinds } = rules;
  const found: Hit[] = [];
  const add = (kind: Redaction, one: Stretch | undefined): boolean => {
    if (!one || rules.isAllowed(utf8(bytes, one.start, one.end))) return false;
    found.push({ ...one, kind });
    return true;
  };
  const keys = new KeyFinder(bytes);
  lookOver(bytes, kinds, {
    email: (at) => {
      const isPassword = kinds.has("key") && add("key", passwordBefore(bytes, at));
      if (!isPassword && kinds.has("email")) add("email", emailAt(bytes, at));
    },
    number: (from, to) => {
      if (kinds.has("card")) for (const card of cardsIn(bytes, from, to)) add("card", card);
      if (kinds.has("phone")) for (const phone of phonesIn(bytes, from, to)) add("phone", phone);
    },
    key: (at) => add("key", keys.at(at)),
    escape: onEscape,
  });
  return found;
}

const backslash = 92;
const letterU = 117;

/**
 * Hits in a text that has escapes of JSON for letters or digits (`jo\u0040example.com`), as they stand in the text. They are looked for in
 * a copy without those escapes. However deep JSON lies inside of JSON, any number of backslashes counts as one.
 */
function hiddenHits(bytes: Uint8Array, rules: RedactionRules): Hit[] {
  const plain = Buffer.alloc(bytes.length);
  const from = new Uint32Array(bytes.length + 1);
  let length = 0;
  for (let i = 0; i < bytes.length; ) {
    from[length] = i;
    const escaped = bytes[i] === backslash ? escapeAt(bytes, i) : undefined;
    plain[length++] = escaped?.byte ?? bytes[i]!;
    i = escaped?.end ?? i + 1;
  }
  from[length] = bytes.length;
  return findIn(plain.subarray(0, length), rules, () => undefined).map(({ kind, start, end }) => ({
    kind,
    start: from[start]!,
    end: from[end]!,
  }));
}

function escapeAt(
  bytes: Uint8Array,
  at: number,
): { readonly byte: number; readonly end: number } | undefined {
  let i = at;
  while (i < bytes.length && i - at < 64 && bytes[i] === backslash) i++;
  if (bytes[i] !== letterU || bytes[i + 1] !== 48 || bytes[i + 2] !== 48) return undefined;
  if (isHex[bytes[i + 3] ?? 0] === 0 || isHex[bytes[i + 4] ?? 0] === 0) return undefined;
  const byte = Number.parseInt(latin1(bytes, i + 3, i + 5), 16);
  // A quote or backslash ends what it stands in.
  return byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== backslash
    ? { byte, end: i + 5 }
    : undefined;
}
