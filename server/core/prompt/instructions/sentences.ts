import type { Range } from "../../base/index.ts";

const abbreviation =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|approx|fig|mr|mrs|ms|dr|prof|st|inc|ltd|cf|al|a\.m|p\.m|u\.s|dept)\.$/i;
/** Short for a number only where one follows: "Never say no." ends. */
const numbered = /(?:^|[\s(])(?:no|nr|max|min)\.$/i;
const opensNext = /^["'“‘([*_`]*[\p{Lu}\p{N}{$<]|^[^\p{L}\p{N}\s]*[\p{Lo}\p{Extended_Pictographic}]/u;

/**
 * Splits running text into sentences; ranges are into `text` and carry no surrounding blanks. A full stop ends a sentence where the
 * next word could open one and the word before is no common abbreviation or list number.
 */
export function splitSentences(text: string): Range[] {
  const sentences: Range[] = [];
  const stop = /(?<![.!?。！？])[.!?。！？]+["'”’)\]*_`]*(?=\s|$)|[。！？]/gu;
  let start = 0;
  for (let match = stop.exec(text); match; match = stop.exec(text)) {
    const end = match.index + match[0].length;
    if (!endsSentence(text, start, end)) continue;
    push(sentences, text, start, end);
    start = end;
  }
  push(sentences, text, start, text.length);
  return sentences;
}

function endsSentence(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(start, end - longestQuote), end);
  const isWhole = end - start <= longestQuote;
  if (
    abbreviation.test(before.replace(/["'”’)\]*_`]+$/, "")) ||
    (isWhole && /^\s*\(?(?:(?:phase|step|part|stage|rule|section)\s+)?(?:\d+|[A-Za-z])\.$/i.test(before))
  )
    return false;
  if (insideQuote(before)) return false;
  const rest = text.slice(end).trimStart();
  if (numbered.test(before) && /^\p{N}/u.test(rest)) return false;
  return rest === "" || opensNext.test(rest) || /[。！？]$/.test(before);
}

function push(sentences: Range[], text: string, start: number, end: number): void {
  const raw = text.slice(start, end);
  const lead = raw.length - raw.trimStart().length;
  const trimmed = raw.trim();
  if (trimmed) sentences.push({ start: start + lead, end: start + lead + trimmed.length });
}

/** A stop inside an open quotation ends nothing ("say 'Please hold. One moment.' first"); a quote never closed must not swallow a page. */
const longestQuote = 300;

function insideQuote(text: string): boolean {
  const opened = text.match(/(?<=^|[\s(])['"“‘](?=\S)/g)?.length ?? 0;
  const closed = text.match(/(?<=\S)['"”’](?=[\s.,;:!?)]|$)/g)?.length ?? 0;
  return opened > closed;
}
