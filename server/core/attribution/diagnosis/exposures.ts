import type { Instruction } from "../../prompt/index.ts";
import type { DiagnosisInput } from "./diagnosis-input.ts";
import type { LineWords } from "./line-words.ts";
import type { Units } from "./units.ts";
import { frequencyOf, postingsOf, type WordSets } from "./word-sets.ts";

/** How far each unit puts a line to work, and how far what the agent said and did shows it. By unit, in 0..1. */
export interface LineExposure {
  readonly isAlways: boolean;
  readonly exercised: Float32Array;
  /** Absent where answers cannot show it: its words are in none, or in all alike. */
  readonly shown?: Float32Array;
}

/** Shares of a line's words below this are chance, whatever the answer is about. */
const leastShown = 0.25;
/** An answer shows a line where its share stands out so much from answers that had no cause to. */
const leastContrast = 0.15;

/** The exposures of all lines over all units. */
export function exposuresOf(
  input: DiagnosisInput,
  units: Units,
  lines: readonly LineWords[],
  wordCount: number,
): LineExposure[] {
  const said = postingsOf(units.said, wordCount);
  const holds = holders(input, units);
  return input.instructions.map((instruction, line) => {
    const exercised = exercisedBy(instruction, input, units, holds(instruction.key));
    const shown = shownIn(lines[line]!, said, units.list.length);
    const isAlways = instruction.triggers.length === 0;
    return { isAlways, exercised, ...scaled(shown, exercised, isAlways) };
  });
}

/** By key, whether the system text of each unit's conversation held the line. */
function holders(input: DiagnosisInput, { list }: Units): (key: string) => (unit: number) => boolean {
  const isEverywhere = (key: string): boolean => [...input.keysOf.values()].every((keys) => keys.has(key));
  const omitted = new Set(input.conversations.flatMap(({ missing }) => [...missing]));
  return (key) => {
    if (isEverywhere(key) && !omitted.has(key)) return () => true;
    return (unit) => {
      const { version, missing } = list[unit]!.conversation;
      return !missing.has(key) && (input.keysOf.get(version)?.has(key) ?? false);
    };
  };
}

function exercisedBy(
  { triggers }: Instruction,
  { exercise }: DiagnosisInput,
  { list }: Units,
  holds: (unit: number) => boolean,
): Float32Array {
  const exercised = new Float32Array(list.length);
  for (let unit = 0; unit < list.length; unit++) {
    if (!holds(unit)) continue;
    const { conversation, turn } = list[unit]!;
    exercised[unit] = triggers.length === 0 ? 1 : exercise.exercised(triggers, conversation.id, turn);
  }
  return exercised;
}

/** The share of what a line asks for, by the weight of its words, that the agent's words and calls hold. */
function shownIn({ action }: LineWords, said: WordSets, unitCount: number): Float32Array {
  const shown = new Float32Array(unitCount);
  const weights = action.map((word) => Math.log(1 + unitCount / (1 + frequencyOf(said, word))));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const [i, word] of action.entries()) {
    if (frequencyOf(said, word) === 0) continue;
    for (let at = said.starts[word]!; at < said.starts[word + 1]!; at++)
      shown[said.words[at]!]! += weights[i]! / total;
  }
  return shown;
}

/** Zero is what answers show that had no cause to, one what those show that show it best. */
function scaled(
  shown: Float32Array,
  exercised: Float32Array,
  isAlways: boolean,
): { readonly shown?: Float32Array } {
  const own: number[] = [];
  const others: number[] = [];
  for (let unit = 0; unit < shown.length; unit++)
    (isAlways || exercised[unit]! >= 0.5 ? own : others).push(shown[unit]!);
  const high = quantile(own.length > 0 ? own : others, 0.9);
  const low = isAlways ? quantile(own, 0.1) : quantile(others, 0.5);
  if (high < leastShown || high - low < leastContrast) return {};
  return { shown: shown.map((share) => Math.min(1, Math.max(0, (share - low) / (high - low)))) };
}

function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
