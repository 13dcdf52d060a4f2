import {
  type Coverage,
  coverageOf,
  type MeasuredInstruction,
  measure,
  type PromptFigures,
} from "../attribution/index.ts";
import { LineIndex, type Range } from "../base/index.ts";
import type { PromptDocument } from "../prompt/index.ts";
import { type FindingPolicy, noPolicy } from "./finding-policy.ts";
import type { Snapshot } from "./snapshot.ts";

/** A text and what is known about it: made once per edit, read by every feature. */
export interface PromptView {
  readonly file: string;
  readonly document: PromptDocument;
  readonly lines: LineIndex;
  readonly figures?: PromptFigures;
  readonly measured: readonly MeasuredInstruction[];
  readonly snapshot: Snapshot;
  readonly policy: FindingPolicy;
}

/** `file` is relative to the workspace, with `/`. `policy`: that of a configuration being edited goes before the snapshot's. */
export function viewOf(
  snapshot: Snapshot,
  file: string,
  document: PromptDocument,
  policy: FindingPolicy = snapshot.policy ?? noPolicy,
): PromptView {
  const figures = snapshot.prompts.find((prompt) => prompt.file === file);
  return {
    file,
    document,
    lines: new LineIndex(document.text),
    ...(figures && { figures }),
    measured: measure(document, figures),
    snapshot,
    policy,
  };
}

export const viewCoverage = (view: PromptView): Coverage => coverageOf(view.measured);

/** Where what is said of a whole prompt stands: the first heading, else the first instruction, else the first line. */
export function topRange(view: PromptView): Range {
  const { sections, instructions } = view.document;
  return sections[0]?.heading ?? instructions[0]?.range ?? view.lines.lineRange(0);
}

/** The instruction whose text stands at an offset, or on the line of it. */
export function instructionAt(view: PromptView, offset: number): MeasuredInstruction | undefined {
  const inside = view.measured.find(
    ({ instruction: { range } }) => range.start <= offset && offset <= range.end,
  );
  if (inside) return inside;
  const line = view.lines.positionAt(offset).line;
  const startsOn = (one: MeasuredInstruction): boolean =>
    view.lines.positionAt(one.instruction.range.start).line === line;
  return view.measured.find(startsOn);
}

/** Where an instruction stands. `line` is zero-based; `isChanged`: another text has taken its place. */
export interface InstructionPlace {
  readonly line: number;
  readonly isChanged: boolean;
  /** Of the instruction of that key, which is not what stands there where it was changed. */
  readonly text: string;
}

/** Places by the key of the instruction that stands there, or that stood there before it was changed. */
export function placesIn(view: PromptView | undefined): Map<string, InstructionPlace> {
  const places = new Map<string, InstructionPlace>();
  for (const { instruction, stale } of view?.measured ?? []) {
    const { line } = view!.lines.positionAt(instruction.range.start);
    if (!places.has(instruction.key))
      places.set(instruction.key, { line, isChanged: false, text: instruction.text });
    if (stale && !places.has(stale.key)) places.set(stale.key, { line, isChanged: true, text: stale.text });
  }
  return places;
}
