import {
  type ConnectTarget,
  exportLines,
  type Framework,
  generalNotes,
  grpcUrl,
  httpUrl,
  promptByText,
  quoted,
  tracesUrl,
} from "./framework.ts";

const javascriptSdk =
  "@opentelemetry/api @opentelemetry/exporter-trace-otlp-proto @opentelemetry/resources @opentelemetry/sdk-trace-base @opentelemetry/sdk-trace-node";

/** A tracer provider that sends to this machine, in a module that is imported first. */
const javascriptProvider = (
  target: ConnectTarget,
): string => `import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ "service.name": ${quoted(target.service)} }),
  spanProcessors: [
    new BatchSpanProcessor(new OTLPTraceExporter({ url: ${quoted(tracesUrl(target))} })),
  ],
});
provider.register();
`;

/** By the environment alone: whatever is instrumented already sends here. */
export const anySdk: Framework = {
  id: "opentelemetry",
  name: "Any OpenTelemetry SDK, by environment variables",
  language: "shell",
  packages: [],
  code: (target) =>
    exportLines({
      OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl(target),
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_SERVICE_NAME: target.service,
      OTEL_METRICS_EXPORTER: "none",
    }),
  notes: generalNotes,
};

export const javascriptFrameworks: readonly Framework[] = [
  {
    id: "vercel-ai",
    name: "Vercel AI SDK",
    language: "javascript",
    packages: ["ai"],
    install: `npm install ${javascriptSdk}`,
    code: (target) => `${javascriptProvider(target)}
// Versions 5 and 6: each call takes this. From version 7 on: npm install @ai-sdk/otel, then once, instead:
//   registerTelemetry(new OpenTelemetry()), of "ai" and of "@ai-sdk/otel".
export const telemetry = (conversation) => ({
  experimental_telemetry: { isEnabled: true, metadata: { sessionId: conversation } },
});
// generateText({ model, messages, ...telemetry(conversation) })
`,
    notes: {
      content: "Content is recorded, unless recordInputs or recordOutputs is false.",
      conversation: "experimental_telemetry: { metadata: { sessionId } }, as in the snippet.",
      prompt: promptByText,
    },
  },
  {
    id: "openai-js",
    name: "OpenAI in JavaScript, with OpenInference",
    language: "javascript",
    packages: ["openai"],
    install: `npm install @arizeai/openinference-instrumentation-openai @arizeai/openinference-core ${javascriptSdk}`,
    code: (target) => `${javascriptProvider(target)}
import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import * as openai from "openai";

new OpenAIInstrumentation({ tracerProvider: provider }).manuallyInstrument(openai);
`,
    notes: {
      content: "Content is recorded, unless OPENINFERENCE_HIDE_INPUTS or OPENINFERENCE_HIDE_OUTPUTS is true.",
      conversation:
        "Run each turn inside of `context.with(setSession(context.active(), { sessionId }), ...)`: setSession of @arizeai/openinference-core, context of @opentelemetry/api.",
      prompt:
        "Call the model inside of `context.with(setPromptTemplate(context.active(), { template, version, variables }), ...)`; without it a prompt is found by its text.",
    },
  },
  {
    id: "openllmetry-js",
    name: "OpenLLMetry in JavaScript",
    language: "javascript",
    packages: ["@traceloop/node-server-sdk"],
    install: "npm install @traceloop/node-server-sdk",
    code: (target) => `// Before the libraries that it is to record are imported.
import * as traceloop from "@traceloop/node-server-sdk";

traceloop.initialize({
  appName: ${quoted(target.service)},
  baseUrl: ${quoted(httpUrl(target))},
  traceloopSyncEnabled: false,
});
`,
    notes: {
      content: "Content is recorded, unless traceContent is false.",
      conversation:
        "Run each turn inside of `traceloop.withAssociationProperties({ session_id: conversation }, ...)`.",
      prompt: promptByText,
    },
  },
];

export const pythonClients: readonly Framework[] = [
  {
    id: "openai-python",
    name: "OpenAI in Python, with OpenTelemetry's instrumentation",
    language: "shell",
    packages: ["openai"],
    install:
      "pip install opentelemetry-distro opentelemetry-exporter-otlp opentelemetry-instrumentation-openai-v2",
    code: (target) =>
      `${exportLines({
        OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl(target),
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
        OTEL_SERVICE_NAME: target.service,
        OTEL_METRICS_EXPORTER: "none",
        OTEL_SEMCONV_STABILITY_OPT_IN: "gen_ai_latest_experimental",
        OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "span_only",
      })}\nopentelemetry-instrument python main.py`,
    notes: generalNotes,
  },
  {
    id: "openllmetry",
    name: "OpenLLMetry in Python",
    language: "python",
    packages: ["traceloop-sdk"],
    install: "pip install traceloop-sdk",
    code: (target) => `import os

os.environ["TRACELOOP_METRICS_ENABLED"] = "false"

from traceloop.sdk import Traceloop

Traceloop.init(app_name=${quoted(target.service)}, api_endpoint=${quoted(httpUrl(target))})
`,
    notes: {
      content: "Content is recorded, unless TRACELOOP_TRACE_CONTENT is false.",
      conversation:
        'Call `Traceloop.set_association_properties({"session_id": conversation_id})` in each turn.',
      prompt: promptByText,
    },
  },
];

export const commandLines: readonly Framework[] = [
  {
    id: "gemini-cli",
    name: "Gemini CLI, in .gemini/settings.json",
    language: "json",
    packages: ["@google/gemini-cli"],
    ownService: "gemini-cli",
    code: (target) =>
      JSON.stringify(
        {
          telemetry: {
            enabled: true,
            target: "local",
            otlpEndpoint: grpcUrl(target),
            otlpProtocol: "grpc",
            logPrompts: true,
          },
        },
        undefined,
        2,
      ),
    notes: {
      content: "`logPrompts: true` records the content.",
      conversation: "Gemini CLI records the id of the session by itself.",
      prompt: promptByText,
    },
  },
];
