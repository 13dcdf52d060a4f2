import { answersOf, type Message, type ToolCall } from "../../store/index.ts";

/** Results of a conversation's tool calls, to be given again. */
export interface RecordedTools {
  /** The result of this call, or why there is none: a sentence that names the call. The n-th identical call gets the n-th result. */
  readonly next: (call: ToolCall) => Message | { readonly missing: string };
  /** All calls that have a result, in their order. */
  readonly answered: readonly { readonly call: ToolCall; readonly result: Message }[];
}

/**
 * A result counts for identical arguments alone: what a tool would have given for others nobody knows. The world behind the tools is not
 * there, so a call that was recorded after a change gets what it gave after that change, also where the change was not made this time.
 */
export function recordedTools(messages: readonly Message[]): RecordedTools {
  const results = new Map<string, Message[]>();
  const names = new Set<string>();
  const answered: { readonly call: ToolCall; readonly result: Message }[] = [];
  for (const [message, answers] of answersOf(messages))
    for (const [index, call] of (message.toolCalls ?? []).entries()) {
      const answer = answers[index];
      names.add(call.name);
      if (!answer) continue;
      answered.push({ call, result: answer });
      const key = keyOf(call);
      results.set(key, [...(results.get(key) ?? []), answer]);
    }
  const given = new Map<string, number>();
  return {
    answered,
    next: (call) => {
      const key = keyOf(call);
      const list = results.get(key) ?? [];
      const nth = given.get(key) ?? 0;
      const result = list[nth];
      if (!result)
        return {
          missing: missingSentence(call, { nth, recorded: list.length, isKnown: names.has(call.name) }),
        };
      given.set(key, nth + 1);
      const { toolCallId: _, toolName: __, atMs: ___, ...rest } = result;
      return { ...rest, toolCallId: call.id, toolName: call.name };
    },
  };
}

const keyOf = ({ name, args }: ToolCall): string => `${name}\n${canonicalJson(args)}`;

/** JSON with the keys of objects in order, so that equal values make equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`)
    .join(",")}}`;
}

function missingSentence(
  call: ToolCall,
  { nth, recorded, isKnown }: { nth: number; recorded: number; isKnown: boolean },
): string {
  const shown = shownCall(call);
  if (recorded > 0)
    return `${shown} was called ${nth + 1} times with these arguments, and ${recorded === 1 ? "one result is" : `${recorded} results are`} recorded.`;
  return isKnown
    ? `${shown} was never called with these arguments in the recording, so nobody knows what it gives.`
    : `${shown} was never called in the recording, so nobody knows what it gives.`;
}

export function shownCall({ name, args }: ToolCall): string {
  const shown = canonicalJson(args);
  return `${name}(${shown.length > 160 ? `${shown.slice(0, 160)}…` : shown})`;
}
