import { checkpoint, type LongWork, stableId } from "../base/index.ts";
import { contentKey, type Request } from "../behaviors/index.ts";
import type { Embedder } from "../models/index.ts";
import { equals, quote, type Store } from "../store/index.ts";

/** Texts that are embedded, then written, at once: what a cancel or a broken connection loses is not more. */
const textsAtOnce = 512;

/** Id of a text's vector. The text itself is not kept with it. */
export const vectorId = (embedder: string, content: string): string => stableId([embedder, content], 32);

/**
 * What the embedder makes of requests, by request id, in vectors of length 1. Each is made once and kept in the store. What is embedded,
 * and with an endpoint sent, is a request's content as behaviors compare it: without ids, numbers, courtesies, capitals and punctuation,
 * so that requests in the same words share a vector, whichever of them came first. One without any letter is a vector of zeros.
 */
export async function requestVectors(
  store: Store,
  embedder: Embedder,
  requests: readonly Pick<Request, "id" | "text">[],
  work: LongWork,
): Promise<ReadonlyMap<string, Float32Array>> {
  const contents = new Map(requests.map(({ id, text }) => [id, contentKey(text)]));
  const known = await keptVectors(store, embedder.identity);
  const wanted = [...new Set(contents.values())].filter(Boolean).sort();
  const missing = wanted.filter((content) => !known.has(vectorId(embedder.identity, content)));
  for (let from = 0; from < missing.length; from += textsAtOnce) {
    const texts = missing.slice(from, from + textsAtOnce);
    const vectors = await embedder.embed(texts, stepsOf(embedder, from, missing.length, work));
    if (from === 0 && isOtherWidth(vectors[0]!, known)) {
      // Another model answers to the same name now.
      await store.tables.vectors.delete(equals("embedder", embedder.identity));
      return requestVectors(store, embedder, requests, work);
    }
    await keep(store, embedder.identity, texts, vectors);
    for (const [i, content] of texts.entries()) known.set(vectorId(embedder.identity, content), vectors[i]!);
    await checkpoint(work.signal);
  }
  if (missing.length > 0) await tidy(store, embedder.identity);
  const width = known.values().next().value?.length ?? 1;
  const nothing = new Float32Array(width);
  return new Map(
    [...contents].map(([id, content]) => [
      id,
      content ? known.get(vectorId(embedder.identity, content))! : nothing,
    ]),
  );
}

/** One embedder stands at a time: what another one made goes, and the small files of many writes are joined. */
async function tidy({ tables: { vectors } }: Store, embedder: string): Promise<void> {
  const others = `embedder <> ${quote(embedder)}`;
  if ((await vectors.count(others)) > 0) await vectors.delete(others);
  await vectors.compact().catch(() => undefined);
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

async function keptVectors(store: Store, embedder: string): Promise<Map<string, Float32Array>> {
  const kept = new Map<string, Float32Array>();
  for await (const rows of store.tables.vectors.parts(["id", "vector"], equals("embedder", embedder)))
    for (const { id, vector } of rows) if (vector) kept.set(id, numbersIn(vector));
  return kept;
}

/** A copy: bytes from the database need not lie where 32-bit numbers may. */
const numbersIn = (bytes: Uint8Array): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function keep(
  store: Store,
  embedder: string,
  texts: readonly string[],
  vectors: readonly Float32Array[],
): Promise<void> {
  return store.tables.vectors.upsert(
    texts.map((content, i) => ({ id: vectorId(embedder, content), embedder, vector: bytesOf(vectors[i]!) })),
  );
}
