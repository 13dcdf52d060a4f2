import type { Range } from "../../base/index.ts";
import {
  type Instruction,
  type InstructionPlace,
  type PromptDocument,
  placesIn,
  type ReadOptions,
  readPrompt,
  type TextEdit,
} from "../../prompt/index.ts";
import { isDirectiveKind } from "../coverage.ts";
import { type Frozen, frozenRanges, touches } from "./frozen.ts";
import {
  appliedEdits,
  type BlockEdit,
  dropped,
  hasLinesBelow,
  newOnes,
  placedAt,
  toFile,
  wordsAt,
} from "./line-edits.ts";
import { isStrong, negated, type Rewording, weakened } from "./reworded.ts";

/** What can be done to one line to see what it does. */
export const lineOperators = ["drop", "weaken", "negate", "move-first", "move-last"] as const;
export type LineOperator = (typeof lineOperators)[number];

/** A prompt's file, as it is read. */
export interface PromptText {
  readonly file: string;
  readonly text: string;
  readonly options?: ReadOptions | undefined;
}

/** The file with one line changed and every other byte as it was; or why that cannot be, as a sentence. */
export type MutatedLine =
  | { readonly text: string; readonly edits: readonly TextEdit[]; readonly words?: string }
  | { readonly cannot: string };

interface Line {
  readonly prompt: PromptText;
  readonly document: PromptDocument;
  readonly places: readonly InstructionPlace[];
  readonly index: number;
}

type Changed =
  | { readonly edits: readonly BlockEdit[]; readonly words?: string }
  | { readonly cannot: string };

const operators: Readonly<Record<LineOperator, (line: Line) => Changed>> = {
  drop: ({ document, places, index, prompt }) => {
    if (document.instructions.length < 2) return { cannot: "It is all that the prompt says." };
    if (hasLinesBelow(places[index]!))
      return { cannot: "Lines are nested below it, and would stand under another." };
    const edit = dropped(places[index]!, prompt.text);
    return edit ? { edits: [edit] } : { cannot: "Something else than its text stands on the same line." };
  },
  weaken: (line) => {
    const { kind, text } = line.document.instructions[line.index]!;
    return isDirectiveKind(kind) || isStrong(text)
      ? rewritten(line, weakened)
      : { cannot: "It orders nothing that could be weakened." };
  },
  negate: (line) => rewritten(line, negated),
  "move-first": (line) => moved(line, firstOfSection(line), "before"),
  "move-last": (line) => moved(line, lastOfMessage(line), "behind"),
};

/**
 * One instruction changed by an operator. The text is read again afterwards: where another instruction would be read otherwise, or
 * something is wrong with the file that was not before, it is not changed. What is frozen never is.
 */
export function mutateLine(
  prompt: PromptText,
  key: string,
  operator: LineOperator,
  frozen: readonly Frozen[] = [],
): MutatedLine {
  const document = readPrompt(prompt.file, prompt.text, prompt.options);
  const index = document.instructions.findIndex((one) => one.key === key);
  if (index < 0) return { cannot: "It is not in this text." };
  const fixed = frozenRanges(document, frozen);
  if (touches(fixed, document.instructions[index]!.range))
    return { cannot: "It is frozen by the configuration." };
  const counted = countedHole(prompt, document, index);
  if (counted && operator !== "weaken" && operator !== "negate")
    return {
      cannot: `The program fills in ${counted} by its place, so without the line the others would get wrong values.`,
    };
  const changed = operators[operator]({
    prompt,
    document,
    places: placesIn(prompt.file, prompt.text, prompt.options),
    index,
  });
  if ("cannot" in changed) return changed;
  const edits = changed.edits.map(toFile).sort((a, b) => a.range.start - b.range.start);
  if (edits.some(({ range }) => touches(fixed, range)))
    return { cannot: "What would be changed beside it is frozen by the configuration." };
  const text = appliedEdits(prompt.text, edits);
  const fault = faultOf(document, readPrompt(prompt.file, text, prompt.options), index, operator);
  return fault
    ? { cannot: fault }
    : { text, edits, ...(changed.words !== undefined && { words: changed.words }) };
}

function rewritten({ places, index }: Line, reword: (text: string) => Rewording | undefined): Changed {
  const place = places[index]!;
  const own = wordsAt(place);
  const text = place.block.text.slice(own.start, own.end);
  const change = reword(text);
  if (!change) return { cannot: "Its words do not show what the opposite is." };
  const range: Range = { start: own.start + change.start, end: own.start + change.end };
  return {
    edits: [{ place, range, text: change.text }],
    words: text.slice(0, change.start) + change.text + text.slice(change.end),
  };
}

function moved(line: Line, to: number | undefined, where: "before" | "behind"): Changed {
  const { places, index, prompt, document } = line;
  if (to === undefined || to === index) return { cannot: "It stands there already." };
  if (hasLinesBelow(places[index]!))
    return { cannot: "Lines are nested below it, and would stand under another." };
  const out = dropped(places[index]!, prompt.text);
  if (!out) return { cannot: "Something else than its text stands on the same line." };
  const [a, b] = [document.instructions[index]!.range, document.instructions[to]!.range];
  const between = prompt.text.slice(Math.min(a.start, b.start), Math.max(a.end, b.end));
  if (/\{%|\{\{[#/^~]|<%/.test(between))
    return { cannot: "Tags of the template stand between it and its new place." };
  return { edits: [out, placedAt(places[index]!, places[to]!, where)] };
}

const inSection = (one: Instruction, other: Instruction): boolean =>
  one.message === other.message && one.section.join("\n") === other.section.join("\n");

const firstOfSection = ({ document: { instructions }, index }: Line): number =>
  instructions.findIndex((one) => inSection(one, instructions[index]!));

const lastOfMessage = ({ document: { instructions }, index }: Line): number =>
  instructions.findLastIndex(({ message }) => message === instructions[index]!.message);

/** A hole of a program that has no name: which value goes in is told by how many stand before it. */
function countedHole({ text }: PromptText, document: PromptDocument, index: number): string | undefined {
  if (document.format !== "code") return undefined;
  const { start, end } = document.instructions[index]!.range;
  return /%[sdifr]|\{\}/.exec(text.slice(start, end))?.[0];
}

/** What else would be other than it was, as a sentence. */
function faultOf(
  before: PromptDocument,
  after: PromptDocument,
  index: number,
  operator: LineOperator,
): string | undefined {
  const [problem] = newOnes(
    before.problems.map(({ code }) => code),
    after.problems.map(({ code }) => code),
  );
  if (problem !== undefined)
    return `Without it as it is the file would be wrong: ${after.problems.find(({ code }) => code === problem)!.message}`;
  const others = before.instructions.filter((_, i) => i !== index).map(identity);
  const found = after.instructions.map(identity);
  const own = newOnes(others, found);
  if (newOnes(found, others).length > 0 || before.messages.length !== after.messages.length)
    return "Other lines would be read otherwise than they are now.";
  if (own.length !== (operator === "drop" ? 0 : 1)) return "It cannot be told from the lines around it.";
  if (operator.startsWith("move") && own[0] !== identity(before.instructions[index]!))
    return "At its new place it would stand under another condition.";
  return undefined;
}

const identity = ({ triggers, text, kind, message }: Instruction): string =>
  JSON.stringify([triggers, text, kind, message]);
