import type { Attempt } from "../../improve/index.ts";
import type { AuditTrail } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { addMemoryReset, loadAuditTrail } from "../approval/audit-file.ts";
import { labellerName } from "../labels/give-labels.ts";
import { attemptsOfTrail } from "./attempts-of-trail.ts";
import { deleteAttempts, keptAttempts } from "./kept-attempts.ts";

export interface MemoryPlace {
  readonly store: Store;
  readonly root: string;
  readonly trusted: boolean;
}

type ReadPlace = Pick<MemoryPlace, "store" | "root">;

/**
 * What was tried, of one prompt or of all, the oldest first: what the store of this machine knows, and what people decided, which the committed audit
 * trail tells a fresh clone as well. What somebody forgot by a line of the trail is forgotten in every clone.
 */
export async function rememberedAttempts({ store, root }: ReadPlace, prompt?: string): Promise<Attempt[]> {
  const [kept, trail] = await Promise.all([keptAttempts(store, prompt), auditTrail(root)]);
  const decided = attemptsOfTrail(trail).filter((one) => prompt === undefined || one.prompt === prompt);
  const byId = new Map(kept.filter((one) => !isForgotten(one, trail)).map((one) => [one.id, one]));
  const decidedCycles = new Set(kept.flatMap(({ who, cycle }) => (who === undefined ? [] : cycle)));
  for (const one of decided) {
    // A decision of an earlier build says less than what the store kept of it.
    if (one.operator === "unknown" && decidedCycles.has(one.cycle)) continue;
    byId.set(one.id, { ...byId.get(one.id), ...one });
  }
  return [...byId.values()].sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
}

/** Empty where it cannot be read: whoever decides is told then, and memory goes on with what the store knows. */
export const auditTrail = (root: string): Promise<AuditTrail> =>
  loadAuditTrail(root).catch(() => ({ entries: [], resets: [], issues: [] }));

const isForgotten = ({ atMs, prompt }: Attempt, { resets }: AuditTrail): boolean =>
  resets.some(({ at, file }) => (file === undefined || file === prompt) && atMs <= Date.parse(at));

/**
 * Forgets what was tried, of one prompt or of all; what people decided by a line behind it in the audit trail, which takes nothing out of it. Gives how
 * many attempts there were. Throws what `addMemoryReset` throws.
 */
export async function forgetAttempts(place: MemoryPlace, prompt?: string): Promise<number> {
  const { store, root } = place;
  const all = await rememberedAttempts(place, prompt);
  const decided = attemptsOfTrail(await auditTrail(root));
  if (decided.some((one) => prompt === undefined || one.prompt === prompt))
    await addMemoryReset(root, {
      at: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
      who: await labellerName(place),
      ...(prompt !== undefined && { file: prompt }),
    });
  await deleteAttempts(store, prompt);
  return all.length;
}
