import type { Message } from "../store/index.ts";
import type { Draft } from "./captured.ts";
import { circumstancesOf, conversationIdOf, isMessageLine } from "./chat-fields.ts";
import { type Entry, readDocument, readLines } from "./entries.ts";
import type { Format, FormatInput, Found } from "./format.ts";
import { messageFrom, messagesFrom } from "./openai-messages.ts";
import { type Fields, isFields } from "./wire-values.ts";

/**
 * Chats in the shapes of OpenAI's API: one `{messages: [...]}` a line, or one message a line with a conversation id, or either of
 * them in a JSON array, or a single such object. Both shapes may stand in one file.
 */
export const chat: Format = {
  name: "chat",
  detect: ({ keys }) => keys.has("messages") || (keys.has("role") && conversationIdOf(keys) !== undefined),
  read: readChat,
};

/** A conversation that arrives message by message. */
interface Gathered {
  readonly id: string;
  readonly messages: Message[];
  circumstances: Partial<Draft>;
  readonly at: Entry["at"];
}

async function* readChat(input: FormatInput): AsyncGenerator<Found> {
  const gathered = new Map<string, Gathered>();
  const entries = input.shape === "lines" ? readLines(input.open()) : readDocument(input.open());
  for await (const { entry, problem } of entries) {
    if (problem) yield { problem };
    if (!entry) continue;
    const { value, at } = entry;
    const report = (reason: string): Found => ({ problem: { ...at, reason } });
    if (!isFields(value)) yield report("Not an object.");
    else if (Array.isArray(value.messages)) {
      const made = draftOf(value, value.messages);
      if (made.draft) yield { draft: made.draft, at };
      if (made.reason !== undefined) yield report(made.reason);
    } else {
      const reason = gather(gathered, value, at);
      if (reason !== undefined) yield report(reason);
    }
  }
  yield* conversations(gathered);
}

function draftOf(
  value: Fields,
  list: readonly unknown[],
): { readonly draft?: Draft; readonly reason?: string } {
  if (list.length === 0) return { reason: "It holds no messages." };
  const made = messagesFrom(list);
  if ("reason" in made) return made;
  const { circumstances, reason } = circumstancesOf(value, "conversation");
  const id = conversationIdOf(value, "conversation");
  return {
    draft: { id, idPrefix: "chat-", mayRepeat: id === undefined, messages: made.messages, ...circumstances },
    reason,
  };
}

/** Adds a line to its conversation; a line without a role may still say something about it. Later lines outrank earlier ones. */
function gather(gathered: Map<string, Gathered>, value: Fields, at: Entry["at"]): string | undefined {
  const id = conversationIdOf(value, "message");
  if (value.messages !== undefined)
    return 'Its "messages" are no list of messages, each with a role and content.';
  if (id === undefined) return 'It has neither "messages" nor a conversation id.';
  const known = gathered.get(id) ?? { id, messages: [], circumstances: {}, at };
  gathered.set(id, known);
  const { circumstances, reason } = circumstancesOf(value, "message");
  const attributes = { ...known.circumstances.attributes, ...circumstances.attributes };
  known.circumstances = { ...known.circumstances, ...circumstances, attributes };
  if (!isMessageLine(value)) return reason;
  const made = messageFrom(value);
  if ("reason" in made)
    return `${made.reason}; the message was left out of conversation ${JSON.stringify(id.slice(0, 80))}.`;
  known.messages.push(made.message);
  return reason;
}

/** In the order of their first lines. Times order the messages of a conversation only where all have one; else the file does. */
function* conversations(gathered: ReadonlyMap<string, Gathered>): Generator<Found> {
  for (const { id, messages, circumstances, at } of gathered.values()) {
    if (messages.length === 0) {
      yield {
        problem: { ...at, reason: `Conversation ${JSON.stringify(id.slice(0, 80))} holds no messages.` },
      };
      continue;
    }
    const isTimed = messages.every((message) => message.atMs !== undefined);
    const ordered = isTimed ? [...messages].sort((a, b) => a.atMs! - b.atMs!) : messages;
    yield { draft: { id, messages: ordered, ...circumstances }, at };
  }
}
