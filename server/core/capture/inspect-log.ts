import type { Message, Outcome, RecordedEvaluation, Usage } from "../store/index.ts";
import type { Draft } from "./captured.ts";
import { readDocument } from "./entries.ts";
import { draftsOf, type Format, type FormatInput, type Found } from "./format.ts";
import { modelCallsOf, type RecordedCall, sayingsOf, usageOfInspect } from "./inspect-messages.ts";
import {
  defined,
  type Fields,
  idOf,
  isFields,
  numberOf,
  outcomeOfScore,
  smallAttributes,
  textOf,
  timeMsOf,
} from "./wire-values.ts";

/**
 * Logs of Inspect as JSON: `{version, status, eval, plan, results, stats, samples}`. Each sample of each epoch is a conversation. A log
 * in Inspect's own `.eval` format is a zip archive and becomes this by `inspect log dump`.
 */
export const inspectLog: Format = {
  name: "inspect",
  detect: ({ shape, keys }) =>
    shape !== "array" && keys.has("eval") && ["plan", "samples", "status"].some((key) => keys.has(key)),
  read: readInspect,
};

async function* readInspect(input: FormatInput): AsyncGenerator<Found> {
  const about = await aboutIn(input);
  let count = 0;
  const samples = readDocument(input.open(), new Map([["samples", "elements"]] as const));
  for await (const found of draftsOf(samples, ({ value }) => draftOf(value, about))) {
    count++;
    yield found;
  }
  if (count === 0)
    yield { problem: { reason: `The log holds no samples (its status: ${about.status ?? "unknown"}).` } };
}

interface About {
  readonly eval: Fields;
  readonly status?: string;
}

/** `eval` may stand behind the samples that need it. */
async function aboutIn(input: FormatInput): Promise<About> {
  const members = new Map([
    ["eval", "whole"],
    ["status", "whole"],
  ] as const);
  let about: About = { eval: {} };
  for await (const { entry } of readDocument(input.peek(), members)) {
    if (entry?.key === "eval" && isFields(entry.value)) about = { ...about, eval: entry.value };
    if (entry?.key === "status") about = { ...about, status: textOf(entry.value) };
    if (about.status !== undefined && Object.keys(about.eval).length > 0) break;
  }
  return about;
}

function draftOf(value: unknown, about: About): Draft | string {
  if (!isFields(value)) return "A sample is not an object.";
  const calls = modelCallsOf(value.events);
  const said = sayingsOf(value, calls);
  if ("reason" in said) return said.reason;
  if (said.messages.length === 0)
    return `The sample holds no messages${errorOf(value) ? `: ${errorOf(value)}` : ""}.`;
  const { eval: run } = about;
  const output = isFields(value.output) ? value.output : {};
  const [name, epoch] = [idOf(value.id), numberOf(value.epoch)];
  const task = textOf(run.task);
  const model = textOf(run.model);
  const usage = conversationUsage(value, model, output);
  const seconds = numberOf(value.total_time);
  const scores = scoresOf(value);
  return defined<Draft>({
    id: idOf(value.uuid) ?? (run.eval_id && name ? `${run.eval_id}-${name}-${epoch ?? 1}` : undefined),
    idPrefix: "inspect-",
    messages: withUsage(said.messages, calls, usage),
    taskId: [task, name].filter((part) => part !== undefined).join("/") || undefined,
    trial: epoch,
    outcome: scores[0] && outcomeOf(scores[0].value, textOf(scores[0].fields.explanation)),
    model: textOf(output.model) ?? model,
    status: errorOf(value) === undefined ? undefined : "error",
    startMs: timeMsOf(value.started_at) ?? calls.startMs ?? timeMsOf(run.created),
    endMs: timeMsOf(value.completed_at),
    durationMs: seconds === undefined ? undefined : Math.round(seconds * 1000),
    usage,
    tags: Array.isArray(run.tags)
      ? run.tags.filter((tag): tag is string => typeof tag === "string")
      : undefined,
    evaluations: scores.flatMap(evaluationsOf),
    attributes: smallAttributes({
      ...(isFields(value.metadata) ? { metadata: value.metadata } : {}),
      task,
      taskVersion: run.task_version,
      runId: run.run_id,
      evalId: run.eval_id,
      target: value.target,
      limit: isFields(value.limit) ? value.limit.type : undefined,
      error: errorOf(value),
      finishReason: stopReasonOf(output),
      workingTimeS: value.working_time,
    }),
  });
}

const errorOf = ({ error }: Fields): string | undefined =>
  (isFields(error) ? textOf(error.message) : textOf(error))?.slice(0, 1000);

function stopReasonOf({ choices }: Fields): unknown {
  const [choice] = Array.isArray(choices) ? choices : [];
  return isFields(choice) ? choice.stop_reason : undefined;
}

/** What the model under test spent; graders have entries of their own. */
function conversationUsage(value: Fields, model: string | undefined, output: Fields): Usage | undefined {
  const byModel = isFields(value.model_usage) ? value.model_usage : {};
  return usageOfInspect(model === undefined ? undefined : byModel[model]) ?? usageOfInspect(output.usage);
}

/** An only answer spent all that was spent, where the log has no events of its calls. */
function withUsage(
  messages: readonly Message[],
  { byMessage }: { readonly byMessage: ReadonlyMap<string, RecordedCall> },
  usage: Usage | undefined,
): readonly Message[] {
  const answers = messages.filter(({ role }) => role === "assistant");
  if (byMessage.size > 0 || answers.length !== 1 || answers[0]!.usage) return messages;
  return messages.map((message) =>
    message === answers[0] ? defined<Message>({ ...message, usage }) : message,
  );
}

interface Score {
  readonly name: string;
  readonly value: unknown;
  readonly fields: Fields;
}

/** All scores, the main one first. Logs before version 2 had one without a name. */
function scoresOf({ scores, score }: Fields): Score[] {
  const all = isFields(scores) ? Object.entries(scores) : isFields(score) ? [["score", score] as const] : [];
  return all.flatMap(([name, fields]) => (isFields(fields) ? [{ name, value: fields.value, fields }] : []));
}

/** Inspect's letters: correct, incorrect, partially, no answer. */
const LETTERS = new Map<unknown, Outcome>([
  ["C", { label: "pass", score: 1 }],
  ["I", { label: "fail", score: 0 }],
  ["P", { label: "unknown", score: 0.5 }],
  ["N", { label: "fail", score: 0 }],
]);

function outcomeOf(value: unknown, explanation: string | undefined): Outcome | undefined {
  const number = typeof value === "boolean" ? Number(value) : numberOf(value);
  const outcome =
    LETTERS.get(value) ??
    (number !== undefined && number >= 0 && number <= 1 ? outcomeOfScore(number) : undefined);
  return outcome && defined({ ...outcome, explanation });
}

/** A score may hold several values by name. What is neither a letter nor a number within 0 and 1 is kept as its own word. */
function evaluationsOf({ name, value, fields }: Score): RecordedEvaluation[] {
  if (isFields(value))
    return Object.entries(value).flatMap(([part, one]) =>
      evaluationsOf({ name: `${name}.${part}`, value: isFields(one) ? JSON.stringify(one) : one, fields }),
    );
  const outcome = outcomeOf(value, undefined);
  return [
    defined<RecordedEvaluation>({
      name: name.slice(0, 200),
      label: outcome?.label ?? textOf(value)?.slice(0, 100),
      score: outcome?.score ?? numberOf(value),
      explanation: textOf(fields.explanation),
    }),
  ];
}
