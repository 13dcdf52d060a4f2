import type { SearchedBefore, TrailStep } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import type { CycleReport } from "./cycle-report.ts";

/** Keeps a cycle in place of an earlier run of the same. Of whom was forgotten meanwhile nothing stays. */
export async function keepCycle(store: Store, report: CycleReport): Promise<void> {
  const { suggestion } = report;
  const conversationIds = [
    ...new Set(
      [...(suggestion?.fixed ?? []), ...(suggestion?.broken ?? [])].flatMap(
        (one) => one.conversationId ?? [],
      ),
    ),
  ];
  if ((await store.missing(conversationIds)).length > 0) return;
  await store.tables.cycles.upsert([
    {
      ...{ id: report.id, prompt: report.plan.prompt.file, target: report.plan.target.id },
      ...{ report: JSON.stringify(report), conversationIds, atMs: report.atMs },
    },
  ]);
}

/** Keeps what was done in a cycle, in place of what was in an earlier run of it. `conversationIds`: all that were run again or quoted. */
export async function keepTrail(
  store: Store,
  cycle: string,
  {
    steps,
    conversationIds,
  }: { readonly steps: readonly TrailStep[]; readonly conversationIds: readonly string[] },
): Promise<void> {
  if (steps.length === 0 || (await store.missing(conversationIds)).length > 0) return;
  await store.tables.cycleTrails.upsert([
    { id: cycle, steps: JSON.stringify(steps), conversationIds: [...conversationIds], atMs: Date.now() },
  ]);
}

/** What was done in it, as far as that is kept: whoever is forgotten takes it along. */
export async function keptTrail({ tables }: Store, cycle: string): Promise<readonly TrailStep[]> {
  const row = await tables.cycleTrails.get(cycle);
  return row?.steps ? (JSON.parse(row.steps) as TrailStep[]) : [];
}

/** The oldest first. */
export async function keptCycles({ tables }: Store): Promise<CycleReport[]> {
  const rows = await tables.cycles.read({ columns: ["id", "report"] });
  return rows
    .flatMap(({ report }) => (report ? [JSON.parse(report) as CycleReport] : []))
    .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
}

/** Those that were not cut short, the newest first. */
export const searchedBefore = async (store: Store): Promise<SearchedBefore[]> =>
  (await keptCycles(store))
    .filter(({ end }) => end !== "budget" && end !== "cancelled")
    .reverse()
    .map(({ plan, figures }) => ({ target: plan.target, ...(figures && { figures }) }));

/** How many cycles came to the gate for this target of the prompt, and to no suggestion, since one did; without the one of this id. */
export function gatedSinceSuggestion(
  cycles: readonly CycleReport[],
  { target, prompt }: Pick<CycleReport["plan"], "target" | "prompt">,
  id: string,
): number {
  const own = cycles.filter(
    ({ plan, ...one }) =>
      one.id !== id && plan.prompt.file === prompt.file && plan.target.id === target.id && one.gate,
  );
  return own.length - 1 - own.findLastIndex(({ suggestion }) => suggestion !== undefined);
}
