import type { OtlpLog, OtlpSpan } from "./otlp-span.ts";

/** The span that log records tell of where it is not there itself. */
export function spanOfLogs(records: readonly OtlpLog[]): OtlpSpan {
  const logs = [...records].sort((a, b) => (a.event.atMs ?? 0) - (b.event.atMs ?? 0));
  const [first] = logs;
  const times = logs.flatMap(({ event }) => event.atMs ?? []);
  return {
    traceId: first!.traceId,
    spanId: first!.spanId,
    name: "chat",
    startMs: times.length > 0 ? Math.min(...times) : undefined,
    endMs: times.length > 0 ? Math.max(...times) : undefined,
    status: "unset",
    attributes: { "gen_ai.operation.name": "chat", ...first!.event.attributes },
    events: [],
    resource: first!.resource,
    scope: first!.scope,
  };
}
