import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type EmbeddingRequest, embeddingsOf, scriptedEmbeddingModel } from "./scripted-embeddings.ts";
import { judgingOf, type ScriptedJudging } from "./scripted-judging.ts";
import { promptedIn, readingOf } from "./scripted-reading.ts";
import { type Reflects, reflectionIn, reflectionOf } from "./scripted-reflection.ts";
import { scriptedUserTurn } from "./scripted-user.ts";

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
  /** Chat requests so far, whatever became of them. */
  readonly arrived: number;
  /** Requests for embeddings that were answered, in order. */
  readonly embedded: readonly EmbeddingRequest[];
  readonly close: () => Promise<void>;
}

export interface Exchange {
  readonly request: ChatRequest;
  readonly message: ChatMessage;
  readonly finishReason: "stop" | "length" | "tool_calls";
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly { readonly type: "function"; readonly function: ScriptedTool }[];
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly max_tokens?: number;
  readonly response_format?: {
    readonly type: string;
    readonly json_schema?: { readonly schema?: ObjectSchema };
  };
}

export interface ChatMessage {
  readonly role: "system" | "developer" | "user" | "assistant" | "tool";
  readonly content?: string | null | readonly { readonly type: string; readonly text?: string }[];
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly type: "function";
    readonly function: { readonly name: string; readonly arguments: string };
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
    Record<string, { readonly type?: string; readonly enum?: readonly string[] }>
  >;
  readonly required?: readonly string[];
}

export const scriptedModelName = "scripted-1";

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
  /**
   * In place of an answer to the chat request of this number, from 1: a status, headers and a body, nothing ever, or half of
   * its answer before the connection breaks (which counts among `exchanges`, as a model is paid for it). Undefined = it answers.
   */
  readonly fails?: (request: ChatRequest, number: number) => ScriptedFailure | "stall" | "cut" | undefined;
  /** Who answers where nothing is to be read, judged or mended: an agent with a way of its own. Default: this one. */
  readonly plays?: (request: ChatRequest) => ChatMessage;
  /** Edits that it proposes where it is to mend a prompt. Default: none. */
  readonly reflects?: Reflects;
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

