import type { Message } from "../store/index.ts";

/** A message as rules read it. `text` is bounded and has straight apostrophes; `lower` is the same in small letters. */
export interface Said {
  readonly index: number;
  readonly message: Message;
  readonly text: string;
  readonly lower: string;
}

/** A conversation as rules read it: `said[i]` is about `messages[i]`. */
export interface Reading {
  readonly messages: readonly Message[];
  readonly said: readonly Said[];
  /** Messages of the user that have words, in order. */
  readonly users: readonly Said[];
}

/** What people say about an answer stands at the beginning or the end; between them they paste. */
const HEAD = 3_000;
const TAIL = 1_000;

/** Marks by which the programs that play a user end a conversation (`###STOP###`): nobody said them. */
const HARNESS_MARK = /###[A-Z][A-Z-]{2,20}###/g;

export function readingOf(messages: readonly Message[]): Reading {
  const said = messages.map((message, index): Said => {
    const text = read(message);
    return { index, message, text, lower: text.toLowerCase() };
  });
  return {
    messages,
    said,
    users: said.filter(({ message, text }) => message.role === "user" && text !== ""),
  };
}

/** What people and agents say; of tools and systems nothing, since their words are nobody's opinion. */
function read({ role, text }: Message): string {
  if (role !== "user" && role !== "assistant") return "";
  const bounded =
    text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n${text.slice(text.length - TAIL)}`;
  const straight = bounded.replace(/[’‘ʼ]/g, "'");
  return (role === "user" ? straight.replace(HARNESS_MARK, "") : straight).trim();
}

/** The agent's last words before a message; undefined where it had said nothing yet. */
export function answerBefore({ said }: Reading, index: number): Said | undefined {
  for (let i = index - 1; i >= 0; i--)
    if (said[i]!.message.role === "assistant" && said[i]!.text !== "") return said[i];
  return undefined;
}

/** The sentence around an offset: from the last end of a sentence or line before it to the next. */
export function sentenceAt(text: string, at: number): string {
  const start = Math.max(...[".", "!", "?", "\n"].map((end) => text.lastIndexOf(end, at - 1))) + 1;
  const after = text.slice(at).search(/[.!?\n]/);
  return text.slice(start, after < 0 ? text.length : at + after + 1);
}
