import { sha256 } from "../../base/index.ts";
import { conversationOf } from "../../behaviors/index.ts";
import type { Row, Store } from "../../store/index.ts";
import { requestColumns, requestsIn } from "../asked-requests.ts";

interface Exemplar {
  readonly requestId: string;
  readonly text: string;
}

/** Stands for a request that a model saw; the text itself is not kept with the name it gave. */
export const seenMark = (text: string): string => sha256(text).slice(0, 16);

export const marksOf = (exemplars: readonly Exemplar[]): string[] =>
  exemplars.map(({ text }) => seenMark(text));

/** Writes names. As `Store.conclude` does: of whom another process forgot meanwhile nothing stays. `about`: all that any of them was given in view of. */
export async function keepNames(
  store: Store,
  rows: readonly Row<"behaviorNames">[],
  about: readonly Exemplar[],
): Promise<void> {
  await store.tables.behaviorNames.upsert(rows);
  const conversations = about.map(({ requestId }) => conversationOf(requestId));
  if ((await store.missing(conversations)).length > 0) await dropForgottenNames(store);
}

/**
 * Takes names off the disk that a model gave with a request in view that no conversation has any more, its own or a neighbour's: it may
 * have put words of it into them. Gives these names. Costs nothing where no model ever gave one.
 */
export async function dropForgottenNames(store: Store): Promise<ReadonlySet<string>> {
  const { behaviorNames, conversations } = store.tables;
  if ((await behaviorNames.count()) === 0) return new Set();
  const asked = (await conversations.read({ columns: [...requestColumns] })).flatMap(requestsIn);
  const left = new Set(asked.map(({ text }) => seenMark(text)));
  // What a build before this one kept does not tell what was seen.
  const gone = (await behaviorNames.read()).filter(({ seen }) => !seen?.every((mark) => left.has(mark)));
  if (gone.length === 0) return new Set();
  await behaviorNames.deleteAny(
    "id",
    gone.map(({ id }) => id),
  );
  await behaviorNames.purge(true);
  return new Set(gone.flatMap(({ name, seen }) => (name && seen ? [name] : [])));
}
