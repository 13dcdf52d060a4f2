import type { OtlpSpan } from "../otlp/otlp-span.ts";
import type { AttributeReader } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";
import { answeredIn, askedIn } from "./wire-exchange.ts";
import { textOfResult } from "./wire-messages.ts";

const OF = "gcp.vertex.agent";

/**
 * Google's Agent Development Kit (`gcp.vertex.agent.*`): the request to Gemini and its answer as JSON, what a tool was called with and
 * what it gave, and the session. Its agents are told by OpenTelemetry's names or by those of the spans: `agent_run [name]`.
 */
export const googleAdk: Convention = {
  name: "Google ADK",
  heads: ["gcp", "gen_ai"],
  conversationIds: [`${OF}.session_id`],
  read: readAdk,
};

function readAdk(attributes: AttributeReader, { name }: OtlpSpan): Reading {
  const { fields } = attributes;
  const isAdk = fields["gen_ai.system"] === OF || attributes.has(`${OF}.session_id`, `${OF}.invocation_id`);
  if (!isAdk) return agentOf(name);
  if (attributes.has(`${OF}.tool_call_args`) || fields["gen_ai.operation.name"] === "execute_tool") {
    const result = attributes.value(`${OF}.tool_response`);
    return {
      kind: "tool",
      tool: {
        args: attributes.structure(`${OF}.tool_call_args`),
        result: result === undefined ? undefined : textOfResult(result),
      },
    };
  }
  const request = attributes.structure(`${OF}.llm_request`);
  const response = attributes.structure(`${OF}.llm_response`);
  if (!request && !response) return agentOf(name);
  const { system, input, tools } = askedIn(request);
  const { output, usage, finishReason } = answeredIn(response);
  return { kind: "model", system, input, tools, output, usage, finishReason };
}

const AGENT = /^(?:agent_run|invoke_agent) \[?([^\]]{1,200})\]?$/;

function agentOf(name: string): Reading {
  const agent = AGENT.exec(name)?.[1];
  return agent === undefined ? {} : { kind: "agent", agent };
}
