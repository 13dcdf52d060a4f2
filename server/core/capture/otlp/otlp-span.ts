import { sha256 } from "../../base/index.ts";
import type { Status } from "../../store/index.ts";
import { type Fields, timeMsOf } from "../wire-values.ts";

/**
 * A span as any container gives it (OTLP/JSON, OTLP protobuf, an SDK's own JSON): ids in lower-case hex, times in epoch milliseconds
 * with the microseconds as fraction, attributes as plain JSON values. What the attributes mean is the business of `conventions/`.
 */
export interface OtlpSpan {
  /** 32 hex digits, and 16 for the span's. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly name: string;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly status: Status;
  readonly statusText?: string;
  readonly attributes: Fields;
  readonly events: readonly OtlpEvent[];
  /** Attributes of the resource: the service, the host. */
  readonly resource: Fields;
  /** Name of the instrumentation that made the span. */
  readonly scope?: string;
}

/** An event of a span, or a log record that names the span: the content of model calls may be in either. */
export interface OtlpEvent {
  readonly name: string;
  readonly atMs?: number;
  readonly attributes: Fields;
  readonly body?: unknown;
}

export interface OtlpLog {
  readonly traceId: string;
  readonly spanId: string;
  readonly event: OtlpEvent;
  readonly resource: Fields;
  readonly scope?: string;
}

/** What a container holds. A problem may stand beside the span it is about. */
export interface OtlpRecord {
  readonly span?: OtlpSpan;
  readonly log?: OtlpLog;
  /** The bytes of the span, where it was read straight from protobuf: they can be kept and read again. */
  readonly wire?: Uint8Array;
  readonly problem?: string;
}

/** Hex digits of an id given as hex (also `0x…` or with dashes), base64 or bytes; undefined where it is none, as the id of zeros. */
export function idOfWire(value: unknown, bytes: 8 | 16): string | undefined {
  const hex = value instanceof Uint8Array ? Buffer.from(value).toString("hex") : hexOfText(value, bytes);
  return hex?.length === bytes * 2 && !/^0+$/.test(hex) ? hex : undefined;
}

function hexOfText(value: unknown, bytes: number): string | undefined {
  // Ids are short; nothing is gained by searching through a megabyte that claims to be one.
  if (typeof value !== "string" || value.length > 64) return undefined;
  const plain = value.replace(/^0x/i, "").replaceAll("-", "").toLowerCase();
  if (/^[0-9a-f]+$/.test(plain)) return plain;
  const isBase64 = value.length === Math.ceil(bytes / 3) * 4 && /^[A-Za-z0-9+/]+={1,2}$/.test(value);
  return isBase64 ? Buffer.from(value, "base64").toString("hex") : undefined;
}

/** An id for what came without one (or with a broken one), made from its content: the same content gets the same id again. */
export const idFromContent = (content: unknown, bytes: 8 | 16): string =>
  sha256(JSON.stringify(content) ?? "").slice(0, bytes * 2);

/** Epoch milliseconds with microseconds as fraction: of nanoseconds, of an ISO time, of `[seconds, nanoseconds]`; 0 is no time. */
export function preciseMsOf(value: unknown): number | undefined {
  if (Array.isArray(value)) {
    const [seconds, nanos] = value as unknown[];
    if (typeof seconds !== "number" || typeof nanos !== "number") return undefined;
    return plausible(seconds * 1e3 + Math.round(nanos / 1e3) / 1e3);
  }
  // Nanoseconds do not fit into a number without loss; cut to microseconds they do.
  if (typeof value === "bigint") return plausible(Number(value / 1000n) / 1e3);
  if (typeof value === "string" && /^\d{17,20}$/.test(value)) return preciseMsOf(BigInt(value));
  if (typeof value === "number" && value >= 1e17) return plausible(Math.floor(value / 1e3) / 1e3);
  const ms = timeMsOf(value);
  const micros = typeof value === "string" ? /\.\d{3}(\d{1,3})/.exec(value)?.[1] : undefined;
  return plausible(ms !== undefined && micros !== undefined ? ms + Number(micros.padEnd(3, "0")) / 1e3 : ms);
}

/** Records carry whole milliseconds; what lies between them is for the order of spans. */
export const whole = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.round(ms);

/** Nothing was traced before 1970 or will be after 9999; such a time is noise, as the 0 of a span that never ended. */
const plausible = (ms: number | undefined): number | undefined =>
  ms !== undefined && ms > 0 && ms < 253_402_300_800_000 ? ms : undefined;

/** Status by OTLP's number, its enum's name, or the word of an SDK. */
export function statusOfWire(value: unknown): Status {
  const word = String(value)
    .replace(/^STATUS_?CODE[_.]|^StatusCode\./i, "")
    .toUpperCase();
  return word === "1" || word === "OK" ? "ok" : word === "2" || word === "ERROR" ? "error" : "unset";
}
