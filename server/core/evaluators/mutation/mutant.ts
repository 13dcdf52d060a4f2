import type { Message, Sample, ToolCall } from "../../store/index.ts";
import { matchesWildcard } from "../checks/tool-steps.ts";
import { outputOf } from "../evidence.ts";

// Ways to make a whole new sample out of one. Messages before and after the sample stay as they are.

export const isSpoken = ({ role, text }: Message): boolean => role === "assistant" && text.trim() !== "";

/** The sample with other messages in its own stretch; what it says and was asked follows from them. */
export function withOwn(sample: Sample, own: readonly Message[]): Sample {
  const { messages, from, to, scope } = sample;
  const all = [...messages.slice(0, from), ...own, ...messages.slice(to)];
  const end = from + own.length;
  const asked = own.filter(({ role, text }) => role === "user" && text.trim() !== "");
  return {
    ...sample,
    messages: all,
    to: end,
    output: outputOf(all, from, end),
    ...(scope !== "call" && { input: asked.map(({ text }) => text).join("\n\n") }),
  };
}

export const ownMessages = ({ messages, from, to }: Sample): readonly Message[] => messages.slice(from, to);

/** Every text that the assistant said, given anew; `at` counts them. An empty one is not said. Undefined where nothing was said. */
export function mapTexts(sample: Sample, give: (text: string, at: number) => string): Sample | undefined {
  let at = 0;
  const own = ownMessages(sample).map((message) =>
    isSpoken(message) ? { ...message, text: give(message.text, at++) } : message,
  );
  return at === 0 ? undefined : changed(sample, withOwn(sample, own));
}

/** The text of the last message that the assistant said, given anew. */
export function mapLastText(sample: Sample, give: (text: string) => string | undefined): Sample | undefined {
  return mapTextAt(sample, textsOf(sample).length - 1, give);
}

export function mapTextAt(
  sample: Sample,
  place: number,
  give: (text: string) => string | undefined,
): Sample | undefined {
  let isGiven = true;
  const mutant = mapTexts(sample, (text, at) => {
    if (at !== place) return text;
    const given = give(text);
    isGiven = given !== undefined;
    return given ?? text;
  });
  return isGiven ? mutant : undefined;
}

export const textsOf = (sample: Sample): readonly string[] =>
  ownMessages(sample)
    .filter(isSpoken)
    .map(({ text }) => text);

/** A call, the message it stands in (an index into the sample's own) and its place among that message's calls. */
export interface PlacedCall {
  readonly call: ToolCall;
  readonly message: number;
  readonly place: number;
}

/** Whether a call is one of the tools that a name means, with `*` and `?` in it. */
export const isCalled = (pattern: string, { name }: ToolCall): boolean =>
  matchesWildcard(name.toLowerCase(), pattern.toLowerCase());

export const callsOf = (sample: Sample): readonly PlacedCall[] =>
  ownMessages(sample).flatMap(({ role, toolCalls }, message) =>
    role === "assistant" ? (toolCalls ?? []).map((call, place) => ({ call, message, place })) : [],
  );

/** Every call given anew; undefined drops it, with its result and with a message that is left empty. */
export function mapCalls(
  sample: Sample,
  give: (call: ToolCall, at: number) => ToolCall | readonly ToolCall[] | undefined,
): Sample | undefined {
  let at = 0;
  const dropped = new Set<string>();
  const own = ownMessages(sample).flatMap((message): Message[] => {
    if (message.role === "tool" && dropped.has(message.toolCallId ?? "")) return [];
    if (message.role !== "assistant" || !message.toolCalls?.length) return [message];
    const toolCalls = message.toolCalls.flatMap((call) => {
      const given = give(call, at++);
      if (given === undefined) dropped.add(call.id);
      return given ?? [];
    });
    if (toolCalls.length === 0 && message.text.trim() === "") return [];
    const { toolCalls: _, ...rest } = message;
    return [toolCalls.length > 0 ? { ...message, toolCalls } : rest];
  });
  return at === 0 ? undefined : changed(sample, withOwn(sample, own));
}

/** A mutant that equals its sample is none. */
export const changed = (sample: Sample, mutant: Sample): Sample | undefined =>
  JSON.stringify(ownMessages(sample)) === JSON.stringify(ownMessages(mutant)) ? undefined : mutant;
