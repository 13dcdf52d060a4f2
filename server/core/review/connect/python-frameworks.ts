import {
  exportLines,
  type Framework,
  generalNotes,
  httpUrl,
  logsUrl,
  promptByText,
  quoted,
  tracesUrl,
} from "./framework.ts";
import {
  openInferenceNotes,
  openInferencePython,
  pythonEnvironment,
  pythonProvider,
  pythonSdk,
} from "./python-setup.ts";

/** Programs in Python with instrumentations that OpenInference keeps: `[id, name, packages, module, instrumentor]`. */
const openInference: readonly (readonly [string, string, readonly string[], string, string])[] = [
  ["langchain", "LangChain and LangGraph", ["langchain", "langgraph"], "langchain", "LangChainInstrumentor"],
  ["llama-index", "LlamaIndex", ["llama-index", "llama-index-core"], "llama_index", "LlamaIndexInstrumentor"],
  ["openai-agents", "OpenAI Agents SDK", ["openai-agents"], "openai_agents", "OpenAIAgentsInstrumentor"],
  ["crewai", "CrewAI", ["crewai"], "crewai", "CrewAIInstrumentor"],
  ["autogen", "AutoGen", ["autogen-agentchat"], "autogen_agentchat", "AutogenAgentChatInstrumentor"],
  ["smolagents", "smolagents", ["smolagents"], "smolagents", "SmolagentsInstrumentor"],
];

const withOpenInference: readonly Framework[] = openInference.map(
  ([id, name, packages, module, instrumentor]) => ({
    ...{ id, name, packages, language: "python" },
    install: `pip install openinference-instrumentation-${module.replaceAll("_", "-")} ${pythonSdk}`,
    code: openInferencePython(module, instrumentor),
    notes: openInferenceNotes,
  }),
);

const withTheirOwn: readonly Framework[] = [
  {
    id: "pydantic-ai",
    name: "Pydantic AI",
    language: "python",
    packages: ["pydantic-ai", "pydantic-ai-slim"],
    install: 'pip install "pydantic-ai[logfire]"',
    code: (target) => `${pythonEnvironment({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesUrl(target) })}
import logfire

logfire.configure(service_name=${quoted(target.service)}, send_to_logfire=False)
logfire.instrument_pydantic_ai()
`,
    notes: {
      content: "Content is recorded, unless InstrumentationSettings(include_content=False) is in use.",
      conversation:
        'Run each turn inside of `with logfire.set_baggage(**{"gen_ai.conversation.id": conversation_id}):`.',
      prompt: promptByText,
    },
  },
  {
    id: "strands",
    name: "Strands Agents",
    language: "python",
    packages: ["strands-agents"],
    install: 'pip install "strands-agents[otel]"',
    code: (target) => `${pythonEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl(target),
      OTEL_SERVICE_NAME: target.service,
    })}
from strands.telemetry import StrandsTelemetry

StrandsTelemetry().setup_otlp_exporter()
`,
    notes: {
      content: "Content is recorded as events of the spans.",
      conversation: 'Make the agent with `Agent(..., trace_attributes={"session.id": conversation_id})`.',
      prompt:
        'Add "gen_ai.prompt.name" and "gen_ai.prompt.version" to the trace_attributes of the agent; without them a prompt is found by its text.',
    },
  },
  {
    id: "google-adk",
    name: "Google ADK",
    language: "python",
    packages: ["google-adk"],
    install: `pip install google-adk ${pythonSdk}`,
    code: (target) => `# Before the agent or its runner is made. ADK keeps a provider that is there.
${pythonProvider(target)}`,
    notes: {
      content: "Content is recorded, unless ADK_CAPTURE_MESSAGE_CONTENT_IN_SPANS is false.",
      conversation: "ADK records the id of the session by itself.",
      prompt: promptByText,
    },
  },
  {
    id: "agent-framework",
    name: "Microsoft Agent Framework",
    language: "python",
    packages: ["agent-framework", "agent-framework-core"],
    install: "pip install agent-framework opentelemetry-exporter-otlp-proto-http",
    code: (target) => `${pythonEnvironment({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesUrl(target),
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: logsUrl(target),
      OTEL_EXPORTER_OTLP_PROTOCOL: "http",
      OTEL_SERVICE_NAME: target.service,
    })}
from agent_framework.observability import configure_otel_providers

configure_otel_providers(enable_sensitive_data=True)
`,
    notes: {
      ...generalNotes,
      content: "`enable_sensitive_data=True` (or ENABLE_SENSITIVE_DATA=true) records the content.",
    },
  },
  {
    id: "litellm",
    name: "LiteLLM",
    language: "python",
    packages: ["litellm"],
    install: `pip install litellm ${pythonSdk}`,
    code: (target) => `${pythonEnvironment({
      OTEL_EXPORTER: "otlp_http",
      OTEL_ENDPOINT: tracesUrl(target),
      OTEL_SERVICE_NAME: target.service,
    })}
import litellm

litellm.callbacks = ["otel"]
`,
    notes: {
      ...generalNotes,
      content: "Content is recorded, unless litellm.turn_off_message_logging is True.",
    },
  },
  {
    id: "langsmith",
    name: "LangChain and LangGraph by LangSmith's switch",
    language: "shell",
    packages: [],
    install: 'pip install "langsmith[otel]"',
    code: (target) =>
      exportLines({
        LANGSMITH_TRACING: "true",
        LANGSMITH_OTEL_ENABLED: "true",
        LANGSMITH_OTEL_ONLY: "true",
        OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl(target),
        OTEL_SERVICE_NAME: target.service,
      }),
    notes: {
      content: "Content is recorded, unless LANGSMITH_HIDE_INPUTS or LANGSMITH_HIDE_OUTPUTS is true.",
      conversation:
        'Invoke with `config={"metadata": {"session_id": conversation_id}}`; LangGraph: `config={"configurable": {"thread_id": conversation_id}}`.',
      prompt: promptByText,
    },
  },
];

export const pythonFrameworks: readonly Framework[] = [...withOpenInference, ...withTheirOwn];
