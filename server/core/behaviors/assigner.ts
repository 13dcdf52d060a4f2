import { deserialize, serialize } from "node:v8";
import { centroidOf, dot } from "./exemplars.ts";
import { type Embeddings, embedTexts, type LexicalModel, shortened, sideBySide } from "./lexical-embedder.ts";
import type { Request } from "./requests.ts";

/** What a new request is assigned by, until the next search: the vectors' models, and of each behavior its centre and how far its requests lie from it. */
export interface Assigner {
  readonly asked: LexicalModel;
  /** Where it is known how requests were handled, and how much that counts. */
  readonly handled?: LexicalModel;
  readonly handlingShare: number;
  readonly behaviorIds: readonly string[];
  /** One row of length 1 for each behavior. */
  readonly centroids: Float32Array;
  /** Cosine with the centre that nearly all of a behavior's requests have. */
  readonly floors: Float32Array;
}

/** What makes vectors of requests. */
type Models = Pick<Assigner, "asked" | "handled" | "handlingShare">;

/** Of a hundred requests of a behavior this many may be further away than a new one may be. */
const FAR_SHARE = 0.05;
/** Models are kept with their most frequent terms, which say nearly all: a new request then lies a little further away. */
const TERMS_KEPT = 8_000;
const SLACK = 0.05;

/** `clusters[b]`: rows of the embeddings that are behavior b. */
export function assignerOf(
  models: Models,
  behaviorIds: readonly string[],
  clusters: readonly (readonly number[])[],
  embeddings: Embeddings,
): Assigner {
  const { vectors, width } = embeddings;
  const centroids = new Float32Array(behaviorIds.length * width);
  const floors = clusters.map((rows, b) => {
    const centroid = centroidOf(embeddings, rows);
    centroids.set(centroid, b * width);
    const near = rows.map((row) => dot(vectors.subarray(row * width, (row + 1) * width), centroid));
    return near.sort((x, y) => x - y)[Math.floor(FAR_SHARE * near.length)]! - SLACK;
  });
  return {
    ...models,
    asked: shortened(models.asked, TERMS_KEPT),
    ...(models.handled && { handled: shortened(models.handled, TERMS_KEPT) }),
    behaviorIds,
    centroids,
    floors: Float32Array.from(floors),
  };
}

/** Vectors of requests by their own words and how they were handled. */
export function embedRequests(
  { asked, handled, handlingShare }: Models,
  requests: readonly Pick<Request, "text" | "handling">[],
): Embeddings {
  const own = embedTexts(
    asked,
    requests.map(({ text }) => text),
  );
  if (!handled) return own;
  const handlings = requests.map(({ handling = "" }) => handling);
  return sideBySide(own, embedTexts(handled, handlings), handlingShare);
}

/** The behavior of each request: that whose centre is nearest, undefined where it is further away than nearly all of its own. */
export function assign(
  assigner: Assigner,
  requests: readonly Pick<Request, "text" | "handling">[],
): (string | undefined)[] {
  const { behaviorIds, centroids, floors } = assigner;
  const { vectors, width } = embedRequests(assigner, requests);
  return requests.map((_, row) => {
    const vector = vectors.subarray(row * width, (row + 1) * width);
    let [best, cosine] = [-1, Number.NEGATIVE_INFINITY];
    behaviorIds.forEach((_id, b) => {
      const found = dot(vector, centroids.subarray(b * width, (b + 1) * width));
      if (found > cosine) [best, cosine] = [b, found];
    });
    return best >= 0 && cosine >= floors[best]! ? behaviorIds[best] : undefined;
  });
}

/** Raise with every change of what is packed. */
const packVersion = 1;

export const packAssigner = (assigner: Assigner): Uint8Array => serialize({ packVersion, assigner });

/** Undefined for what another version packed, or what is damaged: the next search makes it anew. */
export function unpackAssigner(bytes: Uint8Array): Assigner | undefined {
  try {
    const packed = deserialize(bytes) as { readonly packVersion?: number; readonly assigner: Assigner };
    return packed.packVersion === packVersion ? packed.assigner : undefined;
  } catch {
    return undefined;
  }
}
