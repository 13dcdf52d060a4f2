import { type Range, remembered, stableId } from "../../base/index.ts";
import type { Instruction, InstructionKind } from "../prompt-document.ts";
import { literalsOf } from "../references.ts";
import { foldText } from "../version.ts";
import { isDirective } from "./directives.ts";
import { isExampleTitle, isSingleExampleTitle } from "./example-marks.ts";
import { isData } from "./paragraphs.ts";
import { splitSentences } from "./sentences.ts";
import { caseTrigger, triggerOf } from "./triggers.ts";

/** What surrounds a stretch of text: the conditions above it, the sections around it, and whether it stands in an example. */
export interface Surroundings {
  readonly triggers: readonly string[];
  readonly section: readonly string[];
  /** The line that leads into a list or block ("Answer in this form:"). */
  readonly leadIn?: string;
  readonly inExample?: boolean;
  /** The items here are cases of the rule that `leadIn` states: each is the condition under which it is put to work. */
  readonly areCases?: boolean;
}

const persona =
  /^(?:(?:you are|you're)(?! (?:given|provided|asked|requested|allowed|permitted|required|expected|encouraged|free|not|never|only|also|going|forbidden|prohibited|responsible|able)\b)|you act as|act as|your name is|your role is|your job is|as an? [^,.]{2,60},? you\b|i want you to act)/i;
const format =
  /\b(?:respond|reply|answer|output|return|write|format|use|produce|present|keep|end|start|begin|structure|include)\b[^.]{0,200}\b(?:json|ya?ml|xml|csv|html|markdown|bullets?|bulleted|numbered|tables?|headings?|words?|sentences?|characters?|paragraphs?|lines?|format|schema|code block|emoji)\b/i;
const exampleLead =
  /\b(?:for )?examples?\b|\be\.g\.|\bsample (?:answer|conversation|dialogue|reply)\b|\blooks? like this\b/i;
const leadingAnchor = /^<!--\s*#[\w-]+\s*-->\s*/;
const anchorMark = /<!--\s*#([\w-]+)\s*-->\s*$/;

/** What the words of a line say by themselves. */
const wordsOf = remembered((bare: string) => {
  const text = foldText(bare);
  return {
    text,
    hasLetters: /\p{L}/u.test(literalsOf(text).join(" ")),
    isData: isData(text),
    trigger: triggerOf(text),
    isPersona: persona.test(text),
    isFormat: format.test(text),
    isDirective: isDirective(text),
  };
});
type Words = ReturnType<typeof wordsOf>;

const instructionKey = remembered((base) => stableId(["instruction", base]));

/** An instruction before its prompt is whole: which of its like it is can only be told then. */
export type InstructionDraft = Omit<Instruction, "key" | "message">;

/** Collects the instructions of one text, in order. */
export class InstructionBuilder {
  readonly drafts: InstructionDraft[] = [];

  constructor(private readonly text: string) {}

  /** Every sentence of a paragraph becomes an instruction. */
  addSentences(range: Range, around: Surroundings): void {
    const raw = this.text.slice(range.start, range.end);
    for (const { start, end } of withAnchors(raw, splitSentences(raw)))
      this.add({ start: range.start + start, end: range.start + end }, { ...around, areCases: false });
  }

  /** The whole range becomes one instruction, as for a bullet or a table row. */
  add(range: Range, around: Surroundings, fixed?: InstructionKind): void {
    const raw = this.text.slice(range.start, range.end);
    const anchor = anchorMark.exec(raw)?.[1];
    const bare = raw.replace(anchorMark, "").trimEnd();
    const words = wordsOf(bare);
    const { text } = words;
    // A lone bracket, rule, emoji or variable directs nobody.
    if (!words.hasLetters || (words.isData && !fixed)) return;
    const own = fixed === "example" ? undefined : around.areCases ? caseTrigger(text) : words.trigger;
    const triggers = own ? [...around.triggers, own] : around.triggers;
    const kind = fixed ?? kindOf(words, triggers, around);
    const blanks = bare.length - bare.trimStart().length;
    this.drafts.push({
      kind,
      range: { start: range.start + blanks, end: range.start + bare.length },
      text,
      triggers,
      section: around.section,
      ...(anchor && { anchor }),
    });
  }

  /** What was read of a stretch by itself. */
  addAll(drafts: readonly InstructionDraft[], offset: number): void {
    for (const { range, ...draft } of drafts)
      this.drafts.push({ ...draft, range: { start: range.start + offset, end: range.end + offset } });
  }
}

/** Gives the instructions of a whole prompt their keys, in the order of the file; identical lines are told apart. */
export function withKeys(drafts: readonly Omit<Instruction, "key">[]): Instruction[] {
  const count = new Map<string, number>();
  for (const draft of drafts) count.set(identity(draft), (count.get(identity(draft)) ?? 0) + 1);
  const seen = new Map<string, number>();
  return [...drafts]
    .sort((a, b) => a.range.start - b.range.start)
    .map((draft) => {
      const base = identity(draft);
      if (count.get(base) === 1) return { key: instructionKey(base), ...draft };
      // The same words twice: the section tells them apart, and within a section the order does.
      const place = `${base}\n${draft.section.join("\n")}`;
      const nth = seen.get(place) ?? 0;
      seen.set(place, nth + 1);
      return { key: stableId(["instruction", place, nth]), ...draft };
    });
}

/** An anchor stands after the full stop, so it opens what follows; it names what it follows. */
function withAnchors(text: string, sentences: readonly Range[]): Range[] {
  const moved: Range[] = [];
  for (const { start, end } of sentences) {
    const before = moved.at(-1);
    const anchor = before && leadingAnchor.exec(text.slice(start, end))?.[0];
    if (before && anchor)
      moved[moved.length - 1] = { start: before.start, end: start + anchor.trimEnd().length };
    const rest = start + (anchor?.length ?? 0);
    if (rest < end) moved.push({ start: rest, end });
  }
  return moved;
}

const identity = (draft: InstructionDraft): string => [...draft.triggers, draft.text].join("\n");

function kindOf(words: Words, triggers: readonly string[], around: Surroundings): InstructionKind {
  if (around.inExample) return "example";
  if (triggers.length > 0) return "conditional";
  if (words.isPersona) return "persona";
  if (words.isFormat && (words.isDirective || /\bformat\b/i.test(words.text))) return "format";
  const title = around.section.at(-1) ?? "";
  if (isSingleExampleTitle(title) || (!words.isDirective && isExampleTitle(title))) return "example";
  if (around.leadIn && exampleLead.test(around.leadIn) && !isDirective(around.leadIn)) return "example";
  // A bullet under "Always do this:" is an order even where it holds a noun alone.
  return words.isDirective || (around.leadIn !== undefined && isDirective(around.leadIn))
    ? "always"
    : "context";
}

export const leadsIntoExample = (line: string): boolean => exampleLead.test(line);
export const leadsIntoFormat = (line: string): boolean =>
  format.test(line) || /\b(?:format|schema|template|json)\b/i.test(line);
