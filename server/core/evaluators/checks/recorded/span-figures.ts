import type { Span } from "../../../store/index.ts";

/** The value that `nth` percent of the figures do not exceed, by the nearest rank; 0 of none. */
export function percentile(figures: readonly number[], nth: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((nth / 100) * sorted.length) - 1)] ?? 0;
}

/** Attributes in which failures are told beside the status. */
const FLAGS = ["error", "exception", "failed", "failure"];

/** Whether a span failed: by its status, by an attribute that says so, by an HTTP status, or by the words of its message. */
export function isErrorSpan({ status, error, attributes }: Span): boolean {
  if (status === "error") return true;
  const isSet = (value: unknown) =>
    value === true || value === "true" || (typeof value === "object" && value !== null);
  if (FLAGS.some((flag) => isSet(attributes[flag]))) return true;
  const http = attributes["http.status_code"];
  if (http !== undefined && http !== null && Number(http) >= 400) return true;
  if (attributes["otel.status_code"] === "ERROR" || attributes["status.code"] === "ERROR") return true;
  return /error|failed|failure|exception|timeout|abort/i.test(error ?? "");
}
