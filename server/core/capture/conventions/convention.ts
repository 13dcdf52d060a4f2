import type {
  Message,
  RecordedEvaluation,
  RetrievedDocument,
  SpanKind,
  Status,
  ToolDefinition,
  Usage,
} from "../../store/index.ts";
import type { OtlpSpan } from "../otlp/otlp-span.ts";
import type { Fields } from "../wire-values.ts";
import type { AttributeReader } from "./attribute-reader.ts";

/** What the attributes and events of one span say, in our words. All of it is optional: instrumentations leave out what they like. */
export interface Reading {
  readonly kind?: SpanKind;
  /** System text given beside the messages; leading system messages are found in `input`. */
  readonly system?: string;
  /** All that the model (or the agent) was given, history included. */
  readonly input?: readonly Message[];
  /** What it answered. */
  readonly output?: Message;
  /** What an agent answered, where it tells of more than the end: its texts and calls one by one. */
  readonly steps?: readonly Message[];
  /** The tools that the model was given. */
  readonly tools?: readonly ToolDefinition[];
  readonly model?: string;
  readonly usage?: Usage;
  readonly costUsd?: number;
  readonly finishReason?: string;
  readonly tool?: ToolReading;
  readonly documents?: readonly RetrievedDocument[];
  readonly prompt?: PromptReading;
  readonly evaluations?: readonly EvaluationReading[];
  /** Where an instrumentation says it elsewhere than in the span's status. */
  readonly status?: Status;
  readonly error?: string;
  readonly agent?: string;
  readonly userId?: string;
  readonly tags?: readonly string[];
}

export interface ToolReading {
  readonly callId?: string;
  readonly name?: string;
  readonly args?: unknown;
  readonly result?: string;
}

/** What a span says of the prompt it came from; the values of its variables where it tells them. */
export interface PromptReading {
  readonly name?: string;
  readonly version?: string;
  readonly variables?: Fields;
}

/** An evaluation that stands on a span: of that span, or of the whole trace where it says so. */
export type EvaluationReading = Omit<RecordedEvaluation, "spanId"> & { readonly isOfTrace?: boolean };

/** One way of writing model calls into attributes and events. It alone knows its names. */
export interface Convention {
  readonly name: string;
  /**
   * What its attributes' names begin with, up to the first dot. A span that has none of them is not read by it, which is most of the
   * speed of reading; left out, it is asked about every span.
   */
  readonly heads?: readonly string[];
  /** Attributes that name the conversation, the most telling first. */
  readonly conversationIds: readonly string[];
  read(attributes: AttributeReader, span: OtlpSpan): Reading;
}

/** Of these an earlier convention may say a part and a later one the rest. */
const COMBINED = new Set(["tool", "prompt", "usage"]);

/** The first that says something, name by name: an instrumentation may follow two conventions in one span. */
export function mergedReadings(readings: readonly Reading[]): Reading {
  const merged: Record<string, unknown> = {};
  for (const reading of readings)
    for (const name in reading) {
      const value: unknown = reading[name as keyof Reading];
      const known = merged[name];
      // That a retrieval gave nothing is something said, unless another one says more.
      const isEmpty = Array.isArray(value) && value.length === 0;
      if (value === undefined || (isEmpty && (name !== "documents" || known !== undefined))) continue;
      if (known === undefined || (name === "documents" && isEmptyList(known))) merged[name] = value;
      else if (COMBINED.has(name)) merged[name] = filledUp(known as Fields, value as Fields);
    }
  return merged;
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

function filledUp(known: Fields, more: Fields): Fields {
  const all: Record<string, unknown> = { ...known };
  for (const name in more) all[name] ??= more[name];
  return all;
}
