/**
 * The scripted model's embeddings: each word, cut to its first five letters, is a direction of the space, and a text the sum of its words.
 * No model, but what real ones promise: the same text gives the same vector, and texts that share words are alike.
 */
export const scriptedEmbeddingModel = "scripted-embedding-1";

export interface EmbeddingRequest {
  readonly model: string;
  readonly input: string | readonly string[];
  readonly dimensions?: number;
  readonly encoding_format?: "float" | "base64";
}

const width = 64;

export function embeddingsOf({ model, input, dimensions, encoding_format }: EmbeddingRequest): object {
  const texts = typeof input === "string" ? [input] : input;
  const data = texts.map((text, index) => {
    const vector = vectorOf(text, dimensions ?? width);
    const embedding =
      encoding_format === "float" ? [...vector] : Buffer.from(vector.buffer).toString("base64");
    return { object: "embedding", index, embedding };
  });
  const tokens = texts.reduce((sum, text) => sum + wordsOf(text).length, 0);
  // Last first: what stands where is said by `index`.
  return {
    object: "list",
    model,
    data: data.reverse(),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];

function vectorOf(text: string, size: number): Float32Array {
  const vector = new Float32Array(size);
  for (const word of wordsOf(text)) {
    let hash = 7;
    for (const letter of word.slice(0, 5)) hash = (Math.imul(hash, 31) + letter.codePointAt(0)!) >>> 0;
    vector[hash % size]! += 1;
  }
  if (!vector.some(Boolean)) vector[0] = 1;
  return vector;
}
