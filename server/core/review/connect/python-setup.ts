import { type ConnectNotes, type ConnectTarget, quoted, tracesUrl } from "./framework.ts";

/** The packages that `pythonProvider` imports from. */
export const pythonSdk = "opentelemetry-sdk opentelemetry-exporter-otlp";

/** A tracer provider that sends to this machine, as everything that is instrumented in Python wants one. */
export const pythonProvider = (target: ConnectTarget): string => `from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider(resource=Resource.create({"service.name": ${quoted(target.service)}}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=${quoted(tracesUrl(target))})))
trace.set_tracer_provider(provider)
`;

/** Environment variables, set before the library that reads them is imported. */
export const pythonEnvironment = (variables: Readonly<Record<string, string>>): string =>
  [
    "import os",
    "",
    ...Object.entries(variables).map(([name, value]) => `os.environ[${quoted(name)}] = ${quoted(value)}`),
    "",
  ].join("\n");

/** OpenInference's instrumentations of Python libraries are all alike. */
export const openInferencePython =
  (module: string, instrumentor: string) =>
  (target: ConnectTarget): string =>
    `${pythonProvider(target)}
from openinference.instrumentation.${module} import ${instrumentor}

${instrumentor}().instrument(tracer_provider=provider)
`;

export const openInferenceNotes: ConnectNotes = {
  content: "Content is recorded, unless OPENINFERENCE_HIDE_INPUTS or OPENINFERENCE_HIDE_OUTPUTS is true.",
  conversation:
    "Run each turn inside of `with using_session(conversation_id):` (from openinference.instrumentation import using_session).",
  prompt:
    "Call the model inside of `with using_prompt_template(template=..., version=..., variables=...):` (from openinference.instrumentation); without it a prompt is found by its text.",
};
