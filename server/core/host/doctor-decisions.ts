import { LineIndex } from "../base/index.ts";
import { activeEntries, decisionsFileName, plural } from "../review/index.ts";
import { loadDecisions } from "./decisions/decisions-file.ts";
import type { DoctorCheck } from "./doctor.ts";

const area = "decisions" as const;
/** So many are told one by one. */
const most = 20;

/** What people decided about behaviors; nothing where there is no such file. `behaviorIds`: those in the store, where it could be looked at. */
export async function decisionChecks(
  root: string,
  behaviorIds: readonly string[] | undefined,
): Promise<DoctorCheck[]> {
  const { text, decisions } = await loadDecisions(root);
  const { entries, issues } = decisions;
  if (text === "" && issues.length === 0) return [];
  const lines = new LineIndex(text);
  const lineOf = (offset: number): number => lines.positionAt(offset).line + 1;
  const ids = new Set(behaviorIds);
  const lost = ids.size === 0 ? [] : activeEntries(entries).filter(({ id }) => !ids.has(id));
  return [
    {
      area,
      code: "decisions",
      status: "ok",
      says: `${decisionsFileName} has decisions about ${plural(entries.length, "behavior")}.`,
    },
    ...issues.slice(0, most).map(
      ({ range, message, isUnsure }): DoctorCheck => ({
        area,
        code: "decisions.issue",
        status: "problem",
        says: `${decisionsFileName}:${lineOf(range.start)}: ${message}`,
        next: decisions.isUnreadable
          ? "Put it right: until then nothing of it counts, and merges and splits stay as they are."
          : isUnsure
            ? "Fix that line: until then merges and splits stay as they are."
            : "Fix that line; the rest of the file counts meanwhile.",
      }),
    ),
    ...lost.slice(0, most).map(
      ({ id, range }): DoctorCheck => ({
        area,
        code: "decisions.lost",
        status: "warning",
        says: `${decisionsFileName}:${lineOf(range.start)}: ${id} is no behavior in this store.`,
        next: "Search: homeostat behaviors. It finds a behavior again by its requests; what is lost then, decide again or remove.",
      }),
    ),
  ];
}
