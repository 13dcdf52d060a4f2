import { stableId } from "../../base/index.ts";
import type { Attempt } from "../../improve/index.ts";
import type { AuditAction, AuditEntry, AuditTrail } from "../../review/index.ts";

/** What was taken back was not wanted either. */
const endOf: Readonly<Record<AuditAction, "accepted" | "rejected">> = {
  ...{ accepted: "accepted", approved: "accepted" },
  ...{ rejected: "rejected", reverted: "rejected" },
};

/**
 * What a person's decision teaches, edit by edit. The store keeps the same under the same ids, so that nothing counts twice. Of decisions of
 * builds that did not say what they teach only the reason is known.
 */
export function attemptsOfDecision(entry: AuditEntry): Attempt[] {
  const { at, who, action, suggestion, cycle, file, target, reason, learnt } = entry;
  const end = endOf[action];
  const common = {
    ...{ atMs: Date.parse(at) || 0, prompt: file, target: learnt?.target ?? target ?? "", end, who },
    ...{ context: learnt?.context ?? {}, failure: target ?? learnt?.target ?? "" },
    ...(cycle !== undefined && { cycle }),
    ...(reason !== undefined && { why: reason }),
  };
  const said = action === "reverted" ? "taken back" : "turned down";
  const told = (what: string): string =>
    end === "accepted"
      ? `${what} helped.`
      : `${what} was ${said} by a person${reason === undefined ? "." : `: ${reason}`}`;
  if (!learnt)
    return [
      {
        ...{ id: stableId(["attempt", suggestion]), ...common, operator: "unknown" },
        reflection: told("An edit"),
      },
    ];
  return learnt.edits.map(({ hunk, operator, effect, text }) => ({
    ...{ id: stableId(["attempt", suggestion, hunk]), ...common, operator },
    ...(effect !== undefined && { effect }),
    ...(text !== undefined && { text }),
    ...(end === "accepted" && learnt.fixed && { mended: learnt.fixed }),
    reflection: told(text === undefined ? `An edit of the kind ${operator}` : `“${text}”`),
  }));
}

/** What people decided and did not forget since; the last decision on an edit counts. */
export function attemptsOfTrail({ entries, resets }: AuditTrail): Attempt[] {
  const byId = new Map<string, Attempt>();
  for (const [i, entry] of entries.entries()) {
    const isForgotten = resets.some(
      ({ file, behind }) => i < behind && (file === undefined || file === entry.file),
    );
    if (!isForgotten) for (const one of attemptsOfDecision(entry)) byId.set(one.id, one);
  }
  return [...byId.values()];
}

/** By prompt, the conversations that changes mended which are still wanted: whatever memory forgets, those must go on passing. */
export function mendedOfTrail({ entries }: AuditTrail, prompt: string): string[] {
  const last = new Map(entries.map((one) => [one.suggestion, one]));
  return [...last.values()].flatMap(({ file, action, learnt }) =>
    file === prompt && endOf[action] === "accepted" ? (learnt?.fixed ?? []) : [],
  );
}
