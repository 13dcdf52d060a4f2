import { checkpoint, groupBy, type LongWork } from "../base/index.ts";
import { contentKey, type Request } from "../behaviors/index.ts";
import type { Embedder } from "../models/index.ts";
import type { Store } from "../store/index.ts";
import { dropVectorsOf, keepVectors, keptVectors, tidyVectors, vectorId } from "./kept-vectors.ts";
import { dropForgottenVectors } from "./privacy/forgotten-vectors.ts";

/** Texts that are embedded, then written, at once: what a cancel or a broken connection loses is not more. */
const textsAtOnce = 512;

/**
 * What the embedder makes of requests, by request id, in vectors of length 1. Each is made once and kept in the store. What is embedded,
 * and with an endpoint sent, is a request's content as behaviors compare it: without ids, numbers, courtesies, capitals and punctuation,
 * so that requests in the same words share a vector, whichever of them came first; where a model read its intent, that. One without any letter is a vector of zeros.
 */
export async function requestVectors(
  store: Store,
  embedder: Embedder,
  requests: readonly Pick<Request, "id" | "conversationId" | "text" | "intent">[],
  work: LongWork,
): Promise<ReadonlyMap<string, Float32Array>> {
  const byContent = groupBy(requests, ({ text, intent }) => contentKey(intent ?? text));
  const known = await keptVectors(store, embedder.identity);
  const idOf = (content: string): string => vectorId(embedder.identity, content);
  const missing = [...byContent.keys()].filter((content) => content && !known.has(idOf(content))).sort();
  for (let from = 0; from < missing.length; from += textsAtOnce) {
    const texts = missing.slice(from, from + textsAtOnce);
    const vectors = await embedder.embed(texts, stepsOf(embedder, from, missing.length, work));
    if (from === 0 && isOtherWidth(vectors[0]!, known)) {
      // Another model answers to the same name now.
      await dropVectorsOf(store, embedder.identity);
      return requestVectors(store, embedder, requests, work);
    }
    const made = new Map(texts.map((content, i) => [idOf(content), vectors[i]!]));
    await keepVectors(store, embedder.identity, made);
    // As `Store.conclude` does: of whom another process forgot meanwhile nothing stays.
    const conversations = texts.flatMap((content) =>
      byContent.get(content)!.map((one) => one.conversationId),
    );
    if ((await store.missing(conversations)).length > 0) await dropForgottenVectors(store);
    for (const [id, vector] of made) known.set(id, vector);
    await checkpoint(work.signal);
  }
  if (missing.length > 0) await tidyVectors(store, embedder.identity);
  const nothing = new Float32Array(known.values().next().value?.length ?? 1);
  return new Map(
    [...byContent].flatMap(([content, same]) => {
      const vector = content ? known.get(idOf(content))! : nothing;
      return same.map(({ id }) => [id, vector] as const);
    }),
  );
}

/** The embedder counts its own texts; people are told of all that is to be done. What it loads or downloads first it tells itself. */
function stepsOf(
  embedder: Embedder,
  before: number,
  total: number,
  { signal, progress }: LongWork,
): LongWork {
  return {
    ...(signal && { signal }),
    ...(progress && {
      progress: ({ stage, ...step }) =>
        stage === "embedding"
          ? progress({ stage: `embedding requests with ${embedder.name}`, done: before + step.done, total })
          : progress({ stage, ...step }),
    }),
  };
}

const isOtherWidth = (vector: Float32Array, known: ReadonlyMap<string, Float32Array>): boolean =>
  known.size > 0 && known.values().next().value!.length !== vector.length;
