import { fromBinary } from "@bufbuild/protobuf";
import type { Attributes } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { describe, expect, test } from "vitest";
import {
  attribute,
  mutatedRequest,
  nestedValue,
  requestOfSpan,
  textValue,
} from "../../../../test/support/otlp-mutations.ts";
import { agentLogs, agentSpans, traceJson, traceProto } from "../../../../test/support/otlp-requests.ts";
import { seededRandom } from "../../base/index.ts";
import { ExportLogsServiceRequestSchema, ExportTraceServiceRequestSchema } from "../otlp/otlp_export_pb.ts";
import { checkJson } from "./check-json.ts";
import { checkProto } from "./check-proto.ts";
import { type Checked, isRefused, type Signal } from "./checked.ts";
import { jsonShape } from "./json-shape.ts";
import { defaultLimits } from "./limits.ts";

const spans = agentSpans(3);
const logs = agentLogs(4);
const proto = (bytes: Uint8Array, signal: Signal = "traces", limits = {}) =>
  checkProto(bytes, signal, { ...defaultLimits, ...limits });
const json = (value: unknown, signal: Signal = "traces", limits = {}) =>
  checkJson(
    value instanceof Uint8Array
      ? value
      : Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
    signal,
    { ...defaultLimits, ...limits },
  );
/** A span without contents of its own, whose event stands before attributes that would be contents in an event. */
function spanWithEvent(name: string, attributes: Attributes): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const span = provider.getTracer("t").startSpan("chat", { attributes: { content: "no", message: "no" } });
  span.addEvent(name, attributes);
  span.end();
  return exporter.getFinishedSpans();
}
const all = { content: true, conversation: true, prompt: true };

describe("a request as the SDK sends it", () => {
  test("is told by service, with what its attributes tell, in either encoding", () => {
    const told = { spans: 9, logs: 0, rejected: 0, why: [], warnings: [] };
    const services = [{ service: "shop", spans: 9, logs: 0, signs: all }];
    for (const checked of [proto(traceProto(spans)), json(traceJson(spans))])
      expect(checked).toMatchObject({ ...told, services });
    const logged = [
      { service: "shop", spans: 0, logs: 4, signs: { content: true, conversation: false, prompt: false } },
    ];
    for (const checked of [proto(logs.proto, "logs"), json(logs.json, "logs")])
      expect(checked).toMatchObject({ ...told, spans: 0, logs: 4, services: logged });
  });

  test("content in the events of spans is told, in either encoding; a name alone is none", () => {
    const contentOf = (name: string, attributes: Attributes): readonly boolean[] => {
      const sent = spanWithEvent(name, attributes);
      return [proto(traceProto(sent)), json(traceJson(sent))].map(
        (checked) => (checked as Checked).services[0]!.signs.content,
      );
    };
    const told: readonly [string, Attributes][] = [
      ["gen_ai.user.message", { role: "user", content: "Where is it?" }],
      ["gen_ai.assistant.message", { tool_calls: "[]" }],
      ["gen_ai.choice", { index: 0, message: '{"content":"On its way."}' }],
      ["gen_ai.content.prompt", { "gen_ai.prompt": '[{"role":"user","content":"Where?"}]' }],
      ["gen_ai.content.completion", { "gen_ai.completion": "On its way." }],
      ["gen_ai.client.inference.operation.details", { "gen_ai.input.messages": "[]" }],
    ];
    for (const [name, attributes] of told)
      expect([name, ...contentOf(name, attributes)]).toEqual([name, true, true]);
    const bare: readonly [string, Attributes][] = [
      ["gen_ai.choice", { index: 0, finish_reason: "stop" }],
      ["gen_ai.user.message", {}],
      ["log", { content: "not of a model", message: "neither" }],
      ["exception", { "exception.message": "no" }],
    ];
    for (const [name, attributes] of bare)
      expect([name, ...contentOf(name, attributes)]).toEqual([name, false, false]);
  });

  test("sent as the other signal is refused", () => {
    expect(proto(logs.proto, "traces")).toMatchObject({ refusal: "malformed" });
    expect(proto(traceProto(spans), "logs")).toMatchObject({ refusal: "malformed" });
    expect(json(logs.json, "traces")).toMatchObject({ message: expect.stringContaining("/v1/logs") });
    expect(json(traceJson(spans), "logs")).toMatchObject({ message: expect.stringContaining("/v1/traces") });
  });

  test("with several services counts each, and spans that name none under unknown_service", () => {
    const two = Buffer.concat([
      traceProto(spans),
      traceProto(agentSpans(1, "other")),
      requestOfSpan(attribute("service.name", textValue("no resource"))),
    ]);
    expect((proto(two) as Checked).services.map(({ service, spans }) => [service, spans])).toEqual([
      ["shop", 9],
      ["other", 3],
      ["unknown_service", 1],
    ]);
  });
});

