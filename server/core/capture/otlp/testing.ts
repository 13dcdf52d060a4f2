import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Captured, messagesFromSpans } from "../../store/index.ts";
import { type ImportOptions, importFiles } from "../import-files.ts";
import type { OtlpSpan } from "./otlp-span.ts";

/** A span for tests: what a test does not care about is made up. */
export const spanWith = (attributes: Record<string, unknown>, more: Partial<OtlpSpan> = {}): OtlpSpan => ({
  traceId: "a".repeat(32),
  spanId: "b".repeat(16),
  name: "chat",
  status: "unset",
  attributes,
  events: [],
  resource: {},
  ...more,
});

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, "0");
export const traceId = (n: number): string => hex(n, 32);
export const spanId = (n: number): string => hex(n, 16);

/** One flat model call: at `n` seconds, in a trace, with the history that it was given and its answer. */
export const call = (
  n: number,
  trace: number,
  history: readonly string[],
  answer: string,
  more: object = {},
) => ({
  trace_id: traceId(trace),
  span_id: spanId(n),
  name: "chat",
  start_time: `2026-01-01T00:00:${String(n).padStart(2, "0")}Z`,
  end_time: `2026-01-01T00:00:${String(n).padStart(2, "0")}.5Z`,
  attributes: {
    "gen_ai.operation.name": "chat",
    "gen_ai.conversation.id": "c1",
    "gen_ai.input.messages": JSON.stringify(
      history.map((text, i) => message(i % 2 === 0 ? "user" : "assistant", text)),
    ),
    "gen_ai.output.messages": JSON.stringify([message("assistant", answer)]),
    ...more,
  },
});

export const message = (role: string, text: string) => ({ role, parts: [{ type: "text", content: text }] });

/** OTLP/JSON of flat attributes, as a collector writes it. */
export const envelope = (...spans: readonly object[]) => ({
  resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: "test" }, spans }] }],
});

export const lines = (...values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");

export async function importContent(
  content: string | Uint8Array | object,
  options: Partial<ImportOptions> = {},
) {
  const path = join(mkdtempSync(join(tmpdir(), "homeostat-otlp-")), "file");
  const isRaw = typeof content === "string" || content instanceof Uint8Array;
  writeFileSync(path, isRaw ? content : JSON.stringify(content));
  const all: Captured[] = [];
  const { files } = await importFiles([path], {
    onCaptured: async (batch) => void all.push(...batch),
    ...options,
  });
  return {
    all,
    format: files[0]!.format,
    problems: files[0]!.problems.map(({ file: _, ...rest }) => rest),
    said: all.map(({ spans }) => messagesFromSpans(spans).map(({ role, text }) => `${role}: ${text}`)),
  };
}
