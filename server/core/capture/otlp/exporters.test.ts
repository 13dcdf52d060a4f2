import { type Attributes, type Context, ROOT_CONTEXT, SpanStatusCode, trace } from "@opentelemetry/api";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { describe, expect, test } from "vitest";
import { importContent, message } from "./testing.ts";

/** A turn as an instrumented program records it with the SDK. */
function recorded() {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": "shop" }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer("shop-agent", "1.0");
  const span = (name: string, attributes: Attributes, within: Context, ms: number) => {
    const one = tracer.startSpan(
      name,
      { attributes, startTime: [1_767_225_600, ms * 1e6 + 123_456] },
      within,
    );
    return { one, within: trace.setSpan(within, one), end: () => one.end([1_767_225_600, (ms + 5) * 1e6]) };
  };
  const agent = span(
    "invoke_agent shop",
    { "gen_ai.operation.name": "invoke_agent", "session.id": "s1" },
    ROOT_CONTEXT,
    10,
  );
  const asks = {
    role: "assistant",
    parts: [{ type: "tool_call", id: "t1", name: "find", arguments: { id: 1 } }],
  };
  const chat = (history: object[], answer: object) => ({
    "gen_ai.operation.name": "chat",
    "gen_ai.response.model": "m-1",
    "gen_ai.usage.input_tokens": 10,
    "gen_ai.usage.output_tokens": 2 ** 40,
    "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: "Be kind." }]),
    "gen_ai.input.messages": JSON.stringify(history),
    "gen_ai.output.messages": JSON.stringify([answer]),
    "app.flags": ["a", "b"],
    "app.ratio": 0.25,
    "app.on": true,
  });
  const user = message("user", "where is it? 😀");
  const first = span("chat m-1", chat([user], asks), agent.within, 11);
  const tool = span(
    "execute_tool find",
    {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "find",
      "gen_ai.tool.call.id": "t1",
      "gen_ai.tool.call.result": "gone",
    },
    agent.within,
    12,
  );
  tool.one.setStatus({ code: SpanStatusCode.ERROR, message: "404" });
  tool.one.addEvent("exception", { "exception.type": "NotFound" }, [1_767_225_600, 13e6]);
  const gives = { role: "tool", parts: [{ type: "tool_call_response", id: "t1", response: "gone" }] };
  const last = span(
    "chat m-1",
    chat([user, asks, gives], message("assistant", "It is gone.")),
    agent.within,
    20,
  );
  for (const one of [first, tool, last, agent]) one.end();
  return exporter.getFinishedSpans();
}

