import type { Message } from "../store/index.ts";
import type { Draft } from "./captured.ts";
import { readDocument, readLines } from "./entries.ts";
import { draftsOf, type Format } from "./format.ts";
import { textOfContent } from "./openai-messages.ts";
import {
  defined,
  type Fields,
  fieldOf,
  idOf,
  isFields,
  labelOf,
  numberOf,
  smallAttributes,
  textOf,
} from "./wire-values.ts";

/**
 * Failures of groups of agents from the Who&When data set, one JSON file each: `{question, ground_truth, history, system_prompt,
 * mistake_agent, mistake_step, mistake_reason}`. Roles in `history` are those of one agent's own view; here the task is the user's, what
 * agents say is the assistant's with the agent's name before it, and what a terminal printed is a tool's.
 */
export const whoAndWhen: Format = {
  name: "who-and-when",
  detect: ({ keys }) => keys.has("history") && keys.has("mistake_agent"),
  read: (input) =>
    draftsOf(input.shape === "lines" ? readLines(input.open()) : readDocument(input.open()), ({ value }) =>
      draftOf(value),
    ),
};

function draftOf(value: unknown): Draft | string {
  if (!isFields(value) || !Array.isArray(value.history)) return 'It has no "history" list.';
  const history = value.history.filter(isFields);
  if (history.length === 0) return "Its history is empty.";
  const reason = textOf(value.mistake_reason);
  const label = labelOf(fieldOf(value, ["is_correct", "is_corrected"])) ?? "fail";
  return defined<Draft>({
    idPrefix: "who-and-when-",
    messages: history.map(messageOf),
    systemText: systemTextOf(value.system_prompt),
    taskId: idOf(fieldOf(value, ["question_ID", "question_id"])),
    outcome: defined({ label, score: label === "pass" ? 1 : 0, explanation: reason }),
    attributes: smallAttributes({
      question: value.question,
      groundTruth: value.ground_truth,
      level: value.level,
      mistakeAgent: value.mistake_agent,
      // The index of a message, since each entry of the history is one.
      mistakeStep: numberOf(value.mistake_step),
      mistakeReason: reason,
    }),
  });
}

const EXECUTORS = /^(?:computer_?terminal|terminal|executor)$/i;

/** The first entry hands over the task, whoever is named on it. */
function messageOf(entry: Fields, index: number): Message {
  const name = textOf(entry.name) ?? speakerOf(entry.role);
  const text = textOfContent(entry.content);
  if (index === 0 || name?.toLowerCase() === "human") return { role: "user", text };
  if (name && EXECUTORS.test(name)) {
    const exit = /^exitcode: (\d+)/.exec(text)?.[1];
    return defined<Message>({
      role: "tool",
      text,
      toolName: name,
      isError: exit !== undefined && exit !== "0" ? true : undefined,
    });
  }
  return { role: "assistant", text: name ? `${name}: ${text}` : text };
}

/** Hand-made histories name the agent in the role: "Orchestrator (thought)". */
const speakerOf = (role: unknown): string | undefined =>
  role === "user" || role === "assistant" ? undefined : textOf(role);

/** One prompt for each agent: all of them, each below its name. */
function systemTextOf(prompts: unknown): string | undefined {
  if (!isFields(prompts)) return textOf(prompts);
  const texts = Object.entries(prompts).flatMap(([agent, text]) =>
    typeof text === "string" ? [`# ${agent}\n\n${text}`] : [],
  );
  return texts.length > 0 ? texts.join("\n\n") : undefined;
}
