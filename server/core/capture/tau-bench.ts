import type { Outcome } from "../store/index.ts";
import type { Draft } from "./captured.ts";
import { type Entry, readDocument } from "./entries.ts";
import { draftsOf, type Format } from "./format.ts";
import { messagesFrom } from "./openai-messages.ts";
import { idOf, isFields, numberOf, textOf } from "./wire-values.ts";

/**
 * Results of tau-bench: an array of `{task_id, trial, reward, info, traj}`, the system text first in `traj`. It has no ids, times,
 * costs or model, so that an id is made from task, trial and content.
 */
export const tauBench: Format = {
  name: "tau-bench",
  detect: ({ shape, keys }) => shape === "array" && keys.has("traj"),
  read: (input) => draftsOf(readDocument(input.open()), draftOf),
};

function draftOf({ value }: Entry): Draft | string {
  if (!isFields(value) || !Array.isArray(value.traj))
    return 'Not a tau-bench result: it has no "traj" array.';
  const info = isFields(value.info) ? value.info : {};
  // A run that crashed has an empty trajectory and says why in `info.error`.
  if (value.traj.length === 0)
    return `It holds no messages${textOf(info.error) ? `: ${String(info.error).slice(0, 120)}` : ""}.`;
  const made = messagesFrom(value.traj);
  if ("reason" in made) return made.reason;
  const taskId = idOf(value.task_id);
  const trial = numberOf(value.trial);
  const task = isFields(info.task) ? info.task : {};
  const userId = textOf(task.user_id);
  return {
    idPrefix: `tau-${taskId ?? "?"}-${trial ?? 0}-`,
    idLength: 8,
    mayRepeat: taskId === undefined || trial === undefined,
    messages: made.messages,
    taskId,
    trial,
    outcome: outcomeOf(numberOf(value.reward)),
    attributes: {
      ...(userId && { userId }),
      ...(numberOf(info.user_cost) && { userCostUsd: info.user_cost }),
    },
  };
}

/** Any reward above 0 means that the task was solved: some runs shape it, giving 0.65 to 0.99 for a solution that could be better. */
function outcomeOf(reward: number | undefined): Outcome | undefined {
  if (reward === undefined) return undefined;
  const score = Math.min(1, Math.max(0, reward));
  return { label: reward > 0 ? "pass" : "fail", score, explanation: `reward ${reward}` };
}
