import { beginsWord, byteOf, isDigit, isWord, latin1 } from "./bytes.ts";
import type { Stretch } from "./emails.ts";

/** Fewest digits of a card, so that of every so many bytes one is enough to look at. */
export const fewestCardDigits = 13;
/** Fewest bytes of a phone number. */
export const fewestPhoneBytes = 8;
const mostNumberBytes = 48;

/** Bytes that numbers are written with: digits, and what stands between their groups. 194 and 160 are a no-break space. */
export const isNumberByte = new Uint8Array(256);
for (const char of "0123456789 .-+()/") isNumberByte[byteOf(char)] = 1;
isNumberByte[194] = 1;
isNumberByte[160] = 1;

/** Digits that issuers of cards give out: their first digits, and how many there are. Most numbers of other kinds begin otherwise. */
const issued =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[0-8]\d{14}|5[06-8]\d{11,17}|22[0-9]\d{13}|2[3-6]\d{14}|27[01]\d{13}|2720\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|[45]\d\d|2\d\d)\d{12,15}|6[0-9]\d{14})$/;
/** How cards are grouped when people write them: in one, by four, as on an Amex, or in halves. */
const cardGroups =
  /^(?:\d{13,19}|\d{4}([ .-]|\xc2?\xa0)\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?|\d{4}([ .-]|\xc2?\xa0)\d{6}\2\d{4,5}|\d{6,8}([ .-]|\xc2?\xa0)\d{7,13})$/;

/** The cards in the stretch of number bytes from `from` to `to`. */
export const cardsIn = (bytes: Uint8Array, from: number, to: number): Stretch[] =>
  groupsOf(bytes, from, to).flatMap((groups) => cardsAmong(bytes, groups));

const mostGroups = 5;

/** Cards among groups of digits; what stands before and after one may be something else ("2 4111 1111 1111 1111"). */
function cardsAmong(bytes: Uint8Array, groups: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = [];
  for (let first = 0; first < groups.length; first++)
    for (let last = Math.min(groups.length, first + mostGroups) - 1; last >= first; last--) {
      const [start, end] = [groups[first]!.start, groups[last]!.end];
      if (end - start > mostNumberBytes || end - start < fewestCardDigits) continue;
      const text = latin1(bytes, start, end);
      const digits = text.replace(/\D+/g, "");
      if (!cardGroups.test(text) || !issued.test(digits) || !passesLuhn(digits)) continue;
      found.push({ start, end });
      first = last;
      break;
    }
  return found;
}

/** Runs of digits, cut where more than a separator stands between two; runs that are part of a word are none. */
function groupsOf(bytes: Uint8Array, from: number, to: number): Stretch[][] {
  const all: Stretch[][] = [[]];
  for (let i = from; i < to; ) {
    if (isDigit[bytes[i]!] === 0) {
      i++;
      continue;
    }
    const start = i;
    while (i < to && isDigit[bytes[i]!] === 1) i++;
    const isPart =
      !beginsWord(bytes, start) ||
      (i < bytes.length && isWord[bytes[i]!] === 1) ||
      isDecimal(bytes, start, i);
    const before = all.at(-1)!;
    const gap = start - (before.at(-1)?.end ?? start);
    if (isPart) all.push([]);
    else if (gap > 2) all.push([{ start, end: i }]);
    else before.push({ start, end: i });
  }
  return all.filter((groups) => groups.length > 0);
}

/** `0.4111111111111111` is a figure. */
const isDecimal = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start >= fewestCardDigits &&
  start >= 2 &&
  bytes[start - 1] === byteOf(".") &&
  isDigit[bytes[start - 2]!] === 1;

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, isDouble = false; i >= 0; i--, isDouble = !isDouble) {
    const digit = digits.charCodeAt(i) - 48;
    sum += isDouble ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit;
  }
  return sum % 10 === 0 && /[1-9]/.test(digits.slice(1));
}

const gap = "(?:[ .\\-/]|\\xc2?\\xa0)?";
/** With a country code; or as North America writes them. */
const complete = new RegExp(
  `(?<![\\d+])(?:\\+\\d{1,3}${gap}(?:\\(\\d{1,4}\\)${gap})?\\d{1,5}(?:${gap}\\d{2,5}){1,4}` +
    "|(?:\\+?1[ .-])?(?:\\([2-9]\\d\\d\\) ?|[2-9]\\d\\d[ .-])[2-9]\\d\\d[ .-]\\d{4})(?![\\d]|[.-]\\d)",
  "g",
);
/** After a word that says what they are, any digits are a number. */
const told =
  /(?:phone|mobile|cell|tel|call me|reach me|fax|whatsapp|sms)(?: (?:number|no|nr)\b)?[^\w\n]{0,8}(?:(?:is|at|on|to)[^\w\n]{1,2})?$/i;
const mostStretch = 4_000;

/** The phone numbers in the stretch of number bytes from `from` to `to`. */
export function phonesIn(bytes: Uint8Array, from: number, to: number): Stretch[] {
  const found: Stretch[] = [];
  for (let start = from; start < to; start += mostStretch) {
    const text = latin1(bytes, start, Math.min(to, start + mostStretch + mostNumberBytes));
    for (const { index, 0: match } of text.matchAll(complete)) {
      const at = { start: start + index, end: start + index + match.length };
      if (isPhoneLong(match) && standsAlone(bytes, at) && at.start >= (found.at(-1)?.end ?? 0))
        found.push(at);
    }
  }
  return found.length > 0 ? found : toldPhone(bytes, from, to);
}

function toldPhone(bytes: Uint8Array, from: number, to: number): Stretch[] {
  const text = latin1(bytes, from, Math.min(to, from + mostNumberBytes));
  const [match = ""] = /(?:\(\d+\) ?)?\d+(?:[ .\-/]\d+)*/.exec(text) ?? [];
  const start = from + text.indexOf(match);
  const at = { start, end: start + match.length };
  const isDate = /^\d{4}-\d\d-\d\d|^\d\d?[./]\d\d?[./]\d{4}$/.test(match);
  const isPhone = isPhoneLong(match) && !isDate && standsAlone(bytes, at);
  return isPhone && told.test(latin1(bytes, start - 40, start)) ? [at] : [];
}

const isPhoneLong = (text: string): boolean => {
  const digits = text.replace(/\D+/g, "").length;
  return digits >= 7 && digits <= 15;
};

const standsAlone = (bytes: Uint8Array, { start, end }: Stretch): boolean =>
  beginsWord(bytes, start) && (end >= bytes.length || isWord[bytes[end]!] === 0);
