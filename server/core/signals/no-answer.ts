import type { Reading } from "./reading.ts";
import type { Found } from "./signals-of.ts";

/**
 * no-answer: the user's last request got no reply: nothing, empty messages, tool calls without a word after them, or an error. A
 * goodbye or thanks is no request, and a conversation passed to a person goes on elsewhere. A request is told by a question mark in
 * any script, or by English phrases; after it, an agent that began to work and said nothing needs neither.
 */
export function noAnswer({ said, users, messages }: Reading): Found[] {
  const last = users.at(-1);
  if (!last) return [];
  const after = said.slice(last.index + 1).filter(({ message }) => message.role !== "system");
  const isAnswered = after.some(
    ({ message, text }) => message.role === "assistant" && text !== "" && !message.isError,
  );
  if (isAnswered || messages.slice(last.index + 1).some(isPassedOn)) return [];
  const hasBegun = after.length > 0;
  return hasBegun || isRequest(last.lower) ? [{ messageIndex: last.index, quoted: last.text }] : [];
}

const isPassedOn = ({ toolCalls = [] }: Reading["messages"][number]): boolean =>
  toolCalls.some(({ name }) => /human|escalat|transfer|hand_?off/i.test(name));

const isRequest = (lower: string): boolean => /[?？؟;]\s*$|[?？؟]/.test(lower) || REQUEST.test(lower);
const REQUEST =
  /\b(?:please(?! let me know)|can you|could you|would you|i(?:'d| would) (?:like|want)|(?<!if |all )i (?:need|want)|go ahead|help me|tell me|show me)\b/;
