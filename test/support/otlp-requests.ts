import { type Attributes, ROOT_CONTEXT, SpanStatusCode, trace } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";
import {
  JsonLogsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from "@opentelemetry/sdk-logs";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";

/** Spans as an instrumented agent records them with the SDK: turns of a model call, a tool call and a model call. */
export function agentSpans(turns: number, service = "shop", tag = "0"): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": service, "service.version": "1.4.2" }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer("shop-agent", "1.0");
  for (let turn = 0; turn < turns; turn++) {
    const root = tracer.startSpan("invoke_agent shop", {
      attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.conversation.id": `${tag}-c${turn}` },
    });
    const within = trace.setSpan(ROOT_CONTEXT, root);
    const span = (name: string, attributes: Attributes) => tracer.startSpan(name, { attributes }, within);
    const chat = span("chat m-1", {
      "gen_ai.operation.name": "chat",
      "gen_ai.usage.input_tokens": 300 + turn,
      "gen_ai.prompt.name": "shop",
      "gen_ai.prompt.version": "3",
      "gen_ai.input.messages": JSON.stringify([
        { role: "user", parts: [{ type: "text", content: `where is order ${tag}-${turn}? naïve café 😀` }] },
      ]),
      "gen_ai.output.messages": JSON.stringify([
        { role: "assistant", parts: [{ type: "text", content: "I shall look. ".repeat(20) }] },
      ]),
      "app.flags": ["a", "b"],
      "app.ratio": 0.25,
      "app.on": true,
    });
    chat.addEvent("gen_ai.first_token", { ms: turn });
    chat.end();
    const tool = span("execute_tool find", { "gen_ai.tool.name": "find", "gen_ai.tool.call.result": "gone" });
    tool.setStatus({ code: SpanStatusCode.ERROR, message: "404" });
    tool.addLink({ context: root.spanContext(), attributes: { why: "test" } });
    tool.end();
    root.end();
  }
  return exporter.getFinishedSpans();
}

export const traceProto = (spans: ReadableSpan[]): Buffer =>
  Buffer.from(ProtobufTraceSerializer.serializeRequest(spans)!);
export const traceJson = (spans: ReadableSpan[]): Buffer =>
  Buffer.from(JsonTraceSerializer.serializeRequest(spans)!);

/** Log records with the content of model calls, in both encodings. */
export function agentLogs(
  count: number,
  service = "shop",
): { readonly records: readonly ReadableLogRecord[]; readonly proto: Buffer; readonly json: Buffer } {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    processors: [new SimpleLogRecordProcessor({ exporter })],
  });
  const logger = provider.getLogger("shop-agent");
  const [span] = agentSpans(1, service);
  const context = trace.setSpanContext(ROOT_CONTEXT, span!.spanContext());
  for (let n = 0; n < count; n++)
    logger.emit({
      context,
      severityNumber: SeverityNumber.INFO,
      eventName: "gen_ai.user.message",
      body: { role: "user", content: `question ${n}`, parts: [1, 2.5, true, null] },
      attributes: { "gen_ai.system": "test", n },
    });
  const records = exporter.getFinishedLogRecords();
  return {
    records,
    proto: Buffer.from(ProtobufLogsSerializer.serializeRequest(records)!),
    json: Buffer.from(JsonLogsSerializer.serializeRequest(records)!),
  };
}
