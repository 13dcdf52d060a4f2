import { parse } from "csv-parse/sync";
import { messageOf } from "../../base/index.ts";

/** A record of a CSV file with the line it begins at, from 1; or why there is none. */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly problem: string };

interface Line {
  readonly line: number;
  /** Absent where it is too long to be held. */
  readonly text?: string;
}

/** Longest line, in UTF-16 units: an outcome is some words. What is longer is skipped. */
const maxLine = 1 << 16;
/** Lines that a record may run over: a quotation mark that nobody closed must not swallow the file. */
const maxLinesOfRecord = 50;

/**
 * Records of a CSV file, in bounded memory. Cells may be quoted and then hold separators, doubled quotation marks and line ends; lines may
 * end in CR LF. The separator (comma, semicolon or tab) is the one that the first record has most of. A line that is no record is told, and
 * reading goes on with the next one. Empty lines are passed over.
 */
export async function* csvRecords(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const waiting: Line[] = [];
  let delimiter: string | undefined;
  const read = ({ line, text }: Required<Line>): CsvRecord => {
    delimiter ??= delimiterOf(text);
    return recordOf(line, text, delimiter);
  };
  for await (const line of linesOf(chunks)) {
    waiting.push(line);
    for (let taken = take(waiting, false); taken; taken = take(waiting, false))
      yield "problem" in taken ? taken : read(taken);
  }
  for (let taken = take(waiting, true); taken; taken = take(waiting, true))
    yield "problem" in taken ? taken : read(taken);
}

/** Takes the first whole record off the lines that wait; undefined where more of them are needed, or none is left. */
function take(
  waiting: Line[],
  isEnd: boolean,
): Required<Line> | { line: number; problem: string } | undefined {
  while (waiting[0]?.text?.trim() === "") waiting.shift();
  let quotes = 0;
  for (const [index, { text }] of waiting.entries()) {
    if (text === undefined || index === maxLinesOfRecord) break;
    quotes += text.split('"').length - 1;
    if (quotes % 2 === 1) continue;
    const own = waiting.splice(0, index + 1);
    return { line: own[0]!.line, text: own.map((one) => one.text).join("\n") };
  }
  const [first] = waiting;
  if (!first) return undefined;
  const isStuck = isEnd || waiting.length > maxLinesOfRecord || waiting.at(-1)!.text === undefined;
  if (!isStuck) return undefined;
  waiting.shift();
  const problem =
    first.text === undefined
      ? `The line is longer than ${maxLine} characters.`
      : "A quotation mark is not closed.";
  return { line: first.line, problem };
}

function recordOf(line: number, text: string, delimiter: string): CsvRecord {
  try {
    const [cells] = parse(text, {
      ...{ delimiter, relax_column_count: true, relax_quotes: true, trim: true },
    }) as string[][];
    return cells ? { line, cells } : { line, problem: "The line holds nothing." };
  } catch (error) {
    return { line, problem: messageOf(error) };
  }
}

const delimiterOf = (text: string): string =>
  [",", ";", "\t"]
    .map((mark) => ({ mark, n: text.split(mark).length }))
    .reduce((best, one) => (one.n > best.n ? one : best)).mark;

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let [line, rest, isTooLong, isFirst] = [1, "", false, true];
  const whole = (text: string): Line =>
    isTooLong || text.length > maxLine ? { line } : { line, text: text.replace(/\r$/, "") };
  for await (const chunk of chunks) {
    const parts = (rest + (isFirst ? chunk.replace(/^\ufeff/, "") : chunk)).split("\n");
    isFirst = false;
    rest = parts.pop()!;
    for (const text of parts) {
      yield whole(text);
      line++;
      isTooLong = false;
    }
    if (rest.length <= maxLine) continue;
    isTooLong = true;
    rest = "";
  }
  if (rest !== "" || isTooLong) yield whole(rest);
}
