// Export requests of 200 spans with model and tool calls, as an instrumented agent sends them: 25 conversations of 8 spans, about
// 2.4 KB each. The request is made once by OpenTelemetry's own SDK; every further one is a copy with fresh ids and fresh text, so that
// the load costs its sender little and nothing can be answered from what was sent before.
import { randomBytes, randomFillSync } from "node:crypto";
import { context, trace } from "@opentelemetry/api";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";

export const spansPerRequest = 200;
const conversations = 25;
const callsEach = 7;

/** Runs of these letters are replaced: the first by text, the second by hex digits. */
const textMark = "X";
const idMark = "Y";

const text = (length: number): string => `${textMark.repeat(length)} — naïve café “quote”`;
const freshId = idMark.repeat(24);

export function templateSpans(service = "support-agent"): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      "service.name": service,
      "service.version": "1.4.2",
      "telemetry.sdk.language": "python",
      "deployment.environment.name": "dev",
    }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer("opentelemetry.instrumentation.openai_v2", "2.1b0");
  for (let t = 0; t < conversations; t++) {
    const conversation = { "gen_ai.conversation.id": `conv-${freshId}` };
    const root = tracer.startSpan("invoke_agent support", {
      attributes: {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "support",
        ...conversation,
      },
    });
    const inside = trace.setSpan(context.active(), root);
    for (let i = 0; i < callsEach; i++) {
      const isTool = i % 3 === 2;
      const attributes = isTool ? toolAttributes(t, i) : { ...modelAttributes(t, i), ...conversation };
      const name = isTool ? "execute_tool lookup_order" : "chat gpt-4.1-mini";
      const span = tracer.startSpan(name, { kind: isTool ? 0 : 2, attributes }, inside);
      if (!isTool) span.addEvent("gen_ai.first_token", { ms: 100 + i });
      span.end();
    }
    root.setStatus({ code: 1 });
    root.end();
  }
  return exporter.getFinishedSpans();
}

const toolAttributes = (t: number, i: number) => ({
  "gen_ai.operation.name": "execute_tool",
  "gen_ai.tool.name": "lookup_order",
  "gen_ai.tool.call.id": `call_${t}_${i}`,
  "gen_ai.tool.call.arguments": JSON.stringify({ order: 10_000 + t * 10 + i, q: text(400) }),
  "gen_ai.tool.call.result": JSON.stringify({ status: "delivered", note: text(1500) }),
});

const modelAttributes = (t: number, i: number) => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-4.1-mini",
  "gen_ai.response.model": "gpt-4.1-mini-2025-04-14",
  "gen_ai.response.id": `chatcmpl-${freshId}`,
  "gen_ai.request.temperature": 0.2,
  "gen_ai.request.max_tokens": 512,
  "gen_ai.usage.input_tokens": 300 + 7 * t + i,
  "gen_ai.usage.output_tokens": 50 + 3 * t + i,
  "gen_ai.response.finish_reasons": ["stop"],
  "server.address": "api.openai.com",
  "server.port": 443,
  "gen_ai.input.messages": JSON.stringify([
    { role: "system", parts: [{ type: "text", content: text(400) }] },
    { role: "user", parts: [{ type: "text", content: text(900) }] },
  ]),
  "gen_ai.output.messages": JSON.stringify([
    { role: "assistant", parts: [{ type: "text", content: text(600) }], finish_reason: "stop" },
  ]),
});

interface Place {
  readonly from: number;
  readonly length: number;
}

/** Every occurrence of a run of one letter. */
function runsOf(bytes: Buffer, letter: string, least: number): Place[] {
  return [...bytes.toString("latin1").matchAll(new RegExp(`${letter}{${least},}`, "g"))].map((found) => ({
    from: found.index,
    length: found[0].length,
  }));
}

function placesOf(bytes: Buffer, wanted: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) places.push(at);
  return places;
}

const words =
  "the customer wrote that order has not arrived yet and asks for refund because parcel was marked delivered on monday but nothing came please check tracking number with carrier then reply politely".split(
    " ",
  );

/** Text of words in a random order, to cut pieces from. */
function wordPool(bytes: number): Buffer {
  const pool: string[] = [];
  for (let size = 0; size < bytes; ) {
    const word = words[Math.floor(Math.random() * words.length)]!;
    pool.push(word);
    size += word.length + 1;
  }
  return Buffer.from(pool.join(" ")).subarray(0, bytes);
}

/** Gives requests without end, each with ids and texts of its own, and the ids of its spans (hex) where they are wanted. */
export class OtlpLoad {
  readonly template: Buffer;
  private readonly ids: readonly { readonly places: readonly number[]; readonly bytes: number }[];
  private readonly texts: readonly Place[];
  private readonly names: readonly (readonly Place[])[];
  private readonly pool = wordPool(8 * 2 ** 20);

  constructor(
    private readonly encoding: "proto" | "json" = "proto",
    service?: string,
  ) {
    const spans = templateSpans(service);
    const serializer = encoding === "proto" ? ProtobufTraceSerializer : JsonTraceSerializer;
    this.template = Buffer.from(serializer.serializeRequest(spans)!);
    const wireId = (hex: string): Buffer =>
      encoding === "proto" ? Buffer.from(hex, "hex") : Buffer.from(hex);
    const contexts = spans.map((span) => span.spanContext());
    const traceIds = [...new Set(contexts.map(({ traceId }) => traceId))];
    this.ids = [...contexts.map(({ spanId }) => spanId), ...traceIds].map((hex) => ({
      places: placesOf(this.template, wireId(hex)),
      bytes: hex.length / 2,
    }));
    this.texts = runsOf(this.template, textMark, 100);
    // The conversation's id stands on its root and on its model calls, which the SDK ends before it.
    const all = runsOf(this.template, idMark, freshId.length);
    const isConversation = ({ from }: Place): boolean =>
      this.template.toString("latin1", from - 5, from) === "conv-";
    const conversationIds = all.filter(isConversation);
    const each = conversationIds.length / conversations;
    this.names = [
      ...all.filter((place) => !isConversation(place)).map((place) => [place]),
      ...Array.from({ length: conversations }, (_, i) => conversationIds.slice(i * each, (i + 1) * each)),
    ];
  }

  next(): Buffer {
    const request = Buffer.from(this.template);
    const random = randomBytes(this.ids.length * 16 + this.names.length * 12);
    let at = 0;
    const take = (bytes: number): Buffer => {
      at += bytes;
      return random.subarray(at - bytes, at);
    };
    for (const { places, bytes } of this.ids) {
      const id = take(bytes);
      const wire = this.encoding === "proto" ? id : Buffer.from(id.toString("hex"));
      for (const place of places) wire.copy(request, place);
    }
    for (const places of this.names) {
      const hex = take(12).toString("hex");
      for (const { from } of places) request.write(hex, from, "latin1");
    }
    const offsets = randomFillSync(new Uint32Array(this.texts.length));
    this.texts.forEach(({ from, length }, i) => {
      const start = offsets[i]! % (this.pool.length - length);
      this.pool.copy(request, from, start, start + length);
    });
    return request;
  }
}
