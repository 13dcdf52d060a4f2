import type { Message, Span } from "../../store/index.ts";
import { causeMarks } from "./cause-marks.ts";

/** For the tests of this folder: short ways to write messages and spans, and where a kind of mark was found. */
export const user = (text: string): Message => ({ role: "user", text });
export const says = (text: string): Message => ({ role: "assistant", text });
export const calls = (name: string, args: unknown = {}, text = ""): Message => ({
  role: "assistant",
  text,
  toolCalls: [{ id: "", name, args }],
});
export const gives = (text: string, more: Partial<Message> = {}): Message => ({
  role: "tool",
  text,
  ...more,
});

export const span = (seq: number, changes: Partial<Span>): Span => ({
  id: `s${seq}`,
  traceId: "t",
  conversationId: "c",
  seq,
  kind: "other",
  name: "step",
  status: "ok",
  input: [],
  attributes: {},
  ...changes,
});

/** The messages at which a kind of mark stands. */
export const marked = (kind: string, messages: readonly Message[], spans: readonly Span[] = []): number[] =>
  causeMarks(messages, spans)
    .filter((mark) => mark.kind === kind)
    .map(({ messageIndex }) => messageIndex);

/** The kinds of marks at one message. */
export const kindsAt = (index: number, messages: readonly Message[], spans: readonly Span[] = []): string[] =>
  causeMarks(messages, spans)
    .filter(({ messageIndex }) => messageIndex === index)
    .map(({ kind }) => kind);
