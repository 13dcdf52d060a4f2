import { termsIn } from "../terms.ts";
import type { LineWords } from "./line-words.ts";
import { type Vocabulary, type WordSets, WordSetsBuilder } from "./word-sets.ts";

/**
 * How much each explanation of a failure speaks for each line: `of(line)[failure]`, as a ratio of likelihoods. 1 = it says nothing;
 * undefined for a line that no explanation has a word of.
 */
export interface Reasons {
  of(line: number): Float32Array | undefined;
  /** The same of a reason that is not among them, of a unit where those words were heard. */
  on(line: number, words: readonly number[], heard: ReadonlySet<number>): number;
}

/** Of ten informative words in a reason so many come from the line that it is about; the rest is what reasons are made of. */
const ownShare = 0.25;
/** Words of the conversation are in a reason whatever line it is about. */
const ownShareOfHeard = 0.12;
/** And so many from the title above it: those of all lines of a section, so that they tell sections apart and not lines. */
const titleShare = 0.4;
const [leastRatio, mostRatio] = [0.3, 60] as const;
/** Reasons that say the same of a line are one witness rather than many: m of them count as m to the power of 1 - this. */
const repeatsPower = 0.5;

/** The words of reasons, and how usual each word is among them. */
export interface ReasonWords {
  readonly sets: WordSets;
  readonly usual: ReadonlyMap<number, number>;
}

export function reasonWords(texts: readonly (string | undefined)[], vocabulary: Vocabulary): ReasonWords {
  const builder = new WordSetsBuilder(vocabulary);
  for (const text of texts) builder.add(text ? [termsIn(text).join(" ")] : []);
  const sets = builder.finish();
  const counts = new Map<number, number>();
  for (const word of sets.words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const total = Math.max(1, sets.words.length);
  return { sets, usual: new Map([...counts].map(([word, count]) => [word, count / total])) };
}

/** How usual each word is among lines, by the share that it has in those that hold it. */
export function usualInLines(lines: readonly LineWords[]): Map<number, number> {
  const usual = new Map<number, number>();
  for (const { condition, action } of lines) {
    const size = condition.length + action.length;
    for (const word of [...condition, ...action])
      usual.set(word, (usual.get(word) ?? 0) + 1 / size / lines.length);
  }
  return usual;
}

/**
 * A reason is taken for a mixture of words of its line and of words of reasons and lines at large: the ratio is how much likelier its words
 * are if it is about this line than if about no one in particular.
 */
export function reasonsOf(
  own: ReasonWords["sets"],
  lines: readonly LineWords[],
  world: {
    readonly usual: (word: number) => number;
    readonly heard: WordSets;
    readonly unitOf: Int32Array;
  },
): Reasons {
  const isOfLines = new Set(
    lines.flatMap(({ condition, action, around }) => [...condition, ...action, ...around]),
  );
  const reasons = [...world.unitOf].map((unit, failure) => {
    const heard = new Set(
      world.heard.words.subarray(world.heard.starts[unit]!, world.heard.starts[unit + 1]!),
    );
    const words = [...own.words.subarray(own.starts[failure]!, own.starts[failure + 1]!)];
    return words
      .filter((word) => isOfLines.has(word))
      .map((word) => ({ word, share: heard.has(word) ? ownShareOfHeard : ownShare }));
  });
  const ratios = new Map<number, Ratios | undefined>();
  const ratiosFor = (line: number): Ratios | undefined => {
    if (!ratios.has(line)) ratios.set(line, ratiosOf(lines[line]!, reasons, world.usual));
    return ratios.get(line);
  };
  return {
    of: (line) => ratiosFor(line)?.ratios,
    on: (line, words, heard) => {
      const reason = words
        .filter((word) => isOfLines.has(word))
        .map((word) => ({ word, share: heard.has(word) ? ownShareOfHeard : ownShare }));
      return ratiosFor(line)?.on(reason) ?? 1;
    },
  };
}

type Reason = readonly { readonly word: number; readonly share: number }[];

interface Ratios {
  readonly ratios: Float32Array;
  readonly on: (reason: Reason) => number;
}

function ratiosOf(
  { condition, action, around }: LineWords,
  reasons: readonly Reason[],
  usual: (word: number) => number,
): Ratios | undefined {
  const words = new Set([...condition, ...action]);
  const titles = new Set(around);
  const sharedIn = (reason: Reason): string =>
    reason
      .filter(({ word }) => words.has(word))
      .map(({ word }) => word)
      .sort((a, b) => a - b)
      .join(" ");
  const shared = reasons.map(sharedIn);
  if (shared.every((one) => one === "")) return undefined;
  const wordShare = (word: number, share: number): number => {
    if (words.has(word)) return share / words.size / usual(word);
    return titles.has(word) ? (share * titleShare) / titles.size / usual(word) : 0;
  };
  const alike = new Map<string, number>();
  for (const one of shared) alike.set(one, (alike.get(one) ?? 0) + 1);
  const ratioOf = (reason: Reason, count: number): number => {
    let log = 0;
    for (const { word, share } of reason) log += Math.log(1 - share + wordShare(word, share));
    return Math.min(mostRatio, Math.max(leastRatio, Math.exp(log / count ** repeatsPower)));
  };
  return {
    ratios: Float32Array.from(reasons, (reason, failure) => ratioOf(reason, alike.get(shared[failure]!)!)),
    on: (reason) => Math.fround(ratioOf(reason, (alike.get(sharedIn(reason)) ?? 0) + 1)),
  };
}

/**
 * How many times likelier each line is to be what an evaluator tests, by what it says that it tests: that was written before any
 * conversation, so that none of its words is there for having been heard. A single word in common is chance: n of them speak with
 * (n - 1) / n of what they would say.
 */
export function criterionOf(
  { words }: WordSets,
  lines: readonly LineWords[],
  usual: (word: number) => number,
): (line: number) => number {
  const known = lines.map(({ condition, action, around }) => new Set([...condition, ...action, ...around]));
  const told = [...words].filter((word) => known.some((own) => own.has(word)));
  const reason = told.map((word) => ({ word, share: ownShare }));
  return (line) => {
    const shared = told.filter((word) => known[line]!.has(word)).length;
    if (shared < 2) return 1;
    const times = ratiosOf(lines[line]!, [reason], usual)?.ratios[0] ?? 1;
    return Math.max(1, times ** (1 - 1 / shared));
  };
}
