/** However the spans and log records of a conversation arrive, they tell the same conversation: every real trace, shuffled over and over. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { groupBy, type Random, seededRandom, shuffle } from "../server/core/base/index.ts";
import { spansOfExport } from "../server/core/capture/langfuse-export.ts";
import { capturedOfRecords, conversationOfTrace } from "../server/core/capture/otlp/conversation-of.ts";
import { recordsOfJson } from "../server/core/capture/otlp/json-records.ts";
import type { OtlpLog, OtlpSpan } from "../server/core/capture/otlp/otlp-span.ts";
import { realData } from "./support/real-data.ts";

type Record = OtlpSpan | OtlpLog;
const SHUFFLES = 25;
const folder = realData("c-otel");

function valuesOf(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    return text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [JSON.parse(line) as unknown]));
  }
}

/** By conversation, as the receiver's fold groups them. */
function conversationsIn(records: readonly Record[]): Map<string, Record[]> {
  const byTrace = groupBy(records, ({ traceId }) => traceId);
  const conversations = new Map<string, Record[]>();
  for (const trace of byTrace.values()) {
    const id = conversationOfTrace(trace);
    conversations.set(id, [...(conversations.get(id) ?? []), ...trace]);
  }
  return conversations;
}

function spansOfFile(path: string): OtlpSpan[] {
  const values = valuesOf(readFileSync(path, "utf8"));
  return values.flatMap((value) =>
    path.includes("langfuse-framework")
      ? spansOfExport(value as { [name: string]: unknown })
      : [...recordsOfJson(value)].flatMap(({ span }) => span ?? []),
  );
}

/** The same with the content of its model calls in log records, as instrumentations that keep spans small send it. */
const withLogs = (spans: readonly OtlpSpan[]): Record[] =>
  spans.flatMap((span): Record[] => {
    const content = Object.entries(span.attributes).filter(([name]) =>
      /^gen_ai\.(?:input|output)\.messages$/.test(name),
    );
    if (content.length === 0) return [span];
    const attributes = Object.fromEntries(
      Object.entries(span.attributes).filter(([name]) => !content.some(([own]) => own === name)),
    );
    const logs = content.map(
      ([name, value]): OtlpLog => ({
        traceId: span.traceId,
        spanId: span.spanId,
        resource: span.resource,
        event: {
          name: "gen_ai.client.inference.operation.details",
          atMs: span.endMs,
          attributes: { [name]: value },
        },
      }),
    );
    return [{ ...span, attributes }, ...logs];
  });

/** The same by a clock that counts whole seconds: many begin and end at once. */
const coarse = (spans: readonly OtlpSpan[]): OtlpSpan[] =>
  spans.map((span) => ({
    ...span,
    startMs: span.startMs && Math.floor(span.startMs / 1000) * 1000,
    endMs: span.endMs && Math.floor(span.endMs / 1000) * 1000,
  }));

function expectOneTelling(records: readonly Record[], random: Random): number {
  let told = 0;
  for (const [id, own] of conversationsIn(records)) {
    const expected = JSON.stringify(capturedOfRecords(id, own));
    if (expected !== undefined) told++;
    for (let i = 0; i < SHUFFLES; i++) {
      const mixed = shuffle([...own], random);
      // Some come twice, as an exporter that was not answered sends them.
      const again = mixed.filter(() => random() < 0.1);
      const all = [...mixed, ...again];
      expect(conversationsIn(all).has(id)).toBe(true);
      expect(JSON.stringify(capturedOfRecords(id, all))).toBe(expected);
    }
  }
  return told;
}

describe.skipIf(!folder)("the order in which spans arrive does not matter", () => {
  const folders = [
    "strands-evals-spans",
    "openinference-fixtures",
    "langwatch-fixtures",
    "langfuse-framework-traces",
  ];
  const files = folder
    ? folders.flatMap((name) =>
        readdirSync(join(folder, name))
          .filter((file) => !file.includes("chatml"))
          .map((file) => `${name}/${file}`),
      )
    : [];
  test.each(files)("%s", (file) => {
    const spans = spansOfFile(join(folder!, file));
    expect(spans.length).toBeGreaterThan(0);
    expectOneTelling(spans, seededRandom(4));
    expectOneTelling(coarse(spans), seededRandom(6));
    const isOtel = spans.some(({ attributes }) => attributes["gen_ai.input.messages"] !== undefined);
    if (isOtel) expect(expectOneTelling(withLogs(spans), seededRandom(5))).toBeGreaterThan(0);
  });
});
