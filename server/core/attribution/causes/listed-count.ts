/** A list that does not have as many entries as the line before it says. */
export interface WrongCount {
  readonly at: number;
  readonly said: number;
  readonly listed: number;
}

const words = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
/** "Here are the three cheapest flights:", "You have 4 reservations:". */
const HEADING =
  /(?:^|[.!?]\s|\n)[^\n.:!?]{0,60}?\b(?:here are|these are|following|there are|you have|i found|found|has)\b(?: (?:the|your|all|a total of|only|just|exactly))? (\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?! (?:or|to|of|and|more|hours?|days?|weeks?|months?|years?|minutes?|percent|times?|%|-))[^\n.:;?!,]{3,60}:[ \t*]{0,9}\n/gi;

/** Longest list that is counted. */
const MOST_LINES = 80;

/** Linear in the text: a heading ends with its line, and a list is read once. */
export function wrongCounts(text: string): WrongCount[] {
  return [...text.matchAll(HEADING)].flatMap((match) => {
    const word = match[1]!.toLowerCase();
    const said = words.includes(word) ? words.indexOf(word) : Number(word);
    const listed = entriesIn(
      text.slice(match.index + match[0].length, match.index + match[0].length + 12_000),
    );
    if (said < 2 || listed < 2 || listed === said) return [];
    return [{ at: match.index, said, listed }];
  });
}

/** Entries of the outermost level; 0 where the list is not one plain list, or may be cut. */
function entriesIn(text: string): number {
  let entries = 0;
  let marker: string | undefined;
  for (const line of text.split("\n", MOST_LINES)) {
    if (line.trim() === "") continue;
    const entry = /^([ \t]{0,8})(?:(\d{1,2})[.)]|([-*•]))\s+\S/.exec(line);
    if (!entry) {
      // What is indented belongs to the entry before it; anything else ends the list.
      if (entries > 0 && /^\s/.test(line)) continue;
      break;
    }
    const own = `${entry[1]!.length} ${entry[3] ?? "1"}`;
    marker ??= own;
    if (own !== marker) {
      if (entry[1]!.length > Number(marker.split(" ")[0])) continue;
      return 0;
    }
    // A second list that counts from one again is another list.
    if (entry[2] !== undefined && Number(entry[2]) !== entries + 1) return 0;
    entries++;
  }
  return entries;
}
