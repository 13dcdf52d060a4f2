import type { JournalEntry } from "../journal/journal-record.ts";
import type { Signs } from "./signs.ts";

export type Signal = JournalEntry["signal"];
export type Encoding = JournalEntry["encoding"];

/** A request that was looked over: what it holds, and its bytes without what cannot be kept. */
export interface Checked {
  readonly bytes: Uint8Array;
  readonly spans: number;
  readonly logs: number;
  /** Spans or log records that were left out, and why. */
  readonly rejected: number;
  readonly why: readonly string[];
  /** What is kept although it is odd. */
  readonly warnings: readonly string[];
  readonly services: readonly ServiceShare[];
}

/** What of a request comes from one service. */
export interface ServiceShare {
  readonly service: string;
  readonly spans: number;
  readonly logs: number;
  readonly signs: Signs;
}

/** A request that can never be taken as it is. `tooLarge`: it could in smaller pieces. */
export interface Refused {
  readonly refusal: "malformed" | "tooLarge";
  readonly message: string;
}

export const isRefused = (of: Checked | Refused): of is Refused => "refusal" in of;

/** Services whose spans name none, as OpenTelemetry calls them. */
export const unknownService = "unknown_service";

export const serviceNameOf = (value: unknown): string =>
  typeof value === "string" && value.trim() !== "" ? value.slice(0, 200) : unknownService;

export const oddIds = (count: number): string =>
  `${count} of the records have a trace or span id that is not 16 or 8 bytes other than zero; they are kept under ids made from their content.`;

export const smaller = "Send smaller batches (OTEL_BSP_MAX_EXPORT_BATCH_SIZE).";
