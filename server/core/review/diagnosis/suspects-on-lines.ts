import type { Suspect } from "../../attribution/index.ts";
import type { Range } from "../../base/index.ts";
import type { PromptView } from "../prompt-view.ts";
import type { Snapshot } from "../snapshot.ts";
import { tame } from "../wording.ts";
import { countsText, leastSuspicion, suspicionText } from "./diagnosis-words.ts";
import type { ToldLine } from "./told-diagnosis.ts";

/** A suspect at its place in the text as it is being edited. */
export interface SuspectOnLine {
  readonly suspect: Suspect;
  /** Key of the instruction. */
  readonly key: string;
  readonly range: Range;
  /** "Suspected of being ignored (99 %)", and what shows it. */
  readonly suspicion: string;
  readonly counts: string;
  /** Of the line that cannot be followed at the same time. */
  readonly other?: Range;
}

const laid = new WeakMap<PromptView, readonly SuspectOnLine[]>();

/**
 * Suspects of the last snapshot that stand in the text, those least likely left out. A line that was changed since is none of them: what is
 * known is of the text before. Findings, hovers and lenses ask, so each view is gone through once.
 */
export function suspectsOnLines(view: PromptView): readonly SuspectOnLine[] {
  const known = laid.get(view);
  if (known) return known;
  const fresh = layOver(view);
  laid.set(view, fresh);
  return fresh;
}

function layOver(view: PromptView): SuspectOnLine[] {
  const all = view.snapshot.suspects?.find(({ file }) => file === view.file)?.suspects ?? [];
  if (all.length === 0) return [];
  const ranges = new Map(
    [...view.document.instructions].reverse().map(({ key, range, text }) => [key, { range, text }]),
  );
  return all.flatMap((suspect) => {
    const { key, other, probability } = suspect;
    const at = key === undefined ? undefined : ranges.get(key);
    if (key === undefined || !at || probability < leastSuspicion) return [];
    const beside = other === undefined ? undefined : ranges.get(other);
    const told = { ...(beside && { other: lineOf(view, other!, beside) }) };
    return [
      {
        ...{ suspect, key, range: at.range },
        ...{ suspicion: suspicionText(suspect, told), counts: countsText(suspect) },
        ...(beside && { other: beside.range }),
      },
    ];
  });
}

const lineOf = (
  { file, lines }: PromptView,
  key: string,
  { range, text }: { readonly range: Range; readonly text: string },
): ToldLine => ({ file, key, text: tame(text, 300), line: lines.positionAt(range.start).line });

/** Below it a line gets no squiggle: a wrong pointer is worse than none. */
const leastSaid = 0.4;
/** By so much more often it fails for certain, as samples are counted: the interval is that of one line, and a prompt has many. */
const leastDifference = 0.1;

/**
 * Whether it is said without being asked for: likely enough, counted on enough, and failing clearly more often where it is put to work
 * than where it is not. A line that every conversation puts to work has nothing to be compared with, so what it is suspected by stays in the hover.
 */
export const isSaid = (
  { probability, exercised, failing, otherwise, effect }: Suspect,
  { thresholds }: Pick<Snapshot, "thresholds">,
): boolean =>
  probability >= leastSaid &&
  exercised >= thresholds.minSamples &&
  failing > 1 &&
  otherwise.n > 0 &&
  (effect.counted?.low ?? effect.low) >= leastDifference;
