import type { Message } from "../store/index.ts";
import type { Check } from "./check-type.ts";
import { outputOf } from "./evidence.ts";

/** Makes a text check read what the user said: to it, the user's messages look like the agent's. */
export const onInput =
  (check: Check): Check =>
  async (sample, services, signal) => {
    const messages = sample.messages.map(swapped);
    const verdict = await check(
      { ...sample, messages, output: outputOf(messages, sample.from, sample.to) },
      services,
      signal,
    );
    return { ...verdict, reason: verdict.reason.replace(/^The output/, "What the user said") };
  };

const swapped = (message: Message): Message => {
  if (message.role === "user") return { ...message, role: "assistant" };
  return message.role === "assistant" ? { ...message, role: "user", toolCalls: undefined } : message;
};
