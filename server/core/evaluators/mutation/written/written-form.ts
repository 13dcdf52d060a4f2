import type { AnswerForm } from "../../judges/judge.ts";
import { type WrittenKind, writtenKinds } from "./written-kinds.ts";

/** An answer in a model's words, and what it says that it changed. */
export interface WrittenAnswer {
  readonly answer: string;
  readonly change: string;
}

const longestAnswer = 20_000;
const longestChange = 200;

const text = { type: "string" };
const opening = "The shop opens at ten on Sundays. It is closed on Mondays.";

/** What a model is to do with the answer of one number. `criterion`: what is tested, in the words of the configuration. */
export const orderOf = ({ order }: Pick<WrittenKind, "order">, criterion: string): string =>
  `${order}\nWhat is tested:\n${criterion}`;

/** A question of ours whose answer must still be about the shop, and must have changed or kept what the order says. */
const control = (name: string, isRight: (answer: string) => boolean) => ({
  criterion: orderOf(
    writtenKinds.find((one) => one.name === name)!,
    "The answer says when the shop opens on Sundays.",
  ),
  shown: [
    { label: "what the user asked", text: "When do you open?" },
    { label: "the answer", text: opening },
  ],
  isRight: ({ answer }: WrittenAnswer): boolean =>
    /shop|open|clos|sunday|monday/i.test(answer) && isRight(answer),
});

/** An answer written anew. What is shown is fenced, and questions of ours go along, as with every question to a judge. */
export const writtenForm: AnswerForm<WrittenAnswer> = {
  name: "mutant",
  version: 1,
  task: "You write answers that an evaluator of an agent's answers is tested with. Each number has an order in this message, and texts in the next one: what a user asked, and an answer of the agent that passed, recorded earlier. Write that answer anew as the order says. It must read like an answer of the same agent: in the same language and form, about as long, and without a word about being changed or a test.",
  guide: `- answer: the whole new answer.
- change: at most 20 words on what is different now.`,
  fields: { answer: text, change: text },
  read: ({ answer, change }) =>
    typeof answer === "string" && answer.length <= longestAnswer
      ? {
          answer: answer.trim(),
          change:
            typeof change === "string" ? change.replace(/\s+/g, " ").trim().slice(0, longestChange) : "",
        }
      : undefined,
  controls: [
    control("paraphrase", (answer) => /\b(?:ten|10)\b/i.test(answer) && /sunday/i.test(answer)),
    control("wrong-detail", (answer) => answer !== opening && answer !== ""),
  ],
};
