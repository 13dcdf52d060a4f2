import type { Store } from "../../store/index.ts";
import { requestColumns, requestsIn } from "../asked-requests.ts";
import { intentId } from "../by-model/kept-intents.ts";

/**
 * Takes off the disk what a model read in requests that no conversation has any more. Requests in the same words share an intent: where it
 * was read in one that is gone, the others lose it and are asked about again. Costs nothing where no model ever read one.
 */
export async function dropForgottenIntents(store: Store): Promise<void> {
  const { conversations, intents, requests } = store.tables;
  if ((await intents.count()) === 0) return;
  const left = (await conversations.read({ columns: [...requestColumns] })).flatMap(requestsIn);
  const idsOf = new Map<string, ReadonlySet<string>>();
  const gone: string[] = [];
  const stay = new Set<string>();
  for await (const rows of intents.parts(["id", "model", "intent"]))
    for (const { id, model = "", intent } of rows) {
      const ids = idsOf.get(model) ?? new Set(left.map((one) => intentId(model, one)));
      idsOf.set(model, ids);
      if (!ids.has(id)) gone.push(id);
      else if (intent) stay.add(intent);
    }
  if (gone.length === 0) return;
  await intents.deleteAny("id", gone);
  await intents.purge(true);
  const theirs = (await requests.read()).filter(({ intent }) => intent && !stay.has(intent));
  await store.conclude(
    "requests",
    theirs.map(({ intent: _, success: __, ...row }) => row),
  );
  await requests.purge(true);
}
