import type { Instruction } from "../../prompt/index.ts";
import type { AppliedUnit, UnitExposure } from "./applied-unit.ts";
import { type ConditionTally, conditionReading } from "./condition-opinions.ts";
import type { DiagnosedConversation, DiagnosisInput } from "./diagnosis-input.ts";
import type { LineWords } from "./line-words.ts";
import { neighbourhoodOf } from "./neighbourhoods.ts";
import type { Units } from "./units.ts";
import { frequencyOf, postingsOf, type WordSets } from "./word-sets.ts";

/** How far each unit puts a line to work, and how far what the agent said and did shows it. By unit, in 0..1. */
export interface LineExposure {
  readonly isAlways: boolean;
  /** Its condition was found in what somebody said, or it has none. */
  readonly isRecognised: boolean;
  readonly exercised: Float32Array;
  /** Whether its condition holds there by what was said and found, as figures of lines have it: 1 or 0. */
  readonly holds: Uint8Array;
  /** The same as `exercised` with what a model said of its condition, where one was asked and can tell. */
  readonly told?: Float32Array;
  /** Absent where answers cannot show it: its words are in none, or in all alike. */
  readonly shown?: Float32Array;
  /** The same of a unit that is not among them. */
  readonly on: (unit: AppliedUnit) => UnitExposure;
}

/** Shares of a line's words below this are chance, whatever the answer is about. */
const leastShown = 0.25;
/** An answer shows a line where its share stands out so much from answers that had no cause to. */
const leastContrast = 0.15;

/** The match at which a condition holds as often as not, by the curve of judged pairs. */
const certainMatch = 0.6;

/** The exposures of all lines over all units; `asked`: how a model did that was asked about conditions. */
export function exposuresOf(
  input: DiagnosisInput,
  units: Units,
  lines: readonly LineWords[],
  heard: WordSets,
): { readonly exposures: LineExposure[]; readonly asked?: ConditionTally } {
  const said = postingsOf(units.said, heard.starts.length - 1);
  const holds = holders(input);
  const shows = lines.map(({ action }) => shownIn(action, said, units.list.length));
  const exercises = input.instructions.map((one) => exercisedBy(one, input, units, holds(one.key)));
  const asked = conditionReading(input, units.list, exercises, isFoundIn);
  const exposures = input.instructions.map((instruction, line): LineExposure => {
    const isHeld = holds(instruction.key);
    const exercised = exercises[line]!;
    const isAlways = instruction.triggers.length === 0;
    const holdsIn = exercised.map((x) => (x >= certainMatch ? 1 : 0));
    const isRecognised = isAlways || isFoundIn(exercised);
    const show = shows[line];
    const near = isAlways || !show ? undefined : neighbourhoodOf(show.shown, units.heard, heard);
    if (near)
      for (let unit = 0; unit < exercised.length; unit++)
        if (isHeld(units.list[unit]!.conversation))
          exercised[unit] = 1 - (1 - exercised[unit]!) * (1 - near.exposure[unit]!);
    const told = asked
      ?.of(line, exercised)
      ?.map((x, unit) => (isHeld(units.list[unit]!.conversation) ? x : 0));
    const scale = show && scaleOf(show.shown, exercised, isAlways);
    // What is held for units to come is no array of those that are here.
    const words = show?.words;
    const nearOn = near?.on;
    const shownOn = (unit: AppliedUnit): { readonly shown?: number } =>
      words && scale ? { shown: shownAt(unit, words, scale) } : {};
    return {
      isAlways,
      isRecognised,
      exercised,
      holds: Uint8Array.from(holdsIn),
      ...(show && scale && { shown: show.shown.map((share) => scaled(share, scale)) }),
      ...(told && { told }),
      on: (unit) => {
        if (!isHeld(unit.conversation)) return { exercised: 0, holds: false, ...shownOn(unit) };
        const match = Math.fround(isAlways ? 1 : (unit.match(instruction.triggers) ?? 1));
        const x = nearOn ? Math.fround(1 - (1 - match) * (1 - nearOn(unit.heard))) : match;
        return { exercised: x, holds: match >= certainMatch, ...shownOn(unit) };
      },
    };
  });
  return { exposures, ...(asked && { asked: asked.tally }) };
}

