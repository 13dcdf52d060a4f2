import { type EmbeddingRequest } from "./scripted-embeddings.ts";
import { type ScriptedJudging } from "./scripted-judging.ts";
/**
 * A scripted stand-in for a chat model behind an OpenAI-compatible server on this machine. It is no model: it calls tools when they are
 * offered and the user asks for what they do (one at a time where the prompt says so), tells what a tool gave, answers in JSON of the form that is asked for, reads requests
 * and names behaviors by rules (`scripted-reading.ts`), judges by rules (`scripted-judging.ts`), begins and shortens its answers as the prompt says, streams when asked, and counts its tokens. What programs send to it and get from it is what
 * they would exchange with a model, so that what their instrumentation records can be held against `exchanges`.
 */
export interface ScriptedModel {
  /** Base URL of the API, as clients take it. */
  readonly url: string;
  /** All that was asked and answered, in order. */
  readonly exchanges: readonly Exchange[];
  /** Requests for embeddings that were answered, in order. */
  readonly embedded: readonly EmbeddingRequest[];
  readonly close: () => Promise<void>;
}
export interface Exchange {
  readonly request: ChatRequest;
  readonly message: ChatMessage;
  readonly finishReason: "stop" | "length" | "tool_calls";
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
  };
}
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly {
    readonly type: "function";
    readonly function: ScriptedTool;
  }[];
  readonly stream?: boolean;
  readonly stream_options?: {
    readonly include_usage?: boolean;
  };
  readonly max_tokens?: number;
  readonly response_format?: {
    readonly type: string;
    readonly json_schema?: {
      readonly schema?: ObjectSchema;
    };
  };
}
export interface ChatMessage {
  readonly role: "system" | "developer" | "user" | "assistant" | "tool";
  readonly content?:
    | string
    | null
    | readonly {
        readonly type: string;
        readonly text?: string;
      }[];
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly type: "function";
    readonly function: {
      readonly name: string;
      readonly arguments: string;
    };
  }[];
  readonly tool_call_id?: string;
}
interface ScriptedTool {
  readonly name: string;
  readonly description?: string;
  readonly parameters?: ObjectSchema;
}
interface ObjectSchema {
  readonly properties?: Readonly<
    Record<
      string,
      {
        readonly type?: string;
        readonly enum?: readonly string[];
      }
    >
  >;
  readonly required?: readonly string[];
}
export declare const scriptedModelName = "scripted-1";
export interface ScriptedOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Requests without it are refused. */
  readonly key?: string;
  /** So many requests are told to come back later, before the first is answered. */
  readonly busy?: number;
  /** It does what the texts of others that it is shown tell it. */
  readonly isGullible?: boolean;
  /** As a judge it does not see this: a planted fault. */
  readonly blindTo?: ScriptedJudging["blindTo"];
  /** In place of an answer to the chat request of this number, from 1: a status, headers and a body, or nothing ever. Undefined = it answers. */
  readonly fails?: (request: ChatRequest, number: number) => ScriptedFailure | "stall" | undefined;
  /** Response formats that it refuses, as endpoints do that do not know them. */
  readonly refusedForms?: readonly string[];
  /** What it answers in place of what it should; undefined = as it should. */
  readonly garbles?: (request: ChatRequest) => string | undefined;
  /** Done before the chat request of this number, from 1, is answered. */
  readonly before?: (number: number) => unknown;
}
export interface ScriptedFailure {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
export declare function startScriptedModel(options?: ScriptedOptions): Promise<ScriptedModel>;
export declare const textOf: ({ content }: ChatMessage) => string;