export async function startScriptedModel(options: ScriptedOptions = {}): Promise<ScriptedModel> {
  const exchanges: Exchange[] = [];
  const embedded: EmbeddingRequest[] = [];
  let turnedAway = 0;
  const served = { exchanges, embedded, options, arrived: 0 };
  const server = createServer((request, response) => {
    if (options.key && request.headers.authorization !== `Bearer ${options.key}`)
      return send(response, 401, {
        error: { message: "Incorrect API key provided", code: "invalid_api_key" },
      });
    if (turnedAway++ < (options.busy ?? 0)) {
      response.setHeader("retry-after-ms", "10");
      return send(response, 429, { error: { message: "Too many requests", code: "rate_limit_exceeded" } });
    }
    void answer(request, response, served);
  });
  await new Promise<void>((done) => server.listen(options.port ?? 0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    exchanges,
    embedded,
    get arrived() {
      return served.arrived;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  served: { exchanges: Exchange[]; embedded: EmbeddingRequest[]; options: ScriptedOptions; arrived: number },
): Promise<void> {
  const { exchanges, embedded, options } = served;
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  if (incoming.url === "/v1/embeddings") {
    const asked = JSON.parse(Buffer.concat(parts).toString()) as EmbeddingRequest;
    if (asked.model !== scriptedEmbeddingModel)
      return refuse(response, `The model \`${asked.model}\` does not exist`, "model_not_found");
    embedded.push(asked);
    return send(response, 200, embeddingsOf(asked));
  }
  if (incoming.url !== "/v1/chat/completions")
    return refuse(response, `There is no ${incoming.url}`, "invalid_request_error");
  const request = JSON.parse(Buffer.concat(parts).toString()) as ChatRequest;
  if (request.model !== scriptedModelName)
    return refuse(response, `The model \`${request.model}\` does not exist`, "model_not_found");
  const form = request.response_format?.type;
  if (form && options.refusedForms?.includes(form))
    return send(response, 400, { error: { message: `response_format ${form} is not supported` } });
  const number = ++served.arrived;
  await options.before?.(number);
  const failure = options.fails?.(request, number);
  if (failure === "stall") return;
  if (failure && failure !== "cut") {
    response
      .writeHead(failure.status, { "content-type": "application/json", ...failure.headers })
      .end(failure.body ?? JSON.stringify({ error: { message: "scripted failure" } }));
    return;
  }
  const exchange = exchangeOf(request, exchanges.length + 1, options);
  exchanges.push(exchange);
  const base = { id: `chatcmpl-${exchanges.length}`, created: 1_764_000_000, model: request.model };
  if (failure === "cut") {
    response.writeHead(200, { "content-type": "application/json" });
    return void response.write(JSON.stringify(base).slice(0, -1), () => response.destroy());
  }
  if (request.stream) stream(response, exchange, base);
  else
    send(response, 200, {
      ...base,
      object: "chat.completion",
      choices: [
        { index: 0, message: exchange.message, finish_reason: exchange.finishReason, logprobs: null },
      ],
      usage: usageOf(exchange),
    });
}

const usageOf = ({ usage }: Exchange) => ({
  ...usage,
  total_tokens: usage.prompt_tokens + usage.completion_tokens,
});

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const refuse = (response: ServerResponse, message: string, code: string): void =>
  send(response, 404, { error: { message, type: "invalid_request_error", param: null, code } });

/** Word by word, a tool call's arguments in two pieces; the usage last and only where it was asked for, as the API does. */
function stream(response: ServerResponse, exchange: Exchange, base: object): void {
  const { message, finishReason, request } = exchange;
  response.writeHead(200, { "content-type": "text/event-stream" });
  const chunk = (choices: readonly object[], more: object = {}): void =>
    void response.write(
      `data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", choices, ...more })}\n\n`,
    );
  const delta = (part: object, finish_reason: string | null = null): void =>
    chunk([{ index: 0, delta: part, finish_reason, logprobs: null }]);
  delta({ role: "assistant", content: message.tool_calls ? null : "" });
  for (const word of textOf(message).match(/\S+\s*/g) ?? []) delta({ content: word });
  for (const [index, { id, type, function: called }] of (message.tool_calls ?? []).entries()) {
    const half = Math.floor(called.arguments.length / 2);
    const [first, second] = [called.arguments.slice(0, half), called.arguments.slice(half)];
    delta({ tool_calls: [{ index, id, type, function: { name: called.name, arguments: first } }] });
    delta({ tool_calls: [{ index, function: { arguments: second } }] });
  }
  delta({}, finishReason);
  if (request.stream_options?.include_usage) chunk([], { usage: usageOf(exchange) });
  response.end("data: [DONE]\n\n");
}

function exchangeOf(request: ChatRequest, number: number, options: ScriptedOptions): Exchange {
  if (options.plays) return playedExchange(request, options, number);
  const calls = callsFor(request, number);
  const isCall = calls.length > 0;
  const whole: ChatMessage = isCall
    ? { role: "assistant", content: null, tool_calls: calls }
    : {
        role: "assistant",
        content:
          options.garbles?.(request) ??
          readIn(request, options, number) ??
          inAskedForm(contentFor(request), request),
      };
  const limit = request.max_tokens ?? Number.POSITIVE_INFINITY;
  const isCut = !isCall && tokensOf(whole) > limit;
  const message: ChatMessage = isCut ? { ...whole, content: firstTokens(textOf(whole), limit) } : whole;
  return {
    request,
    message,
    finishReason: isCall ? "tool_calls" : isCut ? "length" : "stop",
    usage: {
      prompt_tokens: request.messages.reduce((sum, one) => sum + tokensOf(one), 0),
      completion_tokens: tokensOf(message),
    },
  };
}

function playedExchange(request: ChatRequest, options: ScriptedOptions, number: number): Exchange {
  const read = options.garbles?.(request) ?? readIn(request, options, number);
  const message: ChatMessage =
    read === undefined ? options.plays!(request) : { role: "assistant", content: read };
  return {
    ...{ request, message, finishReason: message.tool_calls ? "tool_calls" : "stop" },
    usage: {
      prompt_tokens: request.messages.reduce((sum, one) => sum + tokensOf(one), 0),
      completion_tokens: tokensOf(message),
    },
  };
}

/** Requests that are to be read, behaviors to be named, outputs to be judged. */
function readIn(
  { messages }: ChatRequest,
  { isGullible = false, blindTo, reflects = () => [] }: ScriptedOptions,
  number: number,
): string | undefined {
  const [system, user] = ["system", "user"].map((role) => messages.find((one) => one.role === role));
  const reflection = system && user && reflectionIn(textOf(system), textOf(user));
  if (reflection) return reflectionOf(reflection, number - 1, reflects);
  const played = system && user && scriptedUserTurn(textOf(system), textOf(user));
  if (played) return played;
  const judged = system && user && judgingOf(textOf(system), textOf(user), { isGullible, blindTo });
  if (judged) return judged;
  const prompted = system && user && promptedIn(textOf(system), textOf(user));
  return prompted && readingOf(prompted, isGullible);
}

const tokenPattern = /\w+|[^\s\w]/g;
/** Words and marks, of texts and of calls. */
const tokensOf = (message: ChatMessage): number =>
  [textOf(message), ...(message.tool_calls ?? []).map((call) => JSON.stringify(call.function))]
    .join(" ")
    .match(tokenPattern)?.length ?? 0;

function firstTokens(text: string, limit: number): string {
  const end = [...text.matchAll(tokenPattern)][limit]?.index ?? text.length;
  return text.slice(0, end).trimEnd();
}

export const textOf = ({ content }: ChatMessage): string =>
  typeof content === "string" ? content : (content ?? []).map(({ text }) => text ?? "").join("");

const oneAtATime = /\bone (?:tool|call|tool call) at a time\b|\btools one at a time\b/i;

/**
 * Calls of the tools that the user's last words ask for, where all that they require is said in them: all at once, or where the prompt says
 * so one at a time.
 */
function callsFor({ messages, tools = [] }: ChatRequest, number: number) {
  const lastUser = messages.findLastIndex(({ role }) => role === "user");
  if (lastUser < 0) return [];
  const since = messages.slice(lastUser + 1);
  const isSlow = messages.some((one) => one.role === "system" && oneAtATime.test(textOf(one)));
  if (since.length > 0 && !(isSlow && since.at(-1)!.role === "tool")) return [];
  const called = new Set(since.flatMap(({ tool_calls = [] }) => tool_calls.map((one) => one.function.name)));
  const asked = textOf(messages[lastUser]!);
  const calls = tools
    .filter(({ function: one }) => asksFor(asked, one) && !called.has(one.name))
    .flatMap(({ function: one }) => {
      const args = argumentsIn(asked, one.parameters);
      return args ? [{ name: one.name, arguments: JSON.stringify(args) }] : [];
    });
  return calls.slice(0, isSlow ? 1 : undefined).map((one, index) => ({
    id: index === 0 ? `call_${number}` : `call_${number}_${index + 1}`,
    type: "function" as const,
    function: one,
  }));
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[a-z]{4,}/g) ?? [];

/** Two words of the tool's name and description, or one of its name as it is written. */
function asksFor(asked: string, { name, description = "" }: ScriptedTool): boolean {
  const said = new Set(wordsOf(asked));
  const about = new Set(wordsOf(`${name} ${description}`));
  return asked.includes(name) || [...about].filter((word) => said.has(word)).length >= 2;
}

/** A number, a quoted text or one of the values that are allowed; undefined where something required was not said. */
function argumentsIn(asked: string, schema: ObjectSchema = {}): Record<string, unknown> | undefined {
  const args: Record<string, unknown> = {};
  for (const [name, { type, enum: allowed }] of Object.entries(schema.properties ?? {})) {
    const number = /\d+(?:\.\d+)?/.exec(asked)?.[0];
    const value = allowed
      ? allowed.find((one) => asked.includes(one))
      : type === "number" || type === "integer"
        ? number && Number(number)
        : (/"([^"]+)"/.exec(asked)?.[1] ?? number);
    if (value !== undefined) args[name] = value;
    else if (schema.required?.includes(name)) return undefined;
  }
  return args;
}

/** What the tools gave, else what was asked, said back. */
function contentFor({ messages }: ChatRequest): string {
  const lastUser = messages.findLastIndex(({ role }) => role === "user");
  const given = messages.filter(({ role }, i) => role === "tool" && i > lastUser).map(textOf);
  if (given.length > 0) return `I looked it up: ${given.map(plain).join("; ")}.`;
  return `You asked: ${lastUser < 0 ? "nothing" : textOf(messages[lastUser]!)}`;
}

function plain(result: string): string {
  try {
    const value: unknown = JSON.parse(result);
    return typeof value === "object" && value !== null
      ? Object.entries(value)
          .map(([name, one]) => `${name} ${String(one)}`)
          .join(", ")
      : String(value);
  } catch {
    return result;
  }
}

/** How the agent's answer begins in an example: up to the first comma. */
const exampleBeginning = /^\W*Example: .*?\bagent: ([^,.!?]{2,40},)/m;

/** `Begin every answer with "…"` or an example of an answer that begins so, `in at most N words`, and a response format, obeyed wherever the prompt or the user says so. */
function inAskedForm(content: string, { messages, response_format }: ChatRequest): string {
  const asks = messages.filter(({ role }) => role !== "assistant" && role !== "tool").map(textOf);
  const schema = response_format?.json_schema?.schema;
  if (response_format && response_format.type !== "text")
    return JSON.stringify(
      Object.fromEntries(Object.keys(schema?.properties ?? { answer: 0 }).map((name) => [name, content])),
    );
  const told = /begin every answer with "([^"]+)"/i.exec(asks.join("\n"))?.[1];
  const beginning = told ?? exampleBeginning.exec(asks.join("\n"))?.[1];
  const most = Number(/in at most (\d+) words/i.exec(asks.at(-1) ?? "")?.[1] ?? Number.POSITIVE_INFINITY);
  const words = [...(beginning ? [beginning] : []), ...content.split(/\s+/)];
  return words.slice(0, most).join(" ");
}
