import type { Message, Sample } from "../../../store/index.ts";
import { isRecord } from "../../is-record.ts";
import { changed, mapCalls, ownMessages, withOwn } from "../mutant.ts";
import type { Harmless } from "../operator.ts";
import { greetings } from "../stock-texts.ts";
import { pick } from "../words.ts";

/** Changes beside the answer: in how the user put it, in ids and in the order of arguments. */
export const harmlessAround: readonly Harmless[] = [
  onRequest(
    "user-greeting",
    "a greeting before the request",
    (text, random) => `${pick(greetings, random)} ${text}`,
  ),
  onRequest("user-line-break", "a line break after the request", (text) => `${text}\n`),
  {
    name: "call-ids",
    says: "other ids of calls",
    unless: [],
    mutate: (sample) =>
      changed(
        sample,
        withOwn(
          sample,
          ownMessages(sample).map(
            (message): Message => ({
              ...message,
              ...(message.toolCalls && {
                toolCalls: message.toolCalls.map((call) => ({ ...call, id: `${call.id}x` })),
              }),
              ...(message.toolCallId && { toolCallId: `${message.toolCallId}x` }),
            }),
          ),
        ),
      ),
  },
  {
    name: "argument-order",
    says: "arguments in another order",
    unless: [],
    mutate: (sample) =>
      mapCalls(sample, (call) =>
        isRecord(call.args)
          ? { ...call, args: Object.fromEntries(Object.entries(call.args).reverse()) }
          : call,
      ),
  },
];

function onRequest(
  name: string,
  says: string,
  give: (text: string, random: Parameters<Harmless["mutate"]>[1]["random"]) => string,
): Harmless {
  return {
    name,
    says,
    unless: [],
    mutate: (sample, { random }): Sample | undefined => {
      const own = ownMessages(sample);
      const at = own.findIndex(({ role, text }) => role === "user" && text.trim() !== "");
      return at < 0
        ? undefined
        : withOwn(
            sample,
            own.map((message, i) => (i === at ? { ...message, text: give(message.text, random) } : message)),
          );
    },
  };
}
