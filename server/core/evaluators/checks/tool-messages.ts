import type { Message, Sample } from "../../store/index.ts";
import type { CheckType } from "../check-type.ts";
import { verdictOf } from "../check-type.ts";
import { quote, shown } from "../evidence.ts";

export const toolCallsPerMessage: CheckType = {
  name: "tool-calls-per-message",
  doc: "No message of the assistant holds more than `threshold` tool calls (default 1).",
  version: 1,
  threshold: { type: "integer", minimum: 0, default: 1 },
  required: [],
  needsConversation: true,
  prepare: ({ threshold = 1 }, inverse) => ({
    check: (sample) => {
      const index = findToolMessage(sample, (message) => message.toolCalls!.length > threshold);
      const calls = sample.messages[index]?.toolCalls ?? [];
      const names = shown(calls.map((call) => call.name).join(", "));
      const claim = `make at most ${threshold} tool call${threshold === 1 ? "" : "s"} in a message`;
      return verdictOf({
        holds: index < 0,
        inverse,
        subject: "The assistant",
        claim,
        ...(index >= 0 && {
          evidence: `message ${index + 1} makes ${calls.length}, ${names}`,
          messageIndex: index,
        }),
      });
    },
  }),
};

export const noTextBesideToolCall: CheckType = {
  name: "no-text-beside-tool-call",
  doc: "A message of the assistant that holds a tool call says nothing to the user: its text is empty or blank.",
  version: 1,
  required: [],
  needsConversation: true,
  prepare: (_, inverse) => ({
    check: (sample) => {
      const index = findToolMessage(sample, (message) => message.text.trim() !== "");
      const message = sample.messages[index];
      return verdictOf({
        holds: index < 0,
        inverse,
        subject: "The assistant",
        claim: "call tools without text beside the call",
        ...(message && {
          evidence: `message ${index + 1} calls ${shown(message.toolCalls![0]!.name)} and says ${quote(message.text)}`,
          messageIndex: index,
        }),
      });
    },
  }),
};

/** Index of the sample's first assistant message that holds tool calls and meets the condition, or -1. */
function findToolMessage(sample: Sample, meets: (message: Message) => boolean): number {
  for (let i = sample.from; i < sample.to; i++) {
    const message = sample.messages[i]!;
    if (message.role === "assistant" && message.toolCalls?.length && meets(message)) return i;
  }
  return -1;
}
