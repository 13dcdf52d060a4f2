import type { EndpointPlace } from "./openai-endpoint.ts";

export interface ChatMessage {
  readonly role: "system" | "user";
  readonly content: string;
}

/**
 * JSON Schema of an answer: an object. All properties are required and no others allowed, which is what endpoints can hold a model to;
 * lengths and the like are checked by who asks.
 */
export type AnswerSchema = Readonly<Record<string, unknown>>;

/** A model that is asked in words and answers in JSON. */
export interface ChatModel {
  /** Provider, place and model: answers of two identities are never taken for one another's. */
  readonly identity: string;
  /** What the endpoint calls the model. */
  readonly model: string;
  /** Where it is asked, such as http://127.0.0.1:11434. */
  readonly origin: string;
  /** What people call it. */
  readonly name: string;
  /** Calls at a time. */
  readonly concurrency: number;
  /** Calls that one search may make. */
  readonly maxCalls: number;
  /**
   * One call. Gives an answer that the schema allows, undefined where the model gave none. Throws a `UserError` of `model-errors.ts` where
   * the model cannot be had, or the signal's reason at once, whatever it is waiting for.
   */
  ask(messages: readonly ChatMessage[], schema: AnswerSchema, signal?: AbortSignal): Promise<unknown>;
}

export interface ChatSettings extends EndpointPlace {
  readonly concurrency: number;
  readonly maxCalls: number;
}

export const defaultConcurrency = 4;
/** A search of some thousand requests. What it leaves the next one takes up. */
export const defaultMaxCalls = 500;
