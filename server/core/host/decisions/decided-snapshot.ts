import { LineIndex, sha256 } from "../../base/index.ts";
import {
  type DecisionProblem,
  type Decisions,
  laidOver,
  matchEntries,
  needsMarks,
  type Snapshot,
} from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { decisionsText, loadDecisions } from "./decisions-file.ts";
import { isWaiting, memberMarks, membershipDecisions } from "./membership.ts";

/** What people decided, over the snapshots of one store: made anew only where the figures or the file are others. */
export class DecisionsOver {
  private last: { readonly plain: Snapshot; readonly text: string; readonly decided: Snapshot } | undefined;

  constructor(
    private readonly root: string,
    private readonly store: Store,
  ) {}

  /** A day that is over ends what was muted until then: that is seen with the next figures. */
  async over(plain: Snapshot): Promise<Snapshot> {
    const file = await loadDecisions(this.root);
    if (this.last?.plain !== plain || this.last.text !== file.text) {
      const revision = withText(plain.revision, file.text);
      const decided = await decidedSnapshot({ ...plain, revision }, file, this.store);
      this.last = { plain, text: file.text, decided };
    }
    return this.last.decided;
  }

  /** The store's revision, with the state of the file where there is one. */
  async revision(ofStore: string): Promise<string> {
    return withText(ofStore, await decisionsText(this.root).catch(() => ""));
  }

  /** Names that people gave, by id of the behavior. */
  async names(): Promise<ReadonlyMap<string, string>> {
    const { entries } = (await loadDecisions(this.root)).decisions;
    return new Map(entries.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name] as const])));
  }
}

const withText = (revision: string, text: string): string =>
  text === "" ? revision : `${revision}+${sha256(text).slice(0, 8)}`;

/** A snapshot with what people decided laid over it, and what of the file has no effect. Without a store entries match by id alone. */
export async function decidedSnapshot(
  snapshot: Snapshot,
  { text, decisions }: { readonly text: string; readonly decisions: Decisions },
  store?: Store,
): Promise<Snapshot> {
  if (text === "" && decisions.issues.length === 0) return snapshot;
  const { entries, issues } = decisions;
  const ids = snapshot.behaviors.map(({ id }) => id);
  const marks = store && needsMarks(entries, ids) ? await memberMarks(store) : new Map<string, string>();
  const { entryOf, lost } = matchEntries(entries, ids, marks);
  const waits = store && ids.length > 0 && isWaiting(await membershipDecisions(store, decisions));
  const lines = new LineIndex(text);
  const problems: DecisionProblem[] = [
    ...issues.map(({ range, message }) => ({
      line: lines.positionAt(range.start).line,
      message,
      isIssue: true as const,
    })),
    // Before the first search nothing can match.
    ...(ids.length > 0 ? lost : []).map(({ id, range }) => ({
      id,
      line: lines.positionAt(range.start).line,
      message: `${id} matches no behavior any more: no behavior has most of its requests. Decide again, or remove the entry.`,
    })),
    ...(waits ? [{ line: 0, message: waiting }] : []),
  ];
  return {
    ...laidOver(snapshot, entries, entryOf),
    ...(problems.length > 0 && { decisionProblems: problems.sort((a, b) => a.line - b.line) }),
  };
}

const waiting =
  'Merges or splits in this file wait for the next search: "Homeostat: Find Behaviors", or homeostat behaviors';