/** Counts of what a request holds, as the decoder sees it. */
function decoded(
  bytes: Buffer,
  signal: Signal,
): { readonly records: number; readonly groups: number } | undefined {
  try {
    const groups =
      signal === "traces"
        ? fromBinary(ExportTraceServiceRequestSchema, bytes).resourceSpans.map(({ scopeSpans }) =>
            scopeSpans.flatMap((one) => one.spans),
          )
        : fromBinary(ExportLogsServiceRequestSchema, bytes).resourceLogs.map(({ scopeLogs }) =>
            scopeLogs.flatMap((one) => one.logRecords),
          );
    return { records: groups.flat().length, groups: groups.length };
  } catch {
    return undefined;
  }
}

describe("the walk over protobuf", () => {
  test("lets pass only what the decoder reads, counts the same, and says why where it is stricter", {
    timeout: 120_000,
  }, () => {
    const random = seededRandom(5);
    const seen = { both: 0, neither: 0, stricter: 0 };
    const unlike: string[] = [];
    for (let n = 0; n < 6_000; n++) {
      const signal = n % 3 === 0 ? "logs" : "traces";
      const bytes = mutatedRequest(
        signal === "logs" ? logs.proto : traceProto(spans.slice(0, 1 + (n % 9))),
        "proto",
        random,
      );
      const checked = proto(bytes, signal);
      const read = decoded(bytes, signal);
      if (!isRefused(checked)) {
        // What is nested too deep is left out, so that the rest can be read.
        const kept = read ?? decoded(Buffer.from(checked.bytes), signal);
        const counted = {
          records: checked.spans + checked.logs + (read ? checked.rejected : 0),
          groups: checked.services.length,
        };
        if (JSON.stringify(kept) !== JSON.stringify(counted)) unlike.push(bytes.toString("base64"));
        seen.both++;
      } else if (!read) seen.neither++;
      else {
        seen.stricter++;
        if (
          !/has another type|runs beyond its message|it is cut|more than ten bytes|no field at/.test(
            checked.message,
          )
        )
          unlike.push(`${checked.message} ${bytes.toString("base64")}`);
      }
    }
    expect(unlike).toEqual([]);
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(40);
  });

  test("passes over fields that the schema does not have, of any type, at any level", () => {
    const unknown = [
      [0xa0, 0x06, 0x96, 0x01], // 100: varint
      [0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8], // 100: 64 bits
      [0xa2, 0x06, 5, 0x0c, 0x0c, 0xff, 0x80, 0x0a], // 100: bytes that look like fields
      [0xa3, 0x06, 0x08, 0x01, 0x13, 0x14, 0xa4, 0x06], // 100: a group with a group in it
      [0xa5, 0x06, 1, 2, 3, 4], // 100: 32 bits
    ].map((bytes) => Buffer.from(bytes));
    for (const field of [...unknown, Buffer.concat(unknown), Buffer.concat([...unknown, ...unknown])]) {
      const bytes = Buffer.concat([field, requestOfSpan(field), field, traceProto(spans), field]);
      expect(decoded(bytes, "traces")).toEqual({ records: 10, groups: 2 });
      expect(proto(bytes)).toMatchObject({ spans: 10, rejected: 0 });
      expect(proto(bytes.subarray(0, -1))).toMatchObject({ refusal: "malformed" });
    }
  });

  test("refuses each kind of damage with its place", () => {
    const whole = traceProto(spans);
    for (let length = 1; length < 400; length++) {
      const checked = proto(whole.subarray(0, length));
      expect(isRefused(checked) || decoded(whole.subarray(0, length), "traces") !== undefined).toBe(true);
    }
    expect(proto(whole.subarray(0, 300))).toMatchObject({
      refusal: "malformed",
      message: expect.stringMatching(/byte \d+/),
    });
    expect(proto(requestOfSpan(attribute("k", textValue(Buffer.from([0xff])))))).toMatchObject({
      message: expect.stringContaining("not UTF-8"),
    });
    expect(proto(requestOfSpan(Buffer.from([9 * 8, 1])))).toMatchObject({
      message: expect.stringContaining("Span.attributes"),
    });
  });

  test("leaves out the records that are beyond a limit and keeps the others as they were", () => {
    const good = traceProto(spans);
    const limits = { attributesPerRecord: 30, attributeBytes: 5_000 };
    const many = requestOfSpan(
      Buffer.concat(Array.from({ length: 31 }, (_, n) => attribute(`k${n}`, textValue("v")))),
    );
    const long = requestOfSpan(attribute("k", textValue("v".repeat(5_001))));
    const deep = requestOfSpan(attribute("k", nestedValue(60)));
    const checked = proto(Buffer.concat([many, good, long, deep, good]), "traces", limits) as Checked;
    expect(checked).toMatchObject({ spans: 18, rejected: 3 });
    expect(checked.why).toEqual([
      expect.stringContaining("31 attributes"),
      expect.stringContaining("5010 bytes"),
      expect.stringContaining("nested deeper"),
    ]);
    expect(
      fromBinary(ExportTraceServiceRequestSchema, checked.bytes).resourceSpans.map(({ scopeSpans }) =>
        scopeSpans.map((one) => one.spans.length),
      ),
    ).toEqual([[0], [9], [0], [0], [9]]);
    expect(isRefused(proto(checked.bytes))).toBe(false);
  });

  test("tells of odd ids, which are kept", () => {
    const odd = (trace: Buffer<ArrayBuffer>, span: Buffer<ArrayBuffer>) =>
      proto(requestOfSpan(Buffer.alloc(0), trace, span));
    expect(odd(Buffer.alloc(16), Buffer.alloc(8, 1))).toMatchObject({
      spans: 1,
      rejected: 0,
      warnings: [expect.stringMatching(/^1 of/)],
    });
    expect(odd(Buffer.alloc(16, 1), Buffer.alloc(7, 1))).toMatchObject({ warnings: [expect.anything()] });
    expect(odd(Buffer.alloc(16, 1), Buffer.alloc(8, 1))).toMatchObject({ warnings: [] });
  });

  test("refuses more records than the limit", () => {
    expect(proto(traceProto(spans), "traces", { recordsPerRequest: 8 })).toMatchObject({
      refusal: "tooLarge",
    });
    expect(json(traceJson(spans), "traces", { recordsPerRequest: 8 })).toMatchObject({ refusal: "tooLarge" });
  });
});

