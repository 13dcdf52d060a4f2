import { unpacked } from "./conventions/attribute-reader.ts";
import { type EntryOrProblem, readDocument, readLines } from "./entries.ts";
import type { Format, FormatInput } from "./format.ts";
import { conversationsOf } from "./otlp/otlp.ts";
import { idFromContent, idOfWire, type OtlpSpan, preciseMsOf } from "./otlp/otlp-span.ts";
import type { RecordAt } from "./otlp/records-of.ts";
import { defined, type Fields, fieldOf, idOf, isFields, textOf } from "./wire-values.ts";

/**
 * Exports of Langfuse: a trace with its observations, as the button for it writes them (`{trace, observations}`) or as its API gives them
 * (a trace that has `observations`), one, a list (also in `data`), or one a line; and bare observations. Each observation becomes a span:
 * with the attributes that its instrumentation had sent, which Langfuse keeps in the metadata, and Langfuse's own beside them. What they
 * mean is the business of `otlp/` and `conventions/`, as if they had come from the instrumentation itself.
 */
export const langfuseExport: Format = {
  name: "langfuse",
  detect: ({ keys }) =>
    keys.has("observations") ? keys.has("trace") || isTraceKeys(keys) : isObservationKeys(keys),
  read: (input) => conversationsOf((bytes) => spansOf(input, bytes), input),
};

const isTraceKeys = (keys: ReadonlySet<string>): boolean =>
  ["scores", "htmlPath", "projectId", "sessionId", "latency"].some((key) => keys.has(key));
const isObservationKeys = (keys: ReadonlySet<string>): boolean =>
  keys.has("traceId") &&
  keys.has("startTime") &&
  (keys.has("parentObservationId") || keys.has("usageDetails"));

async function* spansOf(input: FormatInput, bytes: AsyncIterable<Buffer>): AsyncGenerator<RecordAt> {
  const members = input.keys.has("data") ? new Map([["data", "elements"] as const]) : undefined;
  const entries = input.shape === "lines" ? readLines(bytes) : readDocument(bytes, members);
  for await (const entry of entries) yield* spansOfEntry(entry);
}

/** The spans of a trace with its observations. */
export function spansOfExport(value: Fields): OtlpSpan[] {
  const trace = isFields(value.trace) ? value.trace : value;
  return spansOfTrace(trace, listOf(value.observations ?? trace.observations).filter(isFields));
}

function* spansOfEntry({ entry, problem }: EntryOrProblem): Generator<RecordAt> {
  if (problem) yield { problem };
  if (!entry) return;
  const report = (reason: string): RecordAt => ({ problem: { ...entry.at, reason } });
  const { value } = entry;
  if (!isFields(value)) return yield report("Not an object.");
  if (Array.isArray(value.data)) {
    for (const one of value.data) yield* spansOfEntry({ entry: { ...entry, value: one } });
    return;
  }
  const trace = isFields(value.trace) ? value.trace : value;
  const list = value.observations ?? trace.observations;
  if (!Array.isArray(list)) {
    if (idOf(value.traceId) === undefined) return yield report("It has no observations and is none.");
    return yield { of: spanOf(value, {}) };
  }
  if (!list.every(isFields)) yield report("An observation is not an object; it was left out.");
  for (const span of spansOfExport(value)) yield { of: span };
}

/**
 * What is known of the trace goes to its root: its session, user, tags and scores. Where there are several roots or none (older SDKs had
 * the trace itself instead) the trace is a span of its own.
 */
function spansOfTrace(trace: Fields, observations: readonly Fields[]): OtlpSpan[] {
  const ids = new Set(observations.map(({ id }) => idOf(id)));
  const isRoot = (one: Fields): boolean => !ids.has(idOf(one.parentObservationId));
  const roots = observations.filter(isRoot);
  const scores = listOf(trace.scores).filter(isFields);
  const scoresOf = (id: unknown): readonly Fields[] =>
    scores.filter(({ observationId }) => idOf(observationId) === idOf(id) && idOf(id) !== undefined);
  const about: Fields = {
    ...traceAttributes(trace),
    "langfuse.trace.scores": someOf(scores.filter(({ observationId }) => !ids.has(idOf(observationId)))),
  };
  const [only] = roots.length === 1 ? roots : [];
  const spans = observations.map((one) => {
    const own: Fields = { "langfuse.observation.scores": someOf(scoresOf(one.id)) };
    const parent = only === undefined && isRoot(one) ? trace.id : one.parentObservationId;
    const known = { ...one, traceId: one.traceId ?? trace.id, parentObservationId: parent };
    return spanOf(known, one === only ? { ...about, ...own } : own);
  });
  return only === undefined ? [spanOf(rootOf(trace, roots), about), ...spans] : spans;
}

