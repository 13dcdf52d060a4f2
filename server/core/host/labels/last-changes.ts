import { groupBy } from "../../base/index.ts";
import type { Evaluator } from "../../evaluators/index.ts";
import { type DefinitionChange, definitionChange, type Labels } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { evaluatorHistory } from "./evaluator-versions.ts";

/**
 * How the definitions in force differ from those before them, by the name of the evaluator, of those that are `wanted` and had another one.
 * Only of these the evaluations are read: most have one definition for good.
 */
export async function lastChanges(
  store: Store,
  evaluators: readonly Evaluator[],
  labels: Labels,
  wanted: (name: string) => boolean,
): Promise<ReadonlyMap<string, DefinitionChange>> {
  const noted = groupBy(await store.tables.evaluatorVersions.read(), ({ evaluator = "" }) => evaluator);
  const labelled = groupBy(labels.entries, ({ evaluator = "" }) => evaluator);
  const hadAnother = ({ name, key }: Evaluator): boolean =>
    (noted.get(name) ?? []).some(({ evaluatorKey }) => evaluatorKey !== key) ||
    (labelled.get(name) ?? []).some(({ criterion }) => criterion !== undefined && criterion !== key);
  const changes = new Map<string, DefinitionChange>();
  for (const evaluator of evaluators.filter((one) => wanted(one.name) && hadAnother(one))) {
    const { versions } = await evaluatorHistory(store, evaluators, labels, evaluator.name);
    const [before, now] = versions.slice(-2);
    if (!before || !now) continue;
    const areKept = before.definition !== undefined && now.definition !== undefined;
    changes.set(evaluator.name, {
      ...(now.atMs !== undefined && { atMs: now.atMs }),
      ...(areKept && { lines: definitionChange(before.definition, now.definition) }),
      ...(now.flips && { flips: now.flips }),
    });
  }
  return changes;
}
