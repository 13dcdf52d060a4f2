import type { Message, SignalKind, ToolCall } from "../store/index.ts";
import { signalsOf } from "./signals-of.ts";

/** For the tests of this room: short ways to write messages, and where a kind of signal was found in them. */
export const user = (text: string): Message => ({ role: "user", text });
export const says = (text: string, more: Partial<Message> = {}): Message => ({
  role: "assistant",
  text,
  ...more,
});
export const calls = (name: string, args: unknown = {}, id = ""): Message => {
  const call: ToolCall = { id, name, args };
  return { role: "assistant", text: "", toolCalls: [call] };
};
export const gives = (text: string, more: Partial<Message> = {}): Message => ({
  role: "tool",
  text,
  ...more,
});

export const found = (kind: SignalKind, messages: readonly Message[]): number[] =>
  signalsOf(messages)
    .filter((signal) => signal.kind === kind)
    .map(({ messageIndex }) => messageIndex);

/** Whether a kind is found at the user's words after something the agent said, both after an opening. */
export const isFound = (kind: SignalKind, agent: string, words: string): boolean =>
  found(kind, [user("I would like to change my booking."), says(agent), user(words)]).includes(2);
