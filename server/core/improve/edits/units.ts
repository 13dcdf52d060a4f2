/** Cuts a text into pieces that lie end to end and give the text when joined. */
export type SplitUnits = (text: string) => string[];

// A piece begins with what separates it from the one before, so that a line put behind the last one leaves the last one as it was.
const lineStart = /(?=\r\n|(?<!\r)\n|\r(?!\n))/;
const lineEnds = /^(?:\r\n|\n|\r)/;
/** Indented and no list item: it goes on with what the line above began. */
const goesOn = /^(?:\r\n|\n|\r)[ \t]{2,}(?![-*+]\s|\d{1,9}[.)]\s)\S/;
/** Behind a sentence or a clause; the blank goes with what follows. */
const clauseStart = /(?<=[.!?;,:。！？；，])(?=[ \t]+\S)|(?<=[。！？；，])(?=\S)/;

/** Lines, an indented line that goes on with the one above kept with it. */
export function lineUnits(text: string): string[] {
  const units: string[] = [];
  for (const line of text.split(lineStart)) {
    if (line === "") continue;
    if (goesOn.test(line) && units.length > 0 && !isBlank(units.at(-1)!)) units[units.length - 1] += line;
    else units.push(line);
  }
  return units;
}

/** Sentences and clauses of one line. */
export const clauseUnits: SplitUnits = (line) => line.split(clauseStart).filter((one) => one !== "");

const isBlank = (unit: string): boolean => unit.trim() === "";

/** The text with the line ends of another: models answer with bare line feeds whatever they were given. */
export function withLineEndsOf(like: string, text: string): string {
  const crlf = like.match(/\r\n/g)?.length ?? 0;
  const all = like.match(/\r\n|\n|\r/g)?.length ?? 0;
  const end = crlf * 2 > all ? "\r\n" : "\n";
  return all === 0 ? text : text.replace(/\r\n|\n|\r/g, end);
}

/** A unit without the line end it begins with. */
export const unitText = (unit: string): string => unit.replace(lineEnds, "");
