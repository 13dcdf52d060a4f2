import type { Message } from "../../store/index.ts";

/** A message of the user, or several in a row, and all that the agent did until the next. */
export interface RecordedTurn {
  readonly said: readonly Message[];
  readonly answer: readonly Message[];
}

/** A conversation as turns. `opening`: what the agent said before anybody asked, as a greeting. */
export function turnsIn(messages: readonly Message[]): {
  readonly opening: readonly Message[];
  readonly turns: readonly RecordedTurn[];
} {
  const isAgents = ({ role }: Message): boolean => role === "assistant" || role === "tool";
  const opening: Message[] = [];
  const turns: { said: Message[]; answer: Message[] }[] = [];
  for (const [index, message] of messages.entries()) {
    if (!isAgents(message)) {
      const previous = messages[index - 1];
      if (!previous || isAgents(previous) || turns.length === 0) turns.push({ said: [], answer: [] });
      turns.at(-1)!.said.push(message);
    } else (turns.at(-1)?.answer ?? opening).push(message);
  }
  return { opening, turns: turns.filter(({ said }) => said.some(({ role }) => role === "user")) };
}

/** The agent's last words in what it did; empty where it said nothing. */
export const lastWords = (answer: readonly Message[]): string =>
  answer.findLast(({ role, text }) => role === "assistant" && text.trim() !== "")?.text ?? "";
