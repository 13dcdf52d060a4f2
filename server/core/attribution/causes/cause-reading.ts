import { signalsOf } from "../../signals/index.ts";
import { answersOf, type Message, type Signal, type Span, type ToolCall } from "../../store/index.ts";
import { placesOf } from "./span-places.ts";
import { type ToolFailure, toolFailures } from "./tool-failures.ts";

/** A message as rules read it. `text` is bounded and has straight apostrophes; `lower` is the same in small letters. */
export interface Said {
  readonly index: number;
  readonly message: Message;
  readonly text: string;
  readonly lower: string;
}

/** A tool call with what became of it. `at` is the message that made it, `answerAt` the one that holds its result. */
export interface MadeCall {
  readonly call: ToolCall;
  readonly at: number;
  readonly answerAt?: number;
  readonly answer?: Message;
  /** Counts the user's messages before it. */
  readonly turn: number;
}

/** A conversation as the rules of causes read it; what several of them need is found once. */
export interface CauseReading {
  readonly messages: readonly Message[];
  readonly spans: readonly Span[];
  readonly said: readonly Said[];
  readonly calls: readonly MadeCall[];
  readonly signals: readonly Signal[];
  readonly failures: readonly ToolFailure[];
  /** Where in the messages a span happened: its own message, else the one before which it happened. */
  readonly placeOf: (span: Span) => number;
  /** The span that made a message, where the spans tell. */
  readonly spanAt: (messageIndex: number) => string | undefined;
}

/** What is looked at of a text: people paste, tools list. */
const HEAD = 8_000;
const TAIL = 2_000;

export function causeReading(messages: readonly Message[], spans: readonly Span[]): CauseReading {
  const places = placesOf(spans, messages);
  const placeOf = (span: Span): number => places.ofSpan.get(span.id) ?? Math.max(0, messages.length - 1);
  return {
    messages,
    spans,
    said: messages.map((message, index): Said => {
      const text = bounded(message.text).replace(/[’‘ʼ]/g, "'");
      return { index, message, text, lower: text.toLowerCase() };
    }),
    calls: callsOf(messages),
    signals: signalsOf(messages),
    failures: toolFailures(messages, spans, placeOf),
    placeOf,
    spanAt: (index) => places.byMessage.get(index),
  };
}

const bounded = (text: string): string =>
  text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n${text.slice(text.length - TAIL)}`;

function callsOf(messages: readonly Message[]): MadeCall[] {
  const answers = answersOf(messages);
  const indexOf = new Map(messages.map((message, index) => [message, index]));
  let turn = 0;
  return messages.flatMap((message, at) => {
    if (message.role === "user") turn++;
    return (message.toolCalls ?? []).map((call, nth): MadeCall => {
      const answer = answers.get(message)?.[nth];
      return { call, at, turn, ...(answer && { answer, answerAt: indexOf.get(answer)! }) };
    });
  });
}

/** What the agent said last before a message; undefined where it had said nothing. */
export function agentBefore({ said }: CauseReading, index: number): Said | undefined {
  for (let i = index - 1; i >= 0; i--)
    if (said[i]!.message.role === "assistant" && said[i]!.text.trim() !== "") return said[i];
  return undefined;
}

/** What the agent says first after a message, before the user speaks again. */
export function agentAfter({ said }: CauseReading, index: number): Said | undefined {
  for (let i = index + 1; i < said.length && said[i]!.message.role !== "user"; i++)
    if (said[i]!.message.role === "assistant" && said[i]!.text.trim() !== "") return said[i];
  return undefined;
}

/** Tools that only look something up, by how people name them. */
export const looksUp = (name: string): boolean =>
  /^(?:get|list|search|find|read|fetch|look|query|check|view|show|describe|calculate|compute|think|count|browse|retrieve|load|select)/i.test(
    name,
  );
