/**
 * The scripted model's embeddings: each word, cut to its first five letters, is a direction of the space, and a text the sum of its words.
 * No model, but what real ones promise: the same text gives the same vector, and texts that share words are alike.
 */
export declare const scriptedEmbeddingModel = "scripted-embedding-1";
export interface EmbeddingRequest {
  readonly model: string;
  readonly input: string | readonly string[];
  readonly dimensions?: number;
  readonly encoding_format?: "float" | "base64";
}
export declare function embeddingsOf({ model, input, dimensions, encoding_format }: EmbeddingRequest): object;
