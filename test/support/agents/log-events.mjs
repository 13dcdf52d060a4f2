// The bookshop's agent as OpenTelemetry's own instrumentations record it: spans without content, and log records that hold it. Written by
// hand with the real SDKs: in the current form, one event for each model call, and in the earlier one, an event for each message.
import { context, SpanKind, trace } from "@opentelemetry/api";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { OpenAI } from "openai";
import { serve } from "./bookshop.mjs";
import { overEachTransport, resourceOf, settings } from "./telemetry.mjs";

const forms = { "log-details-shop": detailsOf, "log-messages-shop": messageEventsOf };
const service = settings.service;

await overEachTransport(service, async ({ provider, id, order }) => {
  const logs = new LoggerProvider({
    resource: resourceOf(service),
    processors: [
      new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${settings.http}/v1/logs` }) }),
    ],
  });
  const [tracer, logger] = [provider.getTracer("bookshop"), logs.getLogger("bookshop")];
  const client = new OpenAI({ baseURL: settings.model, apiKey: "unused" });
  const create = client.chat.completions.create.bind(client.chat.completions);
  /** Records what went out and came in, as a wrapper of the client does. */
  client.chat.completions.create = async (request) => {
    const span = tracer.startSpan(`chat ${request.model}`, { kind: SpanKind.CLIENT });
    span.setAttributes({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": request.model,
      "gen_ai.conversation.id": id,
    });
    const sent = structuredClone({ messages: request.messages, tools: request.tools });
    const answer = await create(request);
    const finish = ({ message, finish_reason, usage, model }) => {
      span.setAttributes({
        "gen_ai.response.model": model,
        "gen_ai.response.finish_reasons": [finish_reason],
        "gen_ai.usage.input_tokens": usage.prompt_tokens,
        "gen_ai.usage.output_tokens": usage.completion_tokens,
      });
      const within = trace.setSpan(context.active(), span);
      for (const record of forms[service](sent, message, finish_reason))
        logger.emit({ ...record, context: within });
      span.end();
    };
    if (!request.stream) {
      const { choices, usage, model } = answer;
      finish({ ...choices[0], usage, model });
      return answer;
    }
    return (async function* recorded() {
      const said = { message: { role: "assistant", content: "" } };
      for await (const chunk of answer) {
        const [choice] = chunk.choices;
        said.message.content += choice?.delta.content ?? "";
        said.finish_reason ??= choice?.finish_reason ?? undefined;
        said.model = chunk.model;
        said.usage = chunk.usage ?? said.usage;
        yield chunk;
      }
      finish(said);
    })();
  };
  await serve(client, order, { model: settings.modelName });
  await logs.forceFlush();
  await logs.shutdown();
});

function detailsOf({ messages, tools }, answer, finish_reason) {
  const [system, ...rest] = messages;
  return [
    {
      eventName: "gen_ai.client.inference.operation.details",
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.system_instructions": [{ type: "text", content: system.content }],
        "gen_ai.input.messages": rest.map(inParts),
        "gen_ai.output.messages": [{ ...inParts(answer), finish_reason }],
        "gen_ai.tool.definitions": tools.map(({ type, function: tool }) => ({ type, ...tool })),
      },
    },
  ];
}

function inParts({ role, content, tool_calls = [], tool_call_id }) {
  if (tool_call_id)
    return { role, parts: [{ type: "tool_call_response", id: tool_call_id, response: content }] };
  const calls = tool_calls.map(({ id, function: { name, arguments: args } }) => ({
    ...{ type: "tool_call", id, name },
    arguments: JSON.parse(args),
  }));
  return { role, parts: [...(content ? [{ type: "text", content }] : []), ...calls] };
}

function messageEventsOf({ messages }, answer, finish_reason) {
  const eventOf = ({ role, content, tool_calls, tool_call_id }) => ({
    eventName: `gen_ai.${role}.message`,
    attributes: { "gen_ai.system": "openai" },
    body: {
      ...(content && { content }),
      ...(tool_calls && { tool_calls }),
      ...(tool_call_id && { id: tool_call_id }),
    },
  });
  const { content, tool_calls } = answer;
  return [
    ...messages.map(eventOf),
    {
      eventName: "gen_ai.choice",
      attributes: { "gen_ai.system": "openai" },
      body: {
        index: 0,
        finish_reason,
        message: { role: "assistant", ...(content && { content }), ...(tool_calls && { tool_calls }) },
      },
    },
  ];
}
