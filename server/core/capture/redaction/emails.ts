import { afterEscape, byteOf, isDigit, isDomain, isLetter, isLocalPart, latin1 } from "./bytes.ts";

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

const dot = byteOf(".");
const dash = byteOf("-");
const mostLocal = 64;
const mostDomain = 253;

/** The mail address around the `@` at `at`. Looks at so many bytes as an address may have, however long the text. */
export function emailAt(bytes: Uint8Array, at: number): Stretch | undefined {
  let start = at;
  while (start > 0 && at - start < mostLocal && isLocalPart[bytes[start - 1]!] === 1) start--;
  start = afterEscape(bytes, start);
  while (start < at && (bytes[start] === dot || bytes[start] === dash)) start++;
  let end = at + 1;
  const last = Math.min(bytes.length, at + 1 + mostDomain);
  while (end < last && isDomain[bytes[end]!] === 1) end++;
  end = wholeDomain(bytes, at + 1, end);
  if (start >= at || end < 0 || bytes[at - 1] === dot) return undefined;
  return isSomethingElse(latin1(bytes, start, at), latin1(bytes, at + 1, end), bytes[end])
    ? undefined
    : { start, end };
}

/** The end of the domain, or -1: labels with a dot between them, the last one of two letters or more. What follows it is punctuation. */
function wholeDomain(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  for (;;) {
    while (end > from && (bytes[end - 1] === dot || bytes[end - 1] === dash)) end--;
    let label = end;
    while (label > from && bytes[label - 1] !== dot) label--;
    if (label <= from) return -1;
    let letters = label;
    while (letters < end && (isLetter[bytes[letters]!] === 1 || bytes[letters]! >= 128)) letters++;
    // A sentence goes on without a blank ("a@b.com.2"), or a punycode label ("xn--p1ai") has digits.
    const isTop =
      (letters === end && end - label >= 2) || latin1(bytes, label, label + 4).toLowerCase() === "xn--";
    if (isTop) return bytes[from] === dot || bytes[from] === dash ? -1 : end;
    end = label;
  }
}

const files = /\.(?:png|jpe?g|gif|svg|webp|avif|ico|pdf|css|js|ts|json|html?)$/i;

/** Versions of packages (`left-pad@1.3.0-beta.next`), pictures (`icon@2x.png`), remotes of git (`git@host.org:path`). */
function isSomethingElse(local: string, domain: string, next: number | undefined): boolean {
  if (/^v?\d+\.\d+(?:\.\d+|$)/.test(domain)) return true;
  if (isDigit[domain.charCodeAt(0)] === 1 && /^\dx\./.test(domain) && files.test(domain)) return true;
  return local === "git" && next === byteOf(":");
}
