import type { Assigner } from "./assigner.ts";
import { dot } from "./exemplars.ts";
import { lowerWordsOf, stemOf } from "./words.ts";

/** Another behavior, and how alike it is: a cosine, comparable only with others of the same list. */
export interface Alike {
  readonly id: string;
  readonly likeness: number;
}

/** The others by the nearness of their centres, nearest first; empty where the behavior has none. */
export function alikeByCentres(
  { behaviorIds, centroids }: Pick<Assigner, "behaviorIds" | "centroids">,
  id: string,
): Alike[] {
  const width = centroids.length / Math.max(1, behaviorIds.length);
  const centre = (index: number): Float32Array => centroids.subarray(index * width, (index + 1) * width);
  const own = behaviorIds.indexOf(id);
  if (own < 0) return [];
  return byLikeness(
    behaviorIds.flatMap((other, index) =>
      index === own ? [] : [{ id: other, likeness: dot(centre(own), centre(index)) }],
    ),
  );
}

/** The same by the words of names, words and exemplars, rare ones counting more: cosine of inverse document frequencies. */
export function alikeByWords(
  behaviors: readonly { readonly id: string; readonly texts: readonly string[] }[],
  id: string,
): Alike[] {
  const stems = new Map(
    behaviors.map((one) => [one.id, new Set(one.texts.flatMap(lowerWordsOf).map(stemOf))] as const),
  );
  const users = new Map<string, number>();
  for (const set of stems.values()) for (const stem of set) users.set(stem, (users.get(stem) ?? 0) + 1);
  const weight = (stem: string): number => Math.log(behaviors.length / users.get(stem)!) ** 2;
  const length = (set: ReadonlySet<string>): number =>
    Math.sqrt([...set].reduce((sum, stem) => sum + weight(stem), 0)) || 1;
  const own = stems.get(id);
  if (!own) return [];
  return byLikeness(
    [...stems].flatMap(([other, set]) => {
      if (other === id) return [];
      const shared = [...own].filter((stem) => set.has(stem)).reduce((sum, stem) => sum + weight(stem), 0);
      const likeness = shared / (length(own) * length(set));
      return likeness > 0 ? [{ id: other, likeness }] : [];
    }),
  );
}

const byLikeness = (list: readonly Alike[]): Alike[] =>
  [...list].sort((a, b) => b.likeness - a.likeness || (a.id < b.id ? -1 : 1));
