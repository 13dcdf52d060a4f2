import type { Column } from "./columns.ts";
import type { LineExposure } from "./exposures.ts";
import { behaviorMark } from "./units.ts";
import type { Vocabulary, WordSets } from "./word-sets.ts";

/** What requests and what tools gave have in common: a word of them, or the behavior that they are of. */
export interface Feature {
  readonly word: number;
  readonly name: string;
  readonly behaviorId?: string;
  readonly column: Column;
  /** A line's condition holds where it is. */
  readonly isAddressed: boolean;
}

/** A word of fewer units than this, or of more than that share, tells no situation from another. */
const fewestUnits = 4;
const leastShare = 0.004;
const mostShare = 0.4;

/** Every word that tells some units from others; of words that the same units hold, one. */
export function featuresOf(
  heard: WordSets,
  unitCount: number,
  vocabulary: Vocabulary,
  exposures: readonly LineExposure[],
): Feature[] {
  const least = Math.max(fewestUnits, Math.ceil(leastShare * unitCount));
  const sums = exposures.map(({ exercised, isAlways }) =>
    isAlways ? 0 : exercised.reduce((sum, x) => sum + x, 0),
  );
  const seen = new Set<string>();
  const features: Feature[] = [];
  for (const word of inOrder(heard, vocabulary)) {
    const rows = heard.words.subarray(heard.starts[word]!, heard.starts[word + 1]!);
    if (rows.length < least || rows.length > mostShare * unitCount) continue;
    const same = rows.join(" ");
    if (seen.has(same)) continue;
    seen.add(same);
    const name = vocabulary.wordOf(word);
    const isBehavior = name.startsWith(behaviorMark);
    features.push({
      ...{ word, name },
      ...(isBehavior && { behaviorId: name.slice(behaviorMark.length) }),
      column: { rows, values: new Float32Array(rows.length).fill(1) },
      isAddressed: exposures.some((exposure, line) => speaksTo(exposure, sums[line]!, rows)),
    });
  }
  return features;
}

/** Behaviors first: where one is the same units as a word, it says more. Then by name, whatever the order of reading was. */
function inOrder({ starts }: WordSets, vocabulary: Vocabulary): number[] {
  const words = [...new Array(Math.max(0, starts.length - 1)).keys()];
  const rank = (name: string): string => `${name.startsWith(behaviorMark) ? 0 : 1}${name}`;
  const names = words.map((word) => rank(vocabulary.wordOf(word)));
  return words.sort((a, b) => (names[a]! < names[b]! ? -1 : 1));
}

/** A condition that holds in many units that have it, and at least twice as often there as elsewhere. */
function speaksTo({ exercised, isAlways }: LineExposure, total: number, rows: Int32Array): boolean {
  if (isAlways || total < 1) return false;
  let own = 0;
  for (const unit of rows) own += exercised[unit]!;
  const elsewhere = (total - own) / Math.max(1, exercised.length - rows.length);
  return own / rows.length >= 0.3 && own / rows.length >= 2 * elsewhere;
}
