import type { SpanKind } from "../../store/index.ts";
import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { isFields } from "../wire-values.ts";
import type { AttributeReader } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";
import { documentsOf } from "./documents.ts";
import { promptOf } from "./prompt-variables.ts";
import { answeredIn, askedIn } from "./wire-exchange.ts";
import { textOfResult } from "./wire-messages.ts";

const OF = "langsmith.metadata";

/**
 * LangSmith's exporter, by which LangChain and LangGraph write spans: what a run got and gave stands whole in `gen_ai.prompt` and
 * `gen_ai.completion`, its kind in `langsmith.span.kind`, and what the program knows of it under `langsmith.metadata`.
 */
export const langSmith: Convention = {
  name: "LangSmith",
  heads: ["langsmith"],
  conversationIds: [`${OF}.thread_id`, `${OF}.session_id`, `${OF}.conversation_id`],
  read: readLangSmith,
};

const KINDS = new Map<string, SpanKind>([
  ["llm", "model"],
  ["tool", "tool"],
  ["retriever", "retrieval"],
  ...["chain", "prompt", "parser", "embedding"].map((name) => [name, "other"] as const),
]);

function readLangSmith(attributes: AttributeReader, { parentId }: OtlpSpan): Reading {
  const word = String(attributes.fields["langsmith.span.kind"]).toLowerCase();
  const said = KINDS.get(word);
  // The outermost chain is the agent as a whole.
  const kind = said === "other" && word === "chain" && parentId === undefined ? "agent" : said;
  return {
    kind,
    model: attributes.text(`${OF}.ls_model_name`),
    agent: attributes.text(`${OF}.langgraph_graph_name`, `${OF}.agent_name`),
    userId: attributes.text(`${OF}.user_id`),
    tags: attributes
      .text("langsmith.span.tags")
      ?.split(/, */)
      .filter((tag) => !/^(?:graph|seq|map):/.test(tag)),
    prompt: promptOf(attributes, {
      name: [`${OF}.lc_hub_repo`, `${OF}.prompt_name`],
      version: [`${OF}.lc_hub_commit_hash`, `${OF}.prompt_version`],
    }),
    ...(kind && contentOf(kind, attributes)),
  };
}

function contentOf(kind: SpanKind, attributes: AttributeReader): Reading {
  const asked = attributes.value("gen_ai.prompt");
  const answered = attributes.value("gen_ai.completion");
  if (kind === "tool") {
    const args = isFields(asked) && asked.input !== undefined ? asked.input : asked;
    const output = isFields(answered) && answered.output !== undefined ? answered.output : answered;
    const { steps } = answeredIn(output, "tool");
    const message = isFields(output) && output.tool_call_id !== undefined ? steps[0] : undefined;
    return {
      tool: {
        name: attributes.text("gen_ai.tool.name", "langsmith.trace.name"),
        callId: message?.toolCallId,
        args,
        result: message?.text ?? (output === undefined ? undefined : textOfResult(output)),
      },
    };
  }
  if (kind === "retrieval") return { documents: documentsOf(answered) };
  const { input, system, tools } = askedIn(asked);
  const { output, steps, usage, finishReason } = answeredIn(answered);
  return { input, system, tools, output, steps, usage, finishReason };
}
