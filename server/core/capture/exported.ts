import type {
  Captured,
  Conversation,
  Evaluation,
  PlacedMark,
  RecordedEvaluation,
  Signal,
  Span,
  Trace,
} from "../store/index.ts";
import { readDocument, readLines } from "./entries.ts";
import type { Format, FormatInput, Found } from "./format.ts";
import { type Fields, isFields, textOf } from "./wire-values.ts";

/** What a line tells beside the conversation itself. */
export interface ExportExtras {
  readonly evaluations: readonly (Evaluation & { readonly isRecorded: boolean })[];
  readonly signals: readonly Signal[];
  readonly marks: readonly PlacedMark[];
  readonly tags: readonly {
    readonly tag: string;
    readonly messageIndex: number;
    readonly evidence: string;
  }[];
  /** What happened later, to the conversation or its user. */
  readonly outcomes: readonly {
    readonly kind: string;
    readonly value: number;
    readonly of: "conversation" | "user";
    readonly atMs?: number;
  }[];
  readonly prompts: readonly { readonly file: string; readonly version?: string; readonly how?: string }[];
  readonly behaviors: readonly string[];
  /** What people said of it. */
  readonly labels: readonly {
    readonly label: string;
    readonly who: string;
    readonly sample?: string;
    readonly evaluator?: string;
    readonly why?: string;
    readonly at?: string;
  }[];
  /** What chat models read in its requests. */
  readonly readings: readonly {
    readonly model?: string;
    readonly intent?: string;
    readonly success?: string;
  }[];
}

const formatVersion = 1;

/** A conversation as `homeostat export` writes it, and as the format below reads it. */
export const exportLine = (captured: Captured, extras: ExportExtras): string => {
  const { conversation, traces, spans, systemTexts } = captured;
  return JSON.stringify({
    homeostat: formatVersion,
    conversation,
    traces,
    spans,
    texts: systemTexts,
    ...extras,
  });
};

/**
 * What `homeostat export` wrote. Evaluations that had come with the trace come with it again; those of evaluators, signals, tags, prompts
 * and behaviors are there for people to read, and are made anew from the conversation; outcomes come from the files they were imported from.
 */
export const exported: Format = {
  name: "homeostat",
  detect: ({ keys }) => keys.has("homeostat") && keys.has("conversation") && keys.has("spans"),
  read: readExported,
};

async function* readExported(input: FormatInput): AsyncGenerator<Found> {
  const entries = input.shape === "lines" ? readLines(input.open()) : readDocument(input.open());
  const seen = new Set<string>();
  for await (const { entry, problem } of entries) {
    if (problem) yield { problem };
    if (!entry) continue;
    const captured = capturedFrom(entry.value);
    if (typeof captured === "string") yield { problem: { ...entry.at, reason: captured } };
    else if (seen.has(captured.conversation.id))
      yield { problem: { ...entry.at, reason: "The conversation was met before; left out." } };
    else {
      seen.add(captured.conversation.id);
      yield { captured, at: entry.at };
    }
  }
}

/** The records, as far as they have the shape of ours; else the reason why not. */
function capturedFrom(value: unknown): Captured | string {
  if (!isFields(value)) return "Not an object.";
  if (value.homeostat !== formatVersion) return `Its version is not ${formatVersion}; update Homeostat.`;
  const { conversation, traces, spans, texts, evaluations } = value;
  if (!isConversation(conversation)) return "Its conversation lacks an id, a content hash or a source.";
  const isOwn = (one: unknown): one is Fields =>
    isFields(one) && typeof one.id === "string" && one.conversationId === conversation.id;
  if (
    !Array.isArray(traces) ||
    !traces.every((one): one is Trace & Fields => isOwn(one) && typeof one.name === "string")
  )
    return "Its traces are not readable.";
  if (!Array.isArray(spans) || !spans.every((one): one is Span & Fields => isOwn(one) && isSpan(one)))
    return "Its spans are not readable.";
  const systemTexts = Object.fromEntries(
    Object.entries(isFields(texts) ? texts : {}).filter(
      (pair): pair is [string, string] => typeof pair[1] === "string",
    ),
  );
  const recorded = (Array.isArray(evaluations) ? evaluations : []).filter(isFields).flatMap(recordedOf);
  return { conversation, traces, spans, systemTexts, ...(recorded.length > 0 && { evaluations: recorded }) };
}

const isConversation = (value: unknown): value is Conversation & Fields =>
  isFields(value) &&
  typeof value.id === "string" &&
  value.id !== "" &&
  typeof value.contentHash === "string" &&
  isFields(value.source) &&
  typeof value.messageCount === "number" &&
  isFields(value.attributes) &&
  Array.isArray(value.tags) &&
  value.tags.every((tag) => typeof tag === "string");

const kinds = ["agent", "model", "tool", "retrieval", "other"];

const isSpan = (value: Fields): boolean =>
  typeof value.traceId === "string" &&
  typeof value.seq === "number" &&
  typeof value.name === "string" &&
  typeof value.status === "string" &&
  kinds.includes(String(value.kind)) &&
  isFields(value.attributes) &&
  Array.isArray(value.input) &&
  value.input.every(isMessage) &&
  (value.output === undefined || isMessage(value.output)) &&
  (value.tool === undefined || isTool(value.tool));

const isMessage = (value: unknown): boolean =>
  isFields(value) &&
  ["system", "user", "assistant", "tool"].includes(String(value.role)) &&
  typeof value.text === "string" &&
  (value.toolCalls === undefined ||
    (Array.isArray(value.toolCalls) &&
      value.toolCalls.every((call) => isFields(call) && typeof call.name === "string")));

const isTool = (value: unknown): boolean =>
  isFields(value) && typeof value.name === "string" && typeof value.result === "string";

/** The label and the explanation were joined when the evaluation was kept. */
function recordedOf(value: Fields): RecordedEvaluation[] {
  const name = textOf(value.evaluator);
  if (value.isRecorded !== true || name === undefined) return [];
  const [label, ...rest] = (textOf(value.explanation) ?? "").split(": ");
  const sampleId = textOf(value.sampleId);
  return [
    {
      name,
      ...(label && { label }),
      ...(rest.length > 0 && { explanation: rest.join(": ") }),
      ...(typeof value.score === "number" && { score: value.score }),
      ...(sampleId !== undefined && sampleId !== value.conversationId && { spanId: sampleId }),
      ...(value.isStale === true && { isStale: true as const }),
    },
  ];
}
