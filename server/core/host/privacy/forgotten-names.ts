import type { Store } from "../../store/index.ts";
import { seenMark } from "../by-model/seen-mark.ts";
import { requestsLeft } from "./unbacked.ts";

/**
 * Takes names off the disk that a model gave with a request in view that no conversation has any more, its own or a neighbour's: it may
 * have put words of it into them. Costs nothing where no model ever gave one.
 */
export async function dropForgottenNames(store: Store, left = requestsLeft(store)): Promise<void> {
  const { behaviorNames } = store.tables;
  if ((await behaviorNames.count()) === 0) return;
  const marks = new Set((await left()).map(({ text }) => seenMark(text)));
  // What a build before this one kept does not tell what was seen.
  const gone = (await behaviorNames.read({ columns: ["id", "seen"] })).filter(
    ({ seen }) => !seen?.every((mark) => marks.has(mark)),
  );
  if (gone.length === 0) return;
  await behaviorNames.deleteAny(
    "id",
    gone.map(({ id }) => id),
  );
  await behaviorNames.purge(true);
}
