import type { EndpointPlace } from "./openai-endpoint.ts";
import type { Again } from "./with-retries.ts";

/** A message as an agent reads and writes it; a `Message` record of a conversation fits. */
export interface AgentMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly text: string;
  readonly toolCalls?: readonly AgentToolCall[];
  /** On tool messages: the call that this answers, and the tool's name. */
  readonly toolCallId?: string;
  readonly toolName?: string;
  readonly isError?: boolean;
}

/** `args` is the parsed JSON, or the raw string where it did not parse. */
export interface AgentToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
}

/** A tool as a model is told of it. `parameters` is its JSON Schema. */
export interface AgentTool {
  readonly name: string;
  readonly description?: string;
  readonly parameters?: unknown;
}

/** What an agent is given to go on from. */
export interface AgentTurn {
  /** All that was said so far, without a system text. */
  readonly messages: readonly AgentMessage[];
  /** The prompt as a model gets it: its variables filled in, and what production puts around it. */
  readonly systemText: string;
  /** The prompt as its file has it, and what its variables are filled with. */
  readonly promptText: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly tools: readonly AgentTool[];
  /** Texts of files that the agent is made of beside its prompt, by their paths in the workspace: as they are tried, not as they are on disk. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What it did: one message, or several where it ran its tools by itself. */
export interface AgentAnswer {
  readonly messages: readonly AgentMessage[];
  readonly usage?: { readonly inputTokens?: number; readonly outputTokens?: number };
  /** US dollars, where the agent itself says so. */
  readonly costUsd?: number;
  readonly finishReason?: string;
}

/** An agent under test. */
export interface Agent {
  /** What people call it: the model and where it is, the address, the command. */
  readonly place: string;
  /** The model's name, which prices are looked up by; absent where only the agent knows. */
  readonly model?: string;
  /** Calls at a time. */
  readonly concurrency: number;
  /**
   * One call. Throws a `UserError` where there is no answer (`isSystemic` tells what every call would meet), or the signal's reason at once,
   * whatever it is waiting for.
   */
  next(turn: AgentTurn, signal?: AbortSignal, again?: Again): Promise<AgentAnswer>;
}

interface AnyAgent {
  readonly timeoutMs: number;
  readonly concurrency: number;
}

/** Chat with tools at an OpenAI-compatible endpoint. */
export interface ModelAgent extends AnyAgent, EndpointPlace {
  readonly run: "model";
  readonly temperature?: number;
  readonly seed?: number;
  /** Of one answer. */
  readonly maxTokens?: number;
  /** Further members of the request, as its endpoint takes them: `top_p`, `response_format`. */
  readonly request?: Readonly<Record<string, unknown>>;
}

export interface HttpAgent extends AnyAgent {
  readonly run: "http";
  readonly url: string;
  readonly apiKeyEnv?: string;
  /** It runs its tools itself: then a call that may have had an effect is not made again. */
  readonly hasLiveTools: boolean;
}

export interface CommandAgent extends AnyAgent {
  readonly run: "command";
  /** A line for the shell, or a program with its arguments. */
  readonly command: string | readonly string[];
  /** Folder it runs in. */
  readonly folder: string;
  readonly hasLiveTools: boolean;
}

export type AgentSettings = ModelAgent | HttpAgent | CommandAgent;

export const defaultAgentTimeoutMs = 120_000;
export const defaultAgentConcurrency = 4;
/** A program is started for each call: no more of them than a small machine takes. */
export const defaultCommandConcurrency = 2;
