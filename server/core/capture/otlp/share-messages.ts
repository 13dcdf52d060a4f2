import type { Message } from "../../store/index.ts";

/**
 * Gives back the same object for equal messages: every model call repeats what was said before it, and held once, n calls take the memory of
 * n messages and not of n x n. Messages that differ in anything, be it in what was thought or shown, are two. `onNew` is told how many
 * characters a new one takes.
 */
export function messageSharing(onNew?: (chars: number) => void): (message: Message) => Message {
  const known = new Map<string, Message>();
  return (message) => {
    const key = keyOf(message);
    const same = known.get(key);
    if (same) return same;
    known.set(key, message);
    onNew?.(key.length);
    return message;
  };
}

/** Most messages are a role and a text, and need not be written out as JSON. */
function keyOf(message: Message): string {
  const { role, text } = message;
  for (const name in message)
    if (name !== "role" && name !== "text")
      return `${role}\n${text}\n${JSON.stringify({ ...message, text: "" })}`;
  return `${role}\n${text}`;
}
