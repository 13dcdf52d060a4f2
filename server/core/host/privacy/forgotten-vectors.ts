import { contentKey } from "../../behaviors/index.ts";
import type { Store } from "../../store/index.ts";
import { vectorId } from "../kept-vectors.ts";
import { requestsLeft, unbackedIds } from "./unbacked.ts";

/**
 * Takes vectors off the disk of texts that no conversation has any more and that stand in no intent. Intents of whom is forgotten must be
 * gone by then (`dropForgottenIntents`). Costs nothing where no embedder ever made one.
 */
export async function dropForgottenVectors(store: Store, left = requestsLeft(store)): Promise<void> {
  const { vectors, intents } = store.tables;
  if ((await vectors.count()) === 0) return;
  const texts = [...(await left()).map(({ text }) => text), ...(await intents.texts("intent"))];
  const contents = [...new Set(texts.filter(Boolean).map(contentKey))];
  const made = await vectors.read({ columns: ["id", "embedder"] });
  const gone = unbackedIds(
    made.map(({ id, embedder = "" }) => ({ id, maker: embedder })),
    (embedder) => contents.map((content) => vectorId(embedder, content)),
  );
  if (gone.length === 0) return;
  await vectors.deleteAny("id", gone);
  await vectors.purge(true);
}
