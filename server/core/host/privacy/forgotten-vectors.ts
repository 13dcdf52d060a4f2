import { contentKey } from "../../behaviors/index.ts";
import type { Store } from "../../store/index.ts";
import { requestsIn } from "../asked-requests.ts";
import { vectorId } from "../kept-vectors.ts";

/**
 * Takes vectors off the disk of texts that no conversation has any more and that stand in no intent. Intents of whom is forgotten must be
 * gone by then (`dropForgottenIntents`). Costs nothing where no embedder ever made one.
 */
export async function dropForgottenVectors(store: Store): Promise<void> {
  const { vectors, conversations, intents } = store.tables;
  if ((await vectors.count()) === 0) return;
  const asked = (await conversations.read({ columns: ["id", "opening", "laterRequests"] })).flatMap(
    requestsIn,
  );
  const texts = [...asked.map(({ text }) => text), ...(await intents.texts("intent"))];
  const contents = [...new Set(texts.filter(Boolean).map(contentKey))];
  const idsOf = new Map<string, ReadonlySet<string>>();
  const gone: string[] = [];
  for await (const rows of vectors.parts(["id", "embedder"]))
    for (const { id, embedder = "" } of rows) {
      const ids = idsOf.get(embedder) ?? new Set(contents.map((content) => vectorId(embedder, content)));
      idsOf.set(embedder, ids);
      if (!ids.has(id)) gone.push(id);
    }
  if (gone.length === 0) return;
  await vectors.deleteAny("id", gone);
  await vectors.purge(true);
}
