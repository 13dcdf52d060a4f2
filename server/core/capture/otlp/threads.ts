import type { Message } from "../../store/index.ts";

/** What two tellings of one message have in common: ids differ between what a model answered and what it was later reminded of. */
function keyOf(message: Message): string {
  const known = keys.get(message);
  if (known !== undefined) return known;
  const calls = message.toolCalls?.map(({ name, args }) => [name, args]);
  const key = `${message.role}\n${message.text.trim()}${calls ? `\n${JSON.stringify(calls)}` : ""}`;
  keys.set(message, key);
  return key;
}
const keys = new WeakMap<Message, string>();

const isSame = (a: Message, b: Message): boolean => a === b || keyOf(a) === keyOf(b);

/**
 * Does `history` repeat all of `said`? What the assistant said may read differently when it is told again (trimmed, with calls
 * rewritten as text), so there only the role has to agree.
 */
export const repeats = (history: readonly Message[], said: readonly Message[]): boolean =>
  history.length >= said.length &&
  said.every((message, i) => {
    const other = history[i]!;
    return message.role === other.role && (message.role === "assistant" || isSame(message, other));
  });

/**
 * What of a model call's history is new after `said`; undefined where the two have nothing in common. A history that repeats
 * everything is the usual case. Else (its old part was trimmed or summed up, or the last answer was thrown away and asked for again)
 * it is laid over `said` at the latest message that both have; `onlyAtEnd` demands that this is the last one said.
 */
export function newIn(
  history: readonly Message[],
  said: readonly Message[],
  { onlyAtEnd = false }: { readonly onlyAtEnd?: boolean } = {},
): readonly Message[] | undefined {
  if (repeats(history, said)) return history.slice(said.length);
  if (history.length === 0 || said.length === 0) return undefined;
  const answers = answersOnly(history, said);
  if (answers) return answers;
  const lastAt = placesOf(history, onlyAtEnd ? 1 : said.length);
  const earliest = onlyAtEnd ? said.length - 1 : 0;
  for (let i = said.length - 1; i >= earliest; i--) {
    const at = lastAt(said[i]!);
    if (at === undefined) continue;
    // The one after it may be the last answer, retold.
    const isRetold =
      i === said.length - 2 && said[i + 1]!.role === "assistant" && history[at + 1]?.role === "assistant";
    return history.slice(isRetold ? at + 2 : at + 1);
  }
  return undefined;
}

/** Where in `history` a message stands last. Looked up in a table only where that many lookups pay for making it. */
function placesOf(history: readonly Message[], lookups: number): (message: Message) => number | undefined {
  if (history.length * lookups <= 64)
    return (message) => {
      const at = history.findLastIndex((other) => other.role === message.role && isSame(other, message));
      return at < 0 ? undefined : at;
    };
  const places = new Map(history.map((message, i) => [keyOf(message), i]));
  return (message) => places.get(keyOf(message));
}

/** An API that keeps the history itself is sent only the results of the calls that the model made last. */
function answersOnly(history: readonly Message[], said: readonly Message[]): readonly Message[] | undefined {
  const open = new Set(said.at(-1)?.toolCalls?.map(({ id }) => id));
  const isAnswer = history[0]?.role === "tool" && open.has(history[0].toolCallId ?? "");
  return isAnswer ? history : undefined;
}
