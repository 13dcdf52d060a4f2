import type { LongWork } from "../base/index.ts";
import type { EndpointPlace } from "./openai-endpoint.ts";

/** Makes vectors of texts by a model that was trained elsewhere: texts that mean the same lie close, whatever their words. */
export interface Embedder {
  /** Provider, model, revision and where it runs. Vectors of two identities are of two spaces and never compared. */
  readonly identity: string;
  /** What people call it. */
  readonly name: string;
  /**
   * One vector a text, in their order, all of one width and each of length 1. Progress has the stage "embedding", done and total in texts; what
   * has to be downloaded or loaded first is, with stages of its own.
   * Throws a `UserError` of `model-errors.ts`, or the signal's reason.
   */
  embed(texts: readonly string[], work?: LongWork): Promise<Float32Array[]>;
  /** Gives the model's memory back; the next `embed` loads it again. */
  close(): Promise<void>;
}

/** A model that runs on this machine by transformers.js, as ONNX. */
export interface TransformersSettings {
  readonly kind: "transformers";
  /** Name on the hub, `organisation/model`. */
  readonly model: string;
  /** Branch, tag or commit there. */
  readonly revision: string;
  /** Which of the model's files: how its numbers are kept. */
  readonly dtype: ModelDtype;
  /** How the vectors of a text's words become one: what the model was trained with. */
  readonly pooling: "mean" | "cls";
  /** A folder that has the model, or a folder of models: then nothing is ever downloaded. */
  readonly folder?: string;
  /** Where downloads are kept. */
  readonly cacheFolder: string;
}

/** A model behind an OpenAI-compatible endpoint: texts are sent there. */
export interface EndpointSettings extends EndpointPlace {
  readonly kind: "endpoint";
  /** Width to ask for; without it the model's own. */
  readonly dimensions?: number;
}

/** `auto`: the default model where it is on this machine already, else words are compared. `lexical`: words are compared. */
export type EmbeddingSettings =
  | { readonly kind: "auto"; readonly cacheFolder: string }
  | { readonly kind: "lexical" }
  | TransformersSettings
  | EndpointSettings;

export const modelDtypes = ["fp32", "fp16", "q8", "int8", "uint8", "q4", "q4f16", "bnb4"] as const;
export type ModelDtype = (typeof modelDtypes)[number];

/** Small (23 MB as q8), fast, English. */
export const defaultModel = "Xenova/all-MiniLM-L6-v2";
