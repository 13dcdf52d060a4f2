import type { CaptureStatus, LiveItem } from "../../server/protocol/index.ts";

/** So long after its last span a conversation counts as one that goes on. Milliseconds. */
const quietMs = 30_000;

export const isGrowing = ({ isReceived, lastMs }: LiveItem, nowMs: number): boolean =>
  isReceived && lastMs !== undefined && nowMs - lastMs < quietMs;

/** "now", "12 s ago", "3 min ago", "2 h ago", "5 d ago", then the date. */
export function agoInWords({ lastMs }: LiveItem, nowMs: number): string {
  if (lastMs === undefined || !Number.isFinite(lastMs) || Math.abs(lastMs) > 8.64e15) return "no time known";
  const seconds = Math.floor((nowMs - lastMs) / 1000);
  // Clocks of two machines differ by a little.
  if (seconds < 3) return seconds > -60 ? "now" : dateOf(lastMs);
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  if (seconds < 10 * 86_400) return `${Math.floor(seconds / 86_400)} d ago`;
  return dateOf(lastMs);
}

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What is known of it, in few words. */
export function liveDetails({ errors, durationMs, tokens, costUsd, spans }: LiveItem): string[] {
  return [
    errors > 0 ? `${errors} ${errors === 1 ? "error" : "errors"}` : "",
    durationMs === undefined ? "" : durationInWords(durationMs),
    tokens === undefined ? "" : `${tokens} tokens`,
    costUsd === undefined ? "" : `$${costUsd.toFixed(4)}`,
    spans === 0 ? "" : `${spans} ${spans === 1 ? "span" : "spans"}`,
  ].filter(Boolean);
}

const durationInWords = (ms: number): string =>
  ms < 1000
    ? `${Math.round(ms)} ms`
    : ms < 120_000
      ? `${(ms / 1000).toFixed(1)} s`
      : ms < 7_200_000
        ? `${Math.round(ms / 60_000)} min`
        : `${(ms / 3_600_000).toFixed(1)} h`;

/** As a screen reader reads it: the marks are words. */
export const liveLabel = (conversation: LiveItem, nowMs: number): string =>
  [
    conversation.opening || conversation.id,
    conversation.status === "error" ? "ended with an error" : "",
    isGrowing(conversation, nowMs) ? "still going on" : "",
    agoInWords(conversation, nowMs),
    ...liveDetails(conversation),
  ]
    .filter(Boolean)
    .join(", ");

/** One line for the head of the view. */
export function captureInWords({ running, http, grpc, waitingBytes, services }: CaptureStatus): string {
  if (!running) return "capture is not running";
  const ports = [http, grpc].filter((port) => port !== undefined).join(" and ");
  const unclaimed = services.filter(({ claimed }) => !claimed).length;
  return [
    ports ? `capturing on ${ports}` : "capturing",
    waitingBytes > 2 ** 20 ? `${(waitingBytes / 2 ** 20).toFixed(0)} MB on the way` : "",
    unclaimed > 0 ? `${unclaimed} ${unclaimed === 1 ? "service" : "services"} claimed by no folder` : "",
  ]
    .filter(Boolean)
    .join(", ");
}
