import { type ConnectNotes, generalNotes } from "./framework.ts";

/** What a service was seen to send. */
export interface SeenService {
  readonly spans: number;
  readonly logs: number;
  /** Texts of messages or tool calls. */
  readonly content: boolean;
  /** Which conversation a call belongs to. */
  readonly conversation: boolean;
  /** Which prompt, in which version. */
  readonly prompt: boolean;
}

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** What was seen and what is missing, a sentence each; a missing thing goes with the next step, for the framework where it is known. */
export function connectAdvice(service: SeenService, notes: ConnectNotes = generalNotes): readonly string[] {
  const { spans, logs, content, conversation, prompt } = service;
  if (spans === 0 && logs === 0) return ["Nothing has arrived yet."];
  const seen = [
    ...(spans > 0 ? [counted(spans, "span")] : []),
    ...(logs > 0 ? [counted(logs, "log record")] : []),
  ].join(" and ");
  return [
    `Seen: ${seen}.`,
    content ? "Message content is there." : `No message content. ${notes.content}`,
    conversation
      ? "Conversation ids are there."
      : `No conversation id: each trace counts as a conversation. ${notes.conversation}`,
    prompt ? "Prompt names or versions are there." : `No prompt name or version. ${notes.prompt}`,
    ...(spans === 0
      ? ["Log records alone: export traces as well, for times, usage and the tree of calls."]
      : []),
  ];
}
