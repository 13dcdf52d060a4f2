import { stableId } from "../base/index.ts";
import { equals, quote, type Store } from "../store/index.ts";

/** Id of a text's vector. The text itself is not kept with it. */
export const vectorId = (embedder: string, content: string): string => stableId([embedder, content], 32);

/** All vectors that an embedder made, by their ids. */
export async function keptVectors({ tables }: Store, embedder: string): Promise<Map<string, Float32Array>> {
  const kept = new Map<string, Float32Array>();
  for await (const rows of tables.vectors.parts(["id", "vector"], equals("embedder", embedder)))
    for (const { id, vector } of rows) if (vector) kept.set(id, numbersIn(vector));
  return kept;
}

export const keepVectors = (
  { tables }: Store,
  embedder: string,
  vectors: ReadonlyMap<string, Float32Array>,
): Promise<void> =>
  tables.vectors.upsert([...vectors].map(([id, vector]) => ({ id, embedder, vector: bytesOf(vector) })));

export const dropVectorsOf = ({ tables }: Store, embedder: string): Promise<void> =>
  tables.vectors.delete(equals("embedder", embedder));

/** One embedder stands at a time: what another one made goes, and the small files of many writes are joined. */
export async function tidyVectors({ tables: { vectors } }: Store, embedder: string): Promise<void> {
  const others = `embedder <> ${quote(embedder)}`;
  if ((await vectors.count(others)) > 0) await vectors.delete(others);
  await vectors.compact().catch(() => undefined);
}

/** A copy: bytes from the database need not lie where 32-bit numbers may. */
const numbersIn = (bytes: Uint8Array): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
