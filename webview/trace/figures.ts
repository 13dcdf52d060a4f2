import type { TraceUsage } from "../../server/protocol/index.ts";
import { count } from "../shared/wording.ts";

/** "340 ms", "1.24 s", "2 min 5 s", "3 h 12 min" */
export function duration(ms: number): string {
  if (ms < 1 && ms > 0) return "< 1 ms";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return parts(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return parts(Math.floor(minutes / 60), "h", minutes % 60, "min");
  return parts(Math.floor(minutes / 1440), "d", Math.round((minutes % 1440) / 60), "h");
}

const parts = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** Cents need two digits, calls of small models more. */
export const cost = (usd: number): string =>
  `$${usd === 0 || usd >= 1 ? usd.toFixed(2) : usd.toPrecision(2)}`;

export const size = (bytes: number): string =>
  bytes < 1000
    ? `${bytes} bytes`
    : bytes < 1e6
      ? `${(bytes / 1000).toFixed(0)} kB`
      : `${(bytes / 1e6).toFixed(1)} MB`;

/** "1 200 in, 80 out (60 reasoning)" */
export function tokens({ inputTokens, outputTokens, reasoningTokens, cacheReadTokens }: TraceUsage): string {
  const aside = (n: number | undefined, what: string): string => (n ? ` (${count(n)} ${what})` : "");
  return [
    inputTokens === undefined ? "" : `${count(inputTokens)} in${aside(cacheReadTokens, "from cache")}`,
    outputTokens === undefined ? "" : `${count(outputTokens)} out${aside(reasoningTokens, "reasoning")}`,
  ]
    .filter(Boolean)
    .join(", ");
}
