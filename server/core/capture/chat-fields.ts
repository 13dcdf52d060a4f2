import type { Outcome } from "../store/index.ts";
import type { Draft } from "./captured.ts";
import { textOfContent } from "./openai-messages.ts";
import {
  defined,
  type Fields,
  fieldOf,
  idOf,
  isFields,
  labelOf,
  numberOf,
  outcomeOfScore,
  smallAttributes,
  textOf,
  timeMsOf,
  usageOf,
} from "./wire-values.ts";

/** Where the fields stand: on a whole conversation, or on one message's line, whose times and costs are the message's own. */
export type Place = "conversation" | "message";

const CONVERSATION_ID = ["conversation_id", "conversationId"];
const SESSION_ID = ["session_id", "sessionId", "thread_id", "threadId"];
const TASK = ["task_id", "taskId"];
const START = ["started_at", "start_time", "startedAt", "created_at", "timestamp"];
const END = ["ended_at", "end_time", "endedAt"];
const DURATION = ["duration_ms", "latency_ms", "durationMs", "latencyMs"];
const COST = ["cost_usd", "costUsd", "cost"];
const PROMPT = ["prompt", "prompt_name", "promptName"];
const PROMPT_VERSION = ["prompt_version", "promptVersion"];
const SCORE = ["reward", "score"];
const MESSAGE = [
  "role",
  "content",
  "tool_calls",
  "function_call",
  "tool_call_id",
  "name",
  "is_error",
  "error",
  "at",
  "time",
];

/** All that has a place of its own in our records; other small fields become attributes. */
const PLACED = new Set([
  ...["id", "messages", "system", "trial", "tags", "model", "usage", "outcome", "label", "metadata"],
  ...[
    CONVERSATION_ID,
    SESSION_ID,
    TASK,
    START,
    END,
    DURATION,
    COST,
    PROMPT,
    PROMPT_VERSION,
    SCORE,
    MESSAGE,
  ].flat(),
]);

/** The conversation's id. On a message's line `id` is the message's, so it does not count there. */
export function conversationIdOf(
  value: Fields | ReadonlySet<string>,
  place: Place = "message",
): string | undefined {
  const names = [...CONVERSATION_ID, ...(place === "conversation" ? ["id"] : []), ...SESSION_ID];
  return value instanceof Set ? names.find((name) => value.has(name)) : idOf(fieldOf(value as Fields, names));
}

export const isMessageLine = (value: Fields): boolean => value.role !== undefined;

/** What an entry says about its conversation besides messages. `reason` names a field that could not be understood. */
export function circumstancesOf(
  value: Fields,
  place: Place,
): { readonly circumstances: Partial<Draft>; readonly reason?: string } {
  const metadata = isFields(value.metadata) ? value.metadata : {};
  const both = { ...metadata, ...defined(withoutNulls(value)) };
  const { outcome, reason } = outcomeOf(both);
  const tags = Array.isArray(both.tags)
    ? both.tags.filter((tag): tag is string => typeof tag === "string")
    : undefined;
  const circumstances: Partial<Draft> = {
    systemText: textOf(textOfContent(value.system)),
    taskId: idOf(fieldOf(both, TASK)),
    trial: numberOf(both.trial),
    outcome,
    model: textOf(both.model),
    tags,
    promptHint: promptHintOf(both),
    endMs: timeMsOf(fieldOf(value, END)),
    ...(place === "conversation" && {
      startMs: timeMsOf(fieldOf(value, START)),
      durationMs: numberOf(fieldOf(both, DURATION)),
      costUsd: numberOf(fieldOf(both, COST)),
      usage: usageOf(value.usage),
    }),
    // A message's other fields say nothing about its conversation.
    attributes: smallAttributes(isMessageLine(value) ? metadata : { ...metadata, ...value }, PLACED),
  };
  return { circumstances: defined(circumstances), reason };
}

const withoutNulls = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** The prompt's name, as a text or as `{name, version}`. A long or many-lined text is a prompt itself, not the name of one. */
function promptHintOf(fields: Fields): Draft["promptHint"] {
  const prompt = PROMPT.map((name) => fields[name]).find(isNameOrObject);
  const version = idOf(fieldOf(fields, PROMPT_VERSION));
  if (isFields(prompt)) {
    const name = textOf(fieldOf(prompt, ["name", "file", "id"]));
    return name === undefined ? undefined : defined({ name, version: idOf(prompt.version) ?? version });
  }
  return prompt === undefined ? undefined : defined({ name: prompt, version });
}

const isNameOrObject = (value: unknown): value is string | Fields =>
  isFields(value) ||
  (typeof value === "string" && value !== "" && value.length <= 200 && !value.includes("\n"));

/** A verdict may be a word, a boolean, a number in 0..1, or an object `{label, score, explanation}`; a word outranks a number. */
function outcomeOf(fields: Fields): { readonly outcome?: Outcome; readonly reason?: string } {
  const own = isFields(fields.outcome) ? fields.outcome : fields;
  const candidates = [own.outcome, own.label, ...SCORE.map((name) => own[name])];
  const label = candidates
    .map((value) => (typeof value === "number" ? undefined : labelOf(value)))
    .find((one) => one !== undefined);
  const score = [...SCORE.map((name) => own[name]), own.outcome, own.label].find(
    (value) => typeof value === "number",
  ) as number | undefined;
  const isInRange = score === undefined || (score >= 0 && score <= 1);
  const explanation = textOf(own.explanation);
  const reason = isInRange ? undefined : `The score ${score} is not within 0..1; it was left out.`;
  if (label !== undefined)
    return { outcome: defined({ label, score: isInRange ? score : undefined, explanation }), reason };
  if (score !== undefined && isInRange)
    return { outcome: defined({ ...outcomeOfScore(score), explanation }) };
  return { reason };
}
