import type { Redaction } from "../capture-settings.ts";
import { byteOf, isDigit, isHex } from "./bytes.ts";
import { keyTriggers } from "./key-shapes.ts";
import { fewestCardDigits, fewestPhoneBytes, isNumberByte } from "./numbers.ts";

/** Told of each place where something to black out may be. `escape`: a letter or digit written as `\u0040`, so that what it hides is not seen. */
export interface Look {
  email(at: number): void;
  /** A stretch of digits and what stands between their groups. */
  number(from: number, to: number): void;
  key(at: number): void;
  escape(at: number): void;
}

/**
 * The first look: one pass for mail addresses, one for numbers that reads every thirteenth byte, one for keys that reads about every
 * second. It says where to look again, and for most requests says nothing; a string is made of no byte.
 */
export function lookOver(bytes: Uint8Array, kinds: ReadonlySet<Redaction>, look: Look): void {
  // A password in a URL stands before an @ as well.
  if (kinds.has("email") || kinds.has("key")) lookForAts(bytes, look);
  if (kinds.has("phone")) lookForNumbers(bytes, fewestPhoneBytes - 1, 7, look);
  else if (kinds.has("card")) lookForNumbers(bytes, fewestCardDigits, fewestCardDigits, look);
  lookForTriggers(bytes, kinds.has("key"), look);
}

const at = byteOf("@");

function lookForAts(bytes: Uint8Array, look: Look): void {
  for (let i = bytes.indexOf(at); i >= 0; i = bytes.indexOf(at, i + 1)) look.email(i);
}

/** A stretch of `length` bytes or more has a byte at each multiple of `length`: the others need not be read. */
function lookForNumbers(bytes: Uint8Array, length: number, digits: number, look: Look): void {
  for (let i = length - 1; i < bytes.length; i += length) {
    if (isNumberByte[bytes[i]!] === 0) continue;
    let from = i;
    while (from > 0 && isNumberByte[bytes[from - 1]!] === 1) from--;
    let to = i + 1;
    while (to < bytes.length && isNumberByte[bytes[to]!] === 1) to++;
    let count = 0;
    for (let k = from; k < to; k++) count += isDigit[bytes[k]!]!;
    if (count >= digits) look.number(from, to);
    // On to the first place after the stretch, in the same step.
    if (to > i + length) i += Math.floor((to - i - 1) / length) * length;
  }
}

/**
 * Wu and Manber's search for many words at once ("A fast algorithm for multi-pattern searching", 1994), for words of four bytes and
 * pairs of two: a pair that is in no word skips three bytes, one that is inside a word as many as bring the word's end under it.
 */
const skip = new Uint8Array(65_536).fill(3);
/** Pairs that a word begins with; then one in the set of whole words is looked up. */
const begins = new Uint8Array(65_536);
const words = new Set<number>();
const escapeWord = addTrigger("\\u00");

function addTrigger(trigger: string): number {
  const bytes = Buffer.from(trigger, "latin1");
  const pair = (i: number): number => (bytes[i]! << 8) | bytes[i + 1]!;
  skip[pair(0)] = Math.min(skip[pair(0)]!, 2);
  skip[pair(1)] = Math.min(skip[pair(1)]!, 1);
  skip[pair(2)] = 0;
  begins[pair(0)] = 1;
  const word = bytes.readUInt32BE(0);
  words.add(word);
  return word;
}

const anyLetterOrDigit = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"];
for (const trigger of keyTriggers)
  for (const last of trigger.endsWith("?") ? anyLetterOrDigit : [trigger[3]!])
    addTrigger(trigger.slice(0, 3) + last);

const tokens = new Set(["toke", "Toke", "TOKE"].map((word) => Buffer.from(word).readUInt32BE(0)));

function lookForTriggers(bytes: Uint8Array, withKeys: boolean, look: Look): void {
  for (let i = 2; i < bytes.length - 1; ) {
    const shift = skip[(bytes[i]! << 8) | bytes[i + 1]!]!;
    if (shift > 0) {
      i += shift;
      continue;
    }
    if (begins[(bytes[i - 2]! << 8) | bytes[i - 1]!] === 1) {
      const word = ((bytes[i - 2]! << 24) | (bytes[i - 1]! << 16) | (bytes[i]! << 8) | bytes[i + 1]!) >>> 0;
      if (words.has(word)) told(bytes, i - 2, word, withKeys, look);
    }
    i++;
  }
}

function told(bytes: Uint8Array, start: number, word: number, withKeys: boolean, look: Look): void {
  if (word === escapeWord) {
    const high = bytes[start + 4] ?? 0;
    // From `\u0020` to `\u007f`: what else is escaped can be no part of what is looked for.
    if (high >= 50 && high <= 55 && isHex[bytes[start + 5] ?? 0] === 1) look.escape(start);
  } else if (withKeys && !(tokens.has(word) && isCount(bytes, start + 4))) look.key(start);
}

/** Every span of a model counts its `tokens`. */
const isCount = (bytes: Uint8Array, at: number): boolean => {
  const next = (bytes[at + 1] ?? 0) | 32;
  return (bytes[at]! | 32) !== byteOf("n") || next === byteOf("s") || next === byteOf("i");
};
