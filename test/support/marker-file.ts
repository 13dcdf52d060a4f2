import { LineIndex, type Range } from "../../server/core/index.ts";

/**
 * A marker file: a sentence of purpose, then sections that open with `//- /name (options)`. In a prompt's section, lines that begin with
 * `//` and a caret are marks; they are taken out before the prompt is read, so ranges count in the text without them:
 *
 *     //^line warning: …      the whole line above; for a hint, the end of it
 *     //^^^^ warning: …       the columns above the carets, in UTF-16 units
 *     //<^^^ warning: …       from column 0 to the last caret: carets alone cannot reach the first two columns
 *     //^line+2 warning: …    this line and the two below it (`+2:7` where the last one counts to its column 7 only)
 *     //  | …                 goes on with the label above
 *     //^file lens: …         said of the whole file; stands at its top
 */
export interface MarkerFile {
  readonly purpose: string;
  readonly sections: readonly MarkerSection[];
}

export interface MarkerSection {
  readonly name: string;
  readonly options: readonly string[];
  /** The section with its marks taken out, as the product reads it. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** `file` instead of a range: said of the whole file. */
export interface Mark {
  readonly place: Range | "file";
  readonly label: string;
}

const header = /^\/\/- \/(\S+)(?: \(([^)]*)\))?$/;
const markLine = /^\/\/([ ]*)(<?)(\^file|\^line|\^*)(?:\+(\d+)(?::(\d+))?)? (\S.*)$/;
const continuation = /^\/\/\s+\| (.*)$/;
const isMark = (line: string): boolean => /^\/\/[ ]*[<^]/.test(line) || continuation.test(line);

export function parseMarkerFile(source: string): MarkerFile {
  const lines = source.replace(/\n$/, "").split("\n");
  const starts = lines.flatMap((line, index) => (line.startsWith("//- ") ? [index] : []));
  const purpose = lines.slice(0, starts[0]).join("\n").trim();
  if (purpose === "") throw new Error("Say what the test shows before its first section.");
  const sections = starts.map((start, nth) =>
    parseSection(lines[start]!, lines.slice(start + 1, starts[nth + 1])),
  );
  return { purpose, sections };
}

function parseSection(head: string, body: readonly string[]): MarkerSection {
  const match = header.exec(head);
  if (!match) throw new Error(`A section opens as in "//- /support.prompt.md (edited)", not "${head}"`);
  const options = match[2]?.split(/,\s*/) ?? [];
  const eol = options.includes("crlf") ? "\r\n" : "\n";
  const kept = body.filter((line) => !isMark(line));
  const text = kept.map((line) => line + eol).join("");
  return { name: match[1]!, options, text, marks: parseMarks(body, new LineIndex(text)) };
}

function parseMarks(body: readonly string[], lines: LineIndex): Mark[] {
  const marks: { place: Mark["place"]; label: string }[] = [];
  let line = -1;
  for (const raw of body) {
    const more = continuation.exec(raw)?.[1];
    if (!isMark(raw)) line++;
    else if (more === undefined) marks.push(parseMark(raw, line, lines));
    else if (marks.length === 0) throw new Error(`There is no mark that this could go on: "${raw}"`);
    else marks.at(-1)!.label += ` ${more.trim()}`;
  }
  return marks;
}

function parseMark(raw: string, line: number, lines: LineIndex): Mark {
  const match = markLine.exec(raw);
  if (!match) throw new Error(`This is no mark: "${raw}"`);
  const [, blanks = "", back, carets = "", more, toColumn, label = ""] = match;
  if (carets === "^file") return { place: "file", label };
  if (line < 0) throw new Error(`There is no line above "${raw}"`);
  const { start, end } = lines.lineRange(line);
  const last = lines.lineRange(line + Number(more ?? 0));
  const lastEnd = toColumn === undefined ? last.end : last.start + Number(toColumn);
  if (carets === "^line")
    return { place: { start: label.startsWith("hint:") ? end : start, end: lastEnd }, label };
  const to = start + 2 + blanks.length + (back ? 1 : 0) + carets.length;
  if (to > end) throw new Error(`A caret stands past the end of its line: "${raw}"`);
  if (more !== undefined && to !== end)
    throw new Error(`Carets reach to the end of the first line: "${raw}"`);
  return {
    place: { start: back ? start : start + 2 + blanks.length, end: more === undefined ? to : lastEnd },
    label,
  };
}

/** The file with other marks: what UPDATE_MARKERS=1 writes. `marksOf` gives those of a section, none for one that shows none. */
export function renderMarkerFile(
  file: MarkerFile,
  marksOf: (section: MarkerSection) => readonly Mark[],
): string {
  const sections = file.sections.map((section) => {
    const options = section.options.length ? ` (${section.options.join(", ")})` : "";
    return [`//- /${section.name}${options}`, ...renderSection(section.text, marksOf(section))];
  });
  return `${[file.purpose, ...sections.flat()].join("\n")}\n`;
}

function renderSection(text: string, marks: readonly Mark[]): string[] {
  const lines = new LineIndex(text);
  const rows = marks.flatMap(({ place, label }) => (place === "file" ? wrapped("//^file", label) : []));
  for (let line = 0; line < lines.lineCount - 1; line++) {
    const { start, end } = lines.lineRange(line);
    rows.push(text.slice(start, end));
    for (const { place, label } of marks)
      if (place !== "file" && lines.positionAt(place.start).line === line)
        rows.push(...wrapped(pointer(place, line, lines, label), label));
  }
  return rows;
}

function pointer(place: Range, line: number, lines: LineIndex, label: string): string {
  const { start, end } = lines.lineRange(line);
  const isHint = label.startsWith("hint:");
  if (isHint && place.start === end && place.end === end) return "//^line";
  if (isHint) throw new Error(`A hint stands inside a line, which no mark can say: ${label}`);
  const more = moreLines(place, line, lines);
  if (place.start === start && (more || place.end === end)) return `//^line${more}`;
  const from = place.start - start;
  const to = Math.min(place.end, end) - start;
  if (to < 3 || (from > 0 && from < 2)) throw new Error(`No mark reaches columns ${from} to ${to}: ${label}`);
  return from === 0 ? `//<${"^".repeat(to - 3)}` : `//${" ".repeat(from - 2)}${"^".repeat(to - from)}${more}`;
}

function moreLines(place: Range, line: number, lines: LineIndex): string {
  const last = lines.positionAt(place.end);
  if (last.line === line) return "";
  const isWhole = place.end === lines.lineRange(last.line).end;
  return `+${last.line - line}${isWhole ? "" : `:${last.character}`}`;
}

/** Labels longer than a line go on in the next. */
function wrapped(start: string, label: string): string[] {
  const rows = [start];
  for (const word of label.split(" ")) {
    if (rows.at(-1)!.length + 1 + word.length > 120 && rows.at(-1) !== start) rows.push("//  |");
    rows.push(`${rows.pop()} ${word}`);
  }
  return rows;
}
