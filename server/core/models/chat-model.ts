import type { EndpointPlace } from "./openai-endpoint.ts";
import type { Again } from "./with-retries.ts";

export interface ChatMessage {
  readonly role: "system" | "user";
  readonly content: string;
}

/**
 * JSON Schema of an answer: an object. All properties are required and no others allowed, which is what endpoints can hold a model to;
 * lengths and the like are checked by who asks.
 */
export type AnswerSchema = Readonly<Record<string, unknown>>;

/** Tokens of one call, as the endpoint counted them. */
export interface TokenCount {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input's, those that the provider had in its cache. */
  readonly cacheReadTokens?: number;
}

export interface ChatReply {
  /** What the schema allows; undefined where the model gave none. */
  readonly answer: unknown;
  /** Why there is no answer, in the words that follow "it": `answered without JSON: "…"`. */
  readonly problem?: string;
  /** The model was not asked, as what it would be asked is more than it takes: nothing is charged, and asking again does not help. */
  readonly isUnsent?: true;
  readonly tokens?: TokenCount;
}

export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  /** Asks for the likeliest words (temperature 0), drawn with this seed, as far as the endpoint knows either. */
  readonly seed?: number;
  /** Told before another request, after a failure or in another form: that is a call, too. */
  readonly again?: Again | undefined;
}

/** A model that is asked in words and answers in JSON. */
export interface ChatModel {
  /** Provider, place and model: answers of two identities are never taken for one another's. */
  readonly identity: string;
  /** What the endpoint calls the model. */
  readonly model: string;
  /** Where it is asked, such as http://127.0.0.1:11434, or VS Code. */
  readonly origin: string;
  /** What people call it. */
  readonly name: string;
  /** Calls at a time. */
  readonly concurrency: number;
  /** Calls that one search, or one evaluation, may make. */
  readonly maxCalls: number;
  /** US dollars that one evaluation may cost; absent = no limit but that of calls. */
  readonly maxUsd?: number | undefined;
  /** Calls a minute; absent = as many as it answers. */
  readonly perMinute?: number | undefined;
  /**
   * One call, with what it took. Throws a `UserError` of `model-errors.ts` where the model cannot be had, or the signal's reason at once,
   * whatever it is waiting for.
   */
  reply(messages: readonly ChatMessage[], schema: AnswerSchema, options?: AskOptions): Promise<ChatReply>;
  /** The answer of `reply` alone. */
  ask(messages: readonly ChatMessage[], schema: AnswerSchema, signal?: AbortSignal): Promise<unknown>;
}

/** What is the same for every model that is asked, wherever it is. */
export interface ChatLimits {
  readonly concurrency: number;
  readonly maxCalls: number;
  readonly maxUsd?: number;
  readonly perMinute?: number;
  /** How long one call may take, all of it. */
  readonly timeoutMs?: number;
}

/** A model behind an OpenAI-compatible endpoint. */
export interface EndpointChatSettings extends EndpointPlace, ChatLimits {
  readonly provider?: "openai";
}

/** A model that VS Code has, by its vendor and its family or id: `copilot/gpt-4o`. */
export interface EditorChatSettings extends ChatLimits {
  readonly provider: "vscode";
  readonly vscode: string;
}

export type ChatSettings = EndpointChatSettings | EditorChatSettings;

export const defaultConcurrency = 4;
/** A search of some thousand requests. What it leaves the next one takes up. */
export const defaultMaxCalls = 500;
/** Small models on a laptop take their time for ten requests. */
export const defaultTimeoutMs = 120_000;
