import type { OtlpSpan } from "../otlp/otlp-span.ts";
import { isFields } from "../wire-values.ts";
import type { AttributeReader } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";
import { variablesOf } from "./prompt-variables.ts";

/**
 * CrewAI's own attributes, which stand beside those of OpenInference or OpenLLMetry: the crew and its task. What a crew is kicked off with
 * are the values of the variables in its tasks' texts.
 */
export const crewAi: Convention = {
  name: "CrewAI",
  heads: ["crew_key", "crew_id", "crew_inputs", "crewai"],
  conversationIds: [],
  read: readCrew,
};

function readCrew(attributes: AttributeReader, _span: OtlpSpan): Reading {
  const variables = variablesOf(attributes.structure("crew_inputs"));
  const agents =
    attributes.fields.crew_agents === undefined ? undefined : attributes.structure("crew_agents");
  const first = Array.isArray(agents) ? (agents as readonly unknown[]).find(isFields) : undefined;
  const role = typeof first?.role === "string" ? first.role : undefined;
  return {
    agent: attributes.text("crewai.agent.role") ?? role,
    prompt: variables && { variables },
  };
}
