import type { Message } from "../store/index.ts";
import { hasContent } from "./request-text.ts";

/** One thing a user asked for inside a conversation. `text` is the user's own words. */
export interface Request {
  readonly id: string;
  readonly conversationId: string;
  readonly text: string;
  /** What the agent did about it: tools it called, how its answer begins. Requests worded differently but handled alike may join. */
  readonly handling?: string;
  /** What the user wants in one line, where a chat model read it. It is compared beside the user's own words. */
  readonly intent?: string;
}

const LATER = "#r";

/** The first request of a conversation has its id, later ones name the message they stand in. */
export const requestId = (conversationId: string, messageIndex?: number): string =>
  messageIndex === undefined ? conversationId : `${conversationId}${LATER}${messageIndex}`;

/** The conversation that a request was made in, by the request's id. */
export const conversationOf = (id: string): string => id.replace(/#r\d+$/, "");

/** A request is what one asks, not what one pastes: the rest of a longer message seldom changes the intent. */
const MAX_LENGTH = 600;

/** Nobody is courteous for longer. To look through all of a pasted file would take minutes: the patterns are quadratic in a word's length. */
const MAX_COURTESY = 1_000;

/**
 * The opening request of a conversation: its first user message that says something once greetings, politeness and filler are
 * looked through. An opening that only asks for "some help with my account" or greets is joined with, or replaced by, the next.
 * Undefined where the user wrote nothing. Its id is the conversation's.
 */
export function openingRequest(
  conversationId: string,
  messages: readonly Pick<Message, "role" | "text">[],
): Request | undefined {
  const index = openingIndex(messages);
  if (index === undefined) return undefined;
  return { id: requestId(conversationId), conversationId, text: capped(messages[index]!.text) };
}

/** The index of the message that the opening request stands in. */
export function openingIndex(messages: readonly Pick<Message, "role" | "text">[]): number | undefined {
  let first: number | undefined;
  for (const [index, { role, text }] of messages.entries()) {
    if (role !== "user" || !/\S/u.test(text)) continue;
    if (hasContent(tidied(text).slice(0, MAX_COURTESY))) return index;
    first ??= index;
  }
  // Nothing but courtesy, or a language whose courtesy is all we know: the first words are better than none.
  return first;
}

/** Tools tell more than talk, and an answer says what it is about at its beginning. */
const MAX_HANDLING = 600;
const ANSWERS = 2;

/** What the agent did with a conversation's request: the tools it called, and its first answers as far as they tell. */
export function handlingOf(messages: readonly Message[]): string | undefined {
  const tools = new Set(
    messages.flatMap(({ toolCalls = [] }) => toolCalls.map(({ name }) => name.replace(/_/g, " "))),
  );
  const said = messages
    .filter(({ role, text }) => role === "assistant" && text.trim() !== "")
    .slice(0, ANSWERS)
    .map(({ text }) => tidied(text));
  const handling = [...tools, ...said].join(". ");
  return handling === "" ? undefined : handling.slice(0, MAX_HANDLING);
}

const tidied = (text: string): string => text.replace(/\s+/g, " ").trim();

/** A request's words on one line, without what was pasted after them. */
export function capped(words: string): string {
  const text = tidied(words);
  if (text.length <= MAX_LENGTH) return text;
  const cut = text.slice(0, MAX_LENGTH);
  const end = cut.lastIndexOf(" ");
  return `${end > MAX_LENGTH / 2 ? cut.slice(0, end) : cut}…`;
}
