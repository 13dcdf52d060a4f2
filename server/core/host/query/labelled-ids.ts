import { type LabelWord, matchesPattern, type Pattern, wholeLabels } from "../../review/index.ts";
import { anyOf } from "../../store/index.ts";
import { disagreeingIds } from "../labels/agreement.ts";
import { behaviorBounds } from "../named-behaviors.ts";
import type { QueryWorld } from "./condition-plans.ts";
import { idsPlan, negated, type Plan } from "./plan.ts";

// What people said of conversations: it lies in a file and not in the store.

/** Conversations that people labelled in one way; `none` = nobody labelled them. */
export function labelledPlan(value: string, { labels }: QueryWorld): Plan {
  const whole = [...wholeLabels(labels?.entries ?? [])];
  if (value === "none") return negated(idsPlan(whole.map(([id]) => id)));
  return idsPlan(whole.flatMap(([id, label]) => (label === (value as LabelWord) ? [id] : [])));
}

/** Conversations that evaluators see otherwise than people do. */
export async function disagreeingPlan(
  names: readonly Pattern[],
  { store, evaluators, files, labels, decidedNames = new Map() }: QueryWorld,
): Promise<Plan> {
  const entries = labels?.entries ?? [];
  if (entries.length === 0) return idsPlan([]);
  const meant = new Map<string, ReadonlySet<string>>();
  for (const { name, prompts } of evaluators) {
    if (!prompts) continue;
    const own = files.filter((file) => prompts.includes(file.name)).map(({ file }) => file);
    meant.set(name, new Set(await store.tables.links.texts("conversationId", anyOf("file", own))));
  }
  const { isWithin } = await behaviorBounds(store, evaluators, decidedNames);
  const isMeant = (name: string, id: string): boolean =>
    (meant.get(name)?.has(id) ?? true) && isWithin(name, id);
  return idsPlan(
    await disagreeingIds({ store, evaluators, isMeant }, entries, (name) =>
      names.some((pattern) => matchesPattern(pattern, name)),
    ),
  );
}
