import type { Message, Sample } from "../../store/index.ts";
import type { Shown } from "./judge.ts";

/** Longest message in a transcript, and longest transcript, in UTF-16 units: some 25,000 tokens. */
const messageLimit = 8_000;
const transcriptLimit = 80_000;

/** What a judge of this sample sees: for a conversation its transcript, else what was asked, what was said and which tools were used. */
export function shownOf(sample: Sample): readonly Shown[] {
  const { scope, input, output, messages, from, to } = sample;
  if (scope === "conversation") return [{ label: "the conversation", text: transcriptOf(messages) }];
  const own = messages.slice(from, to);
  const tools = own.filter(({ role, toolCalls }) => role === "tool" || toolCalls?.length);
  return [
    { label: "what the user asked", text: cut(input, transcriptLimit) },
    ...(tools.length > 0
      ? [{ label: "the tools that the agent used meanwhile", text: transcriptOf(own, from, isOfTools) }]
      : []),
    { label: "the output", text: cut(output, transcriptLimit) },
  ];
}

/** The agent's words under judgement, and how they are called. */
export const outputShown = (sample: Sample): Shown => ({
  label: "the output",
  text: cut(sample.output, transcriptLimit),
});

const isOfTools = ({ role, toolCalls }: Message): boolean => role === "tool" || !!toolCalls?.length;

/**
 * Messages one after the other, each with its number in the conversation. Lines of a message after its first are indented, so that no
 * message can look like several.
 */
export function transcriptOf(
  messages: readonly Message[],
  first = 0,
  isShown: (message: Message) => boolean = () => true,
): string {
  const lines = messages.flatMap((message, i) => (isShown(message) ? linesOf(message, first + i) : []));
  const whole = lines.join("\n");
  if (whole.length <= transcriptLimit) return whole;
  // The beginning says what was wanted and the end what came of it.
  const half = transcriptLimit / 2;
  return `${whole.slice(0, half)}\n(${whole.length - transcriptLimit} characters are left out here)\n${whole.slice(-half)}`;
}

function linesOf({ role, text, toolCalls = [], toolName, isError }: Message, index: number): string[] {
  const who = role === "assistant" ? "agent" : role === "tool" ? `tool ${toolName ?? ""} gave`.trim() : role;
  const lines = text.trim() ? [`[${index}] ${who}${isError ? " an error" : ""}: ${indented(text)}`] : [];
  for (const { name, args } of toolCalls)
    lines.push(`[${index}] agent calls ${indented(name)}: ${indented(JSON.stringify(args) ?? "")}`);
  return lines;
}

const indented = (text: string): string => cut(text.trim(), messageLimit).replace(/\r?\n|\r/g, "\n    ");

export const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length - limit} more characters)`;
