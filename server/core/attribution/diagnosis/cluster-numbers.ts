import type { DiagnosisModel } from "./model.ts";

/** The clusters of a model's units by number: in the order of names, those that came after the fit behind those that were fitted. */
export interface ClusterNumbers {
  /** By unit. */
  readonly of: Int32Array;
  readonly index: ReadonlyMap<string, number>;
  readonly count: number;
}

const known = new WeakMap<DiagnosisModel, ClusterNumbers>();

/** Every suspect is counted by clusters: they are numbered once for a model. */
export function clusterNumbers(model: DiagnosisModel): ClusterNumbers {
  const numbers = known.get(model) ?? numbered(model);
  known.set(model, numbers);
  return numbers;
}

function numbered({ units: { list }, fitted }: DiagnosisModel): ClusterNumbers {
  const before = fitted ? clusterNumbers(fitted) : { of: new Int32Array(0), index: new Map(), count: 0 };
  const later = list.slice(before.of.length).map(({ conversation }) => conversation.cluster);
  const names = [...new Set(later)].filter((name) => !before.index.has(name)).sort();
  const own = new Map(names.map((name, at) => [name, before.count + at]));
  const of = new Int32Array(list.length);
  of.set(before.of);
  for (const [at, name] of later.entries())
    of[before.of.length + at] = before.index.get(name) ?? own.get(name)!;
  return { of, index: fitted ? before.index : own, count: before.count + names.length };
}