/** The trace as if it were an observation of its own. */
function rootOf(trace: Fields, roots: readonly Fields[]): Fields {
  const ends = roots.map(({ endTime, startTime }) => preciseMsOf(endTime ?? startTime) ?? 0);
  const isTold = [trace.input, trace.output].some((value) => value !== undefined && value !== null);
  return {
    ...trace,
    traceId: trace.id,
    type: isTold ? "AGENT" : "SPAN",
    startTime: trace.timestamp,
    endTime: ends.length > 0 ? Math.max(...ends) : undefined,
  };
}

const traceAttributes = (trace: Fields): Fields => ({
  "langfuse.session.id": idOf(trace.sessionId),
  "langfuse.user.id": idOf(trace.userId),
  "langfuse.trace.name": textOf(trace.name),
  "langfuse.trace.tags": someOf(listOf(trace.tags)),
  "langfuse.release": textOf(trace.release),
  "langfuse.version": textOf(trace.version),
});

function spanOf(observation: Fields, about: Fields): OtlpSpan {
  const metadata = parsed(observation.metadata);
  const { attributes, resourceAttributes, scope, ...others } = isFields(metadata) ? metadata : {};
  const id = idOf(observation.id) ?? "";
  const environment = textOf(observation.environment);
  return defined<OtlpSpan>({
    traceId: idOfWire(observation.traceId, 16) ?? idFromContent(observation.traceId ?? id, 16),
    spanId: spanIdOf(id),
    parentId: idOf(observation.parentObservationId) && spanIdOf(idOf(observation.parentObservationId)!),
    name: textOf(observation.name) ?? String(observation.type ?? "span").toLowerCase(),
    startMs: preciseMsOf(observation.startTime),
    endMs: preciseMsOf(observation.endTime),
    status: observation.level === "ERROR" ? "error" : "unset",
    statusText: textOf(observation.statusMessage),
    attributes: defined<Fields>({
      ...(isFields(attributes) && attributes),
      ...ownAttributes(observation),
      ...about,
      ...metadataAttributes(others),
    }),
    events: [],
    resource: {
      ...(environment !== undefined &&
        environment !== "default" && { "deployment.environment.name": environment }),
      ...(isFields(resourceAttributes) && resourceAttributes),
    },
    scope: isFields(scope) ? textOf(scope.name) : undefined,
  });
}

const spanIdOf = (id: string): string => idOfWire(id, 8) ?? idFromContent(id, 8);

function ownAttributes(observation: Fields): Fields {
  const value = (name: string): unknown => {
    const raw = unquoted(observation[name]);
    return raw === null || raw === "" || (isFields(raw) && Object.keys(raw).length === 0) ? undefined : raw;
  };
  return {
    "langfuse.observation.type": textOf(observation.type)?.toLowerCase() ?? "span",
    "langfuse.observation.input": value("input"),
    "langfuse.observation.output": value("output"),
    "langfuse.observation.model.name": textOf(observation.model),
    "langfuse.observation.model.parameters": value("modelParameters"),
    "langfuse.observation.usage_details": value("usageDetails") ?? value("usage"),
    "langfuse.observation.cost_details": value("costDetails") ?? totalOf(observation),
    "langfuse.observation.prompt.name": textOf(observation.promptName),
    "langfuse.observation.prompt.version": idOf(observation.promptVersion),
    "langfuse.observation.tool_definitions": value("toolDefinitions"),
    "langfuse.observation.level": textOf(observation.level),
    "langfuse.observation.completion_start_time": value("completionStartTime"),
  };
}

const totalOf = (observation: Fields): unknown => {
  const total = fieldOf(observation, ["totalCost", "calculatedTotalCost"]);
  return total === undefined ? undefined : { total };
};

/** LangGraph's thread is the conversation where the trace has no session. */
function metadataAttributes(metadata: Fields): Fields {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [
      name === "thread_id" ? "langsmith.metadata.thread_id" : `langfuse.observation.metadata.${name}`,
      value,
    ]),
  );
}

/** A text that was written as JSON once more than it needed to be. */
function unquoted(value: unknown): unknown {
  if (typeof value !== "string" || !value.startsWith('"')) return value;
  const inner = parsedOnce(value);
  return typeof inner === "string" ? inner : value;
}

/** Exports hold JSON in texts, at times twice. */
function parsed(value: unknown): unknown {
  return parsedOnce(parsedOnce(value));
}

function parsedOnce(value: unknown): unknown {
  const made = unpacked(value);
  return typeof made === "number" || typeof made === "boolean" ? value : made;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const someOf = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined);
