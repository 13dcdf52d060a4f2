import type { Message, SpanKind, Usage } from "../../store/index.ts";
import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { defined } from "../wire-values.ts";
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
  /** What the model thought aloud. */
  readonly reasoning?: string;
  readonly model?: string;
  readonly usage?: Usage;
  readonly costUsd?: number;
  readonly tool?: ToolReading;
  readonly documents?: readonly unknown[];
  readonly prompt?: { readonly name: string; readonly version?: string };
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

/** One way of writing model calls into attributes and events. It alone knows its names. */
export interface Convention {
  readonly name: string;
  /** Attributes that name the conversation, the most telling first. */
  readonly conversationIds: readonly string[];
  read(attributes: AttributeReader, span: OtlpSpan): Reading;
}

export const usageReading = (
  inputTokens: number | undefined,
  outputTokens: number | undefined,
): Usage | undefined =>
  inputTokens === undefined && outputTokens === undefined
    ? undefined
    : defined({ inputTokens, outputTokens });

/** The first that says something, name by name: an instrumentation may follow two conventions in one span. */
export function mergedReadings(readings: readonly Reading[]): Reading {
  const merged: Record<string, unknown> = {};
  for (const reading of readings)
    for (const [name, value] of Object.entries(reading)) {
      if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
      if (name === "tool")
        merged.tool = { ...defined(value as object), ...(merged.tool as object | undefined) };
      else merged[name] ??= value;
    }
  return merged;
}