describe("JSON", () => {
  const envelope = (...spans: readonly unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  const span = { traceId: "a".repeat(32), spanId: "b".repeat(16), name: "x" };

  test("that is none, or has other shapes than OTLP, is refused with the reason", () => {
    for (const bad of [
      "",
      "{",
      "[]",
      "null",
      "7",
      '{"resourceSpans":{}}',
      '{"resourceSpans":[1]}',
      '{"resourceSpans":[{"scopeSpans":1}]}',
      '{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}',
      Buffer.from([0x7b, 0xff, 0x7d]),
    ])
      expect(json(bad), String(bad)).toMatchObject({ refusal: "malformed" });
    expect(json({})).toMatchObject({ spans: 0, rejected: 0 });
  });

  test("records that are none are rejected one by one", () => {
    expect(json(envelope(span, 7, {}, span))).toMatchObject({
      spans: 2,
      rejected: 2,
      why: ["A record is not an object.", "A span has neither a name nor attributes."],
    });
  });

  test("records beyond a limit are left out", () => {
    const attributes = Array.from({ length: 11 }, (_, n) => ({ key: `k${n}`, value: { intValue: n } }));
    const long = [{ key: "k", value: { stringValue: "é".repeat(300) } }];
    const checked = json(envelope({ ...span, attributes }, span, { ...span, attributes: long }), "traces", {
      attributesPerRecord: 10,
      attributeBytes: 500,
    }) as Checked;
    expect(checked).toMatchObject({ spans: 1, rejected: 2 });
    expect(JSON.parse(Buffer.from(checked.bytes).toString())).toEqual(envelope(span));
  });

  test("that is nested deep or has very many values is refused before it is parsed", () => {
    const deep = `{"resourceSpans":${"[".repeat(5_000_000)}`;
    expect(json(deep)).toMatchObject({ message: expect.stringContaining("deeper than 200") });
    expect(json(`[${"[],".repeat(4_000_000)}]`)).toMatchObject({ refusal: "tooLarge" });
  });

  test("its depth and values are told as the parser sees them", () => {
    const random = seededRandom(3);
    const make = (depth: number): unknown => {
      const kind = Math.floor(random() * (depth > 5 ? 2 : 4));
      if (kind === 0) return random();
      if (kind === 1) return ['a"b', "\\", "]}{[,", '\\"', "", "é\n"][Math.floor(random() * 6)];
      const list = Array.from({ length: Math.floor(random() * 5) }, () => make(depth + 1));
      return kind === 2 ? list : Object.fromEntries(list.map((one, n) => [`k"${n}\\`, one]));
    };
    const depthOf = (value: unknown): number =>
      typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    for (let n = 0; n < 2000; n++) {
      const value = make(0);
      const shape = jsonShape(Buffer.from(JSON.stringify(value)), { depth: 100, values: 1e6 });
      expect(shape.depth).toBe(depthOf(value));
    }
  });

  test("odd ids are told, and logs need none", () => {
    expect(json(envelope({ ...span, traceId: "abc" }))).toMatchObject({
      spans: 1,
      warnings: [expect.anything()],
    });
    const log = { timeUnixNano: "1", body: { stringValue: "x" } };
    expect(
      json(
        { resourceLogs: [{ scopeLogs: [{ logRecords: [log, { ...log, traceId: "", spanId: "" }] }] }] },
        "logs",
      ),
    ).toMatchObject({ logs: 2, warnings: [] });
  });
});
