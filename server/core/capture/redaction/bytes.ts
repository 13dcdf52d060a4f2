// Captured text is looked at as bytes: requests arrive as bytes, most hold nothing to black out, and making strings of them costs more
// than the search. All shapes are ASCII; bytes from 128 on are parts of other letters.

const table = (chars: string, more: readonly number[] = []): Uint8Array => {
  const made = new Uint8Array(256);
  for (const char of chars) made[char.charCodeAt(0)] = 1;
  for (const byte of more) made[byte] = 1;
  return made;
};
const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();
const tens = "0123456789";
const beyondAscii = Array.from({ length: 128 }, (_, i) => i + 128);

export const isDigit = table(tens);
export const isHex = table(`${tens}abcdefABCDEF`);
export const isLetter = table(lower + upper);
export const isWord = table(`${lower}${upper}${tens}_`);
export const isLocalPart = table(`${lower}${upper}${tens}._%+-`, beyondAscii);
export const isDomain = table(`${lower}${upper}${tens}.-`, beyondAscii);

export const byteOf = (char: string): number => char.charCodeAt(0);
const backslash = byteOf("\\");
const letterU = byteOf("u");
const simpleEscapes = table(`ntrbf"/\\`);

/**
 * Where a word that seems to begin at `at` begins in truth: after an escape of JSON that stands there, as the n of `\n`. Taking that
 * letter would leave the backslash behind, and the JSON would be none any more.
 */
export function afterEscape(bytes: Uint8Array, at: number): number {
  if (at === 0 || bytes[at - 1] !== backslash) return at;
  if (bytes[at] === letterU && [1, 2, 3, 4].every((i) => isHex[bytes[at + i] ?? 0] === 1)) return at + 5;
  return simpleEscapes[bytes[at] ?? 0] === 1 ? at + 1 : at;
}

/** Whether a word may begin at `at`: no letter, digit or `_` stands before it, save as part of an escape. */
export function beginsWord(bytes: Uint8Array, at: number): boolean {
  if (at === 0 || isWord[bytes[at - 1]!] === 0) return true;
  return (at >= 2 && afterEscape(bytes, at - 1) === at) || (at >= 6 && afterEscape(bytes, at - 5) === at);
}

export const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    "latin1",
    Math.max(0, from),
    Math.min(bytes.length, to),
  );
