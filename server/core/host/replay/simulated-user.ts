import { type ChatModel, openFence, type TokenCount } from "../../models/index.ts";
import type { Message } from "../../store/index.ts";
import type { Spent } from "./replay-budget.ts";
import type { SimulatedUser } from "./run-again.ts";

const answerSchema = {
  type: "object",
  properties: {
    thought: { type: "string" },
    isDone: { type: "boolean" },
    message: { type: "string" },
  },
  required: ["thought", "isDone", "message"],
  additionalProperties: false,
};

/** So much of each message is shown, in characters. */
const shownLength = 4_000;

/**
 * A chat model that plays the user of a recorded conversation: it is shown what that user said, as the goal and the facts that the user
 * knows, and the new conversation so far. Both are fenced: they are data, whoever wrote them. `priceOf`: US dollars, where the price is known.
 */
export function simulatedUser(
  chat: ChatModel,
  recorded: readonly Message[],
  priceOf: (tokens: TokenCount) => number | undefined,
): SimulatedUser {
  const goal = recorded
    .filter(({ role }) => role === "user")
    .map(({ text }) => `- ${text.slice(0, shownLength)}`)
    .join("\n");
  return {
    next: async (messages, signal, again) => {
      const fence = openFence();
      const { answer, tokens } = await chat.reply(
        [
          {
            role: "system",
            content: [
              "You play the user of a support conversation that is tried again with a changed agent. Say what this user says next.",
              "The user wants what the recorded messages want and knows what stands in them, nothing else: invent no facts, names or numbers.",
              "Say one short message at a time, in the user's manner and language. Answer what the agent asks, where the recorded messages tell; where they do not, say that you do not know.",
              "When what the user wanted is done or refused for good, or the agent hands over, set isDone to true and leave the message empty. Give your thought before it, in one sentence.",
              fence.rule,
            ].join("\n"),
          },
          {
            role: "user",
            content: [
              fence.around("what the user said in the recording", goal),
              fence.around("the new conversation so far", spoken(messages)),
            ].join("\n\n"),
          },
        ],
        answerSchema,
        { signal, again },
      );
      const usd = tokens && priceOf(tokens);
      const spent: Spent = {
        calls: 1,
        ...(tokens && { inputTokens: tokens.inputTokens, outputTokens: tokens.outputTokens }),
        ...(usd !== undefined && { usd }),
      };
      if (answer === undefined)
        return { problem: `${chat.name}, which plays the user, gave no answer that can be read.`, spent };
      const { isDone, message } = answer as { isDone: boolean; message: string };
      return isDone || message.trim() === "" ? { spent } : { said: message, spent };
    },
  };
}

/** What a user sees of a conversation: no tool calls. */
const spoken = (messages: readonly Message[]): string =>
  messages
    .filter(({ role, text }) => (role === "user" || role === "assistant") && text.trim() !== "")
    .map(({ role, text }) => `${role === "user" ? "User" : "Agent"}: ${text.slice(0, shownLength)}`)
    .join("\n");