/** So few units, or so small a share, may share the words of a condition by chance. */
const fewestExercised = 3;
const leastExercised = 0.005;

export const isFoundIn = (exercised: Float32Array): boolean =>
  exercised.reduce((count, x) => count + (x >= 0.5 ? 1 : 0), 0) >=
  Math.max(fewestExercised, leastExercised * exercised.length);

/** By key, whether the system text of a conversation held the line. */
function holders(input: DiagnosisInput): (key: string) => (conversation: DiagnosedConversation) => boolean {
  const isEverywhere = (key: string): boolean => [...input.keysOf.values()].every((keys) => keys.has(key));
  return (key) => {
    if (isEverywhere(key)) return ({ missing }) => !missing.has(key);
    return ({ version, missing }) => !missing.has(key) && (input.keysOf.get(version)?.has(key) ?? false);
  };
}

function exercisedBy(
  { triggers }: Instruction,
  { exercise }: DiagnosisInput,
  { list }: Units,
  holds: (conversation: DiagnosedConversation) => boolean,
): Float32Array {
  const exercised = new Float32Array(list.length);
  for (let unit = 0; unit < list.length; unit++) {
    const { conversation, turn } = list[unit]!;
    if (!holds(conversation)) continue;
    exercised[unit] = triggers.length === 0 ? 1 : (exercise.match(triggers, conversation.id, turn) ?? 1);
  }
  return exercised;
}

/** By unit, and what each word that counts adds. */
interface Shown {
  readonly shown: Float32Array;
  readonly words: readonly { readonly word: number; readonly share: number }[];
}

/** An answer that has one word of a line in common with it need not have to do with it. */
const fewestWords = 2;

/**
 * The share of what a line asks for, by the weight of its words, that the agent's words and calls hold; nothing where that is a single word.
 * Words that no agent ever said are the prompt's own way of speaking and tell nothing; undefined where hardly any is left.
 */
function shownIn(action: readonly number[], said: WordSets, unitCount: number): Shown | undefined {
  const known = action.filter((word) => frequencyOf(said, word) > 0);
  if (known.length < fewestWords) return undefined;
  const weights = known.map((word) => Math.log(1 + unitCount / (1 + frequencyOf(said, word))));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shown = new Float32Array(unitCount);
  const count = new Uint8Array(unitCount);
  for (const [i, word] of known.entries())
    for (let at = said.starts[word]!; at < said.starts[word + 1]!; at++) {
      shown[said.words[at]!]! += weights[i]! / total;
      count[said.words[at]!]!++;
    }
  for (let unit = 0; unit < unitCount; unit++) if (count[unit]! < fewestWords) shown[unit] = 0;
  return { shown, words: known.map((word, i) => ({ word, share: weights[i]! / total })) };
}

function shownAt({ said }: AppliedUnit, words: Shown["words"], scale: Scale): number {
  const own = words.filter(({ word }) => said.has(word));
  if (own.length < fewestWords) return Math.fround(scaled(0, scale));
  return Math.fround(
    scaled(
      own.reduce((sum, { share }) => Math.fround(sum + share), 0),
      scale,
    ),
  );
}

/** Zero is what answers show that had no cause to, one what those show that show it best. */
interface Scale {
  readonly low: number;
  readonly high: number;
}

function scaleOf(shown: Float32Array, exercised: Float32Array, isAlways: boolean): Scale | undefined {
  const own: number[] = [];
  const others: number[] = [];
  for (let unit = 0; unit < shown.length; unit++)
    (isAlways || exercised[unit]! >= 0.5 ? own : others).push(shown[unit]!);
  const high = quantile(own.length > 0 ? own : others, 0.9);
  const low = isAlways ? quantile(own, 0.1) : quantile(others, 0.5);
  return high < leastShown || high - low < leastContrast ? undefined : { low, high };
}

const scaled = (share: number, { low, high }: Scale): number =>
  Math.min(1, Math.max(0, (share - low) / (high - low)));

function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
