import {
  appliedEdits,
  type BlockEdit,
  dropped,
  type Frozen,
  frozenRanges,
  hasLinesBelow,
  markAt,
  newOnes,
  type PromptText,
  placedAt,
  toFile,
  touches,
  wordsAt,
  writtenAt,
} from "../../attribution/index.ts";
import {
  type Instruction,
  type InstructionPlace,
  type PromptDocument,
  placesIn,
  readPrompt,
  type TextEdit,
} from "../../prompt/index.ts";
import type { Beside, InstructionEdit } from "./instruction-edit.ts";

/** The file with the edits made and every other byte as it was; or why that cannot be, as a sentence. */
export type EditedPrompt =
  | { readonly text: string; readonly edits: readonly TextEdit[] }
  | { readonly cannot: string };

interface Reading {
  readonly prompt: PromptText;
  readonly document: PromptDocument;
  readonly places: readonly InstructionPlace[];
}

type Made = readonly BlockEdit[] | { readonly cannot: string };

/**
 * Makes edits of instructions in a prompt's file, whatever its format is: the text is encoded as the file needs it. It is read again
 * afterwards: where an instruction that no edit is about would be read otherwise, or something is wrong with the file that was not before,
 * nothing is changed. What is frozen never is.
 */
export function applyInstructionEdits(
  prompt: PromptText,
  wanted: readonly InstructionEdit[],
  frozen: readonly Frozen[] = [],
): EditedPrompt {
  const reading: Reading = {
    prompt,
    document: readPrompt(prompt.file, prompt.text, prompt.options),
    places: placesIn(prompt.file, prompt.text, prompt.options),
  };
  const made = wanted.map((edit) => editsOf(edit, reading));
  for (const one of made) if ("cannot" in one) return one;
  const edits = (made as readonly (readonly BlockEdit[])[])
    .flat()
    .map(toFile)
    .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  if (edits.some(({ range }, i) => i > 0 && range.start < edits[i - 1]!.range.end))
    return { cannot: "Two of the edits change the same words." };
  const fixed = frozenRanges(reading.document, frozen);
  if (edits.some(({ range }) => touches(fixed, range)))
    return { cannot: "It is frozen by the configuration." };
  const text = appliedEdits(prompt.text, edits);
  if (text === prompt.text) return { cannot: "It changes nothing." };
  const fault = faultOf(reading, readPrompt(prompt.file, text, prompt.options), wanted);
  return fault === undefined ? { text, edits } : { cannot: fault };
}

function editsOf(edit: InstructionEdit, reading: Reading): Made {
  if (edit.operator === "add") return written([lineOf(edit.text)], edit.to, reading);
  if (edit.operator === "add-example" || edit.operator === "add-context")
    return written([edit.text.trim()], edit.to, reading);
  const place = placeOf(edit.line, reading);
  if (!place) return notThere;
  if (edit.operator === "rewrite") return replaced(place, lineOf(edit.text));
  if (edit.operator === "split") return split(place, edit.texts.map(lineOf));
  if (hasLinesBelow(place)) return { cannot: "Lines are nested below it, and would stand under another." };
  const out = dropped(place, reading.prompt.text);
  if (!out) return { cannot: "Something else than its text stands on the same line." };
  if (edit.operator === "remove") return [out];
  const other = placeOf(edit.to.line, reading);
  if (!other || other === place) return notThere;
  return [out, placedAt(place, other, edit.to.where)];
}

const notThere = { cannot: "The instruction that it is about is not in this text." };

const placeOf = (key: string, { document, places }: Reading): InstructionPlace | undefined =>
  places[document.instructions.findIndex((one) => one.key === key)];

/** An instruction is one line: what a model breaks into several is read as one. */
const lineOf = (text: string): string =>
  text
    .trim()
    .replace(/^(?:[-*+]|\d{1,9}[.)])[ \t]+/, "")
    .replace(/\s*\n\s*/g, " ");

function replaced(place: InstructionPlace, text: string): Made {
  return text === "" ? { cannot: "There are no words in it." } : [{ place, range: wordsAt(place), text }];
}

/** The first in its place, the others below it: as items where it is one, as sentences where it is none. */
function split(place: InstructionPlace, texts: readonly string[]): Made {
  if (texts.length < 2 || texts.includes("")) return { cannot: "It is not split into several." };
  const mark = markAt(place);
  return [{ place, range: wordsAt(place), text: texts.join(mark === "" ? " " : `\n${mark}`) }];
}

function written(texts: readonly string[], { line, where }: Beside, reading: Reading): Made {
  const other = placeOf(line, reading);
  if (!other) return notThere;
  if (texts.includes("")) return { cannot: "There are no words in it." };
  return texts.map((text) => writtenAt(text, other, where));
}

/** What else would be other than it was, as a sentence. */
function faultOf(
  { document: before }: Reading,
  after: PromptDocument,
  edits: readonly InstructionEdit[],
): string | undefined {
  const [problem] = newOnes(
    before.problems.map(({ code }) => code),
    after.problems.map(({ code }) => code),
  );
  if (problem !== undefined)
    return `The file would be wrong: ${after.problems.find(({ code }) => code === problem)!.message}`;
  const touched = new Set(edits.flatMap((one) => ("line" in one ? one.line : [])));
  const others = before.instructions.filter(({ key }) => !touched.has(key)).map(identity);
  const isLost = newOnes(after.instructions.map(identity), others).length > 0;
  if (isLost || before.messages.length !== after.messages.length)
    return "Other lines would be read otherwise than they are now.";
  return undefined;
}

const identity = ({ triggers, text, message }: Instruction): string =>
  JSON.stringify([triggers, text, message]);