const prefixed = (...messages: readonly Uint8Array[]): Buffer =>
  Buffer.concat(
    messages.flatMap((bytes) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );

describe("what the OpenTelemetry SDK exports", () => {
  const spans = recorded();
  const json = JsonTraceSerializer.serializeRequest(spans)!;
  const proto = ProtobufTraceSerializer.serializeRequest(spans)!;
  const bySpan = spans.map((span) => ProtobufTraceSerializer.serializeRequest([span])!);
  const plain = ({ all, problems }: Awaited<ReturnType<typeof importContent>>) => ({
    problems,
    all: all.map((one) => ({ ...one, conversation: { ...one.conversation, source: undefined } })),
  });

  test("protobuf, alone or behind lengths, and JSON give the same conversation", async () => {
    const fromJson = await importContent(json);
    const fromProto = await importContent(proto);
    expect(fromProto.said).toEqual([
      ["user: where is it? 😀", "assistant: ", "tool: gone", "assistant: It is gone."],
    ]);
    expect(plain(fromProto)).toEqual(plain(fromJson));
    expect(plain(await importContent(prefixed(proto)))).toEqual(plain(fromJson));
    expect(plain(await importContent(prefixed(...bySpan.reverse())))).toEqual(plain(fromJson));
    expect([fromJson.format, fromProto.format, fromProto.problems]).toEqual(["otlp", "otlp", []]);
  });

  test("tree, times, status, usage, events and unknown attributes arrive", async () => {
    const { conversation, spans: records, systemTexts } = (await importContent(proto)).all[0]!;
    expect(conversation).toMatchObject({
      id: "s1",
      model: "m-1",
      startMs: 1_767_225_600_010,
      usage: { inputTokens: 20, outputTokens: 2 ** 41 },
      attributes: { service: "shop", instrumentation: "shop-agent" },
    });
    expect(Object.values(systemTexts)).toEqual(["Be kind."]);
    expect(records.map(({ kind, name, status }) => [kind, name, status])).toEqual([
      ["agent", "invoke_agent shop", "unset"],
      ["model", "chat m-1", "unset"],
      ["tool", "execute_tool find", "error"],
      ["model", "chat m-1", "unset"],
    ]);
    expect(records.slice(1).every(({ parentId }) => parentId === records[0]!.id)).toBe(true);
    expect(records[1]!.attributes).toMatchObject({
      "app.flags": ["a", "b"],
      "app.ratio": 0.25,
      "app.on": true,
    });
    expect(records[1]!.attributes).not.toHaveProperty(["gen_ai.input.messages"]);
    expect(records[2]).toMatchObject({ error: "404", service: "shop", parentId: records[0]!.id });
    expect(records[2]!.attributes).toMatchObject({
      events: [{ name: "exception", attributes: { "exception.type": "NotFound" } }],
    });
  });

  test("a cut file gives the whole spans before the cut and names the byte; no cut throws", async () => {
    const { all, problems } = await importContent(proto.subarray(0, proto.length - 40));
    expect(all[0]!.spans).toHaveLength(3);
    expect(problems.map(({ reason }) => reason).join()).toMatch(/at byte \d+/);
    const cutBehindLength = await importContent(prefixed(...bySpan).subarray(0, -10));
    expect(cutBehindLength.all[0]!.spans).toHaveLength(3);
    expect(cutBehindLength.problems.map(({ entry }) => entry)).toContain(4);
    for (let length = 1; length < proto.length; length += 41) await importContent(proto.subarray(0, length));
  });

  test("broken bytes cost what they stand in: flipped bits never throw", async () => {
    for (let at = 0; at < proto.length; at += 53) {
      const broken = Buffer.from(proto);
      broken[at]! ^= 0xff;
      await importContent(broken);
    }
    const garbage = await importContent(prefixed(bySpan[0]!, Buffer.alloc(100, 0xab), ...bySpan.slice(1)));
    expect(garbage.problems.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^No OTLP message at byte \d+/),
    ]);
    expect(garbage.all[0]!.spans).toHaveLength(4);
  });

  test("nesting without end in protobuf is a problem of its span", async () => {
    const length = (bytes: Buffer): Buffer => {
      const out: number[] = [];
      for (let n = bytes.length; ; n >>>= 7) {
        out.push(n > 127 ? (n & 127) | 128 : n);
        if (n <= 127) return Buffer.concat([Buffer.from(out), bytes]);
      }
    };
    const field = (no: number, bytes: Buffer): Buffer =>
      Buffer.concat([Buffer.from([(no << 3) | 2]), length(bytes)]);
    let value: Buffer = field(1, Buffer.from("x"));
    for (let i = 0; i < 2000; i++) value = field(5, field(1, value));
    const attribute = field(9, Buffer.concat([field(1, Buffer.from("k")), field(2, value)]));
    const span = field(
      2,
      Buffer.concat([field(1, Buffer.alloc(16, 1)), field(2, Buffer.alloc(8, 1)), attribute]),
    );
    const request = field(
      1,
      Buffer.concat([field(1, field(1, field(1, Buffer.from("service.name")))), field(2, span)]),
    );
    const { problems } = await importContent(request);
    expect(problems[0]!.reason).toContain("recursion");
  });
});
