import type { Store } from "../../store/index.ts";
import { intentId } from "../by-model/kept-intents.ts";
import { requestsLeft, unbackedIds } from "./unbacked.ts";

/**
 * Takes off the disk what a model read in requests that no conversation has any more. Requests in the same words share an intent: where it
 * was read in one that is gone, the others lose it and are asked about again. Costs nothing where no model ever read one.
 */
export async function dropForgottenIntents(store: Store, left = requestsLeft(store)): Promise<void> {
  const { intents, requests } = store.tables;
  if ((await intents.count()) === 0) return;
  const asked = await left();
  const made = await intents.read({ columns: ["id", "model"] });
  const gone = unbackedIds(
    made.map(({ id, model = "" }) => ({ id, maker: model })),
    (model) => asked.map((one) => intentId(model, one)),
  );
  if (gone.length === 0) return;
  await intents.deleteAny("id", gone);
  await intents.purge(true);
  const stay = new Set(await intents.texts("intent"));
  const theirs = (await requests.read()).filter(({ intent }) => intent && !stay.has(intent));
  await store.conclude(
    "requests",
    theirs.map(({ intent: _, success: __, ...row }) => row),
  );
  await requests.purge(true);
}
