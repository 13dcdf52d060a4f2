import { type Membership, type MembershipDecisions, markOf, nothingDecided } from "../../behaviors/index.ts";
import { type Decisions, membershipOf } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";

/** The row of `meta` that keeps which merges and splits were in force at the last search: what is missing now was taken back. */
const appliedId = "decidedMembership";

/** What the file wants and what is in force. Where the file is not understood, what is in force stays. */
export async function membershipDecisions(store: Store, decisions: Decisions): Promise<MembershipDecisions> {
  const applied = await appliedMembership(store);
  const wanted = membershipOf(decisions.entries);
  return {
    wanted: decisions.isMembershipSure
      ? wanted
      : { ...wanted, merges: applied.merges, splits: applied.splits },
    applied,
  };
}

/** Notes what a search held to, when all that it found is written. */
export async function noteApplied({ tables: { meta } }: Store, membership: Membership): Promise<void> {
  const value = stamp(membership);
  if ((await meta.get(appliedId))?.value === value || (isEmpty(membership) && !(await meta.get(appliedId))))
    return;
  await meta.upsert([{ id: appliedId, value }]);
}

/** Whether merges or splits wait for the next search. */
export const isWaiting = ({ wanted, applied }: MembershipDecisions): boolean =>
  stamp(wanted) !== stamp(applied);

async function appliedMembership({ tables: { meta } }: Store): Promise<Membership> {
  const value = (await meta.get(appliedId))?.value;
  if (!value) return nothingDecided;
  const { merges, splits } = JSON.parse(value) as Pick<Membership, "merges" | "splits">;
  return { merges, splits, known: [] };
}

const stamp = ({ merges, splits }: Membership): string => JSON.stringify({ merges, splits });
const isEmpty = ({ merges, splits }: Membership): boolean => merges.length + splits.length === 0;

/** The behavior of each request's mark, for entries that are known by their requests alone. Reads all requests: a second for 50,000. */
export async function memberMarks({ tables: { requests } }: Store): Promise<Map<string, string>> {
  const rows = await requests.read({ columns: ["text", "behaviorId"] });
  return new Map(
    rows.flatMap(({ text, behaviorId }) => (text && behaviorId ? [[markOf(text), behaviorId] as const] : [])),
  );
}
