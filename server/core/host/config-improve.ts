import { type AgentBudget, defaultAgentBudget } from "./config-agents.ts";

/** From which figures on a search for an edit waits for somebody to begin it. */
export interface QueueThreshold {
  /** Pass rate, 0 to 1. */
  readonly below: number;
  /** Over so many samples of an evaluator, or conversations of a behavior, at least. */
  readonly cases: number;
}

/** `improve:` as far as it says something. */
export interface ImproveSettings {
  /** The agent that cycles run where nobody names one. */
  readonly agent?: string;
  readonly budget: Partial<AgentBudget>;
  /** Absent: nothing is queued. */
  readonly when?: QueueThreshold;
}

const defaultQueueCases = 20;

/** What its schema refuses counts as not said. Nothing in it begins a cycle by itself: that asks models, and somebody pays for it. */
export function improveSettingsOf(raw: unknown): ImproveSettings {
  const { agent, budget, when } = recordOf(raw);
  const { calls, usd } = recordOf(budget);
  const { below, cases } = recordOf(when);
  return {
    ...(typeof agent === "string" && agent !== "" && { agent }),
    budget: { ...(isCount(calls) && { calls }), ...(isPositive(usd) && { usd }) },
    ...(isPositive(below) &&
      below <= 1 && { when: { below, cases: isCount(cases) ? cases : defaultQueueCases } }),
  };
}

const recordOf = (raw: unknown): Record<string, unknown> =>
  typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>) : {};
const isPositive = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value > 0;
const isCount = (value: unknown): value is number => isPositive(value) && Number.isInteger(value);

export const improveSettingsSchema = {
  type: "object",
  additionalProperties: false,
  description: "How edits are looked for that mend what fails. Nothing here begins a search by itself.",
  properties: {
    agent: {
      type: "string",
      minLength: 1,
      description: "The agent that is run, of those under `agents:`. Default: the one of the prompt.",
    },
    budget: {
      type: "object",
      additionalProperties: false,
      description:
        "What one search may take of calls and money, at most. Default: what the agent's own budget says.",
      properties: {
        calls: {
          type: "integer",
          minimum: 1,
          description: `Calls of agents, judges and who proposes together, such as ${defaultAgentBudget.calls}.`,
        },
        usd: { type: "number", exclusiveMinimum: 0, description: "US dollars, where prices are known." },
      },
    },
    when: {
      type: "object",
      additionalProperties: false,
      required: ["below"],
      description:
        "Evaluators and behaviors whose pass rate falls below this wait for a search: the editor and `homeostat improve --queued` list them. Nothing is asked and nothing spent until somebody begins it.",
      properties: {
        below: { type: "number", exclusiveMinimum: 0, maximum: 1, description: "A pass rate, such as 0.8." },
        cases: {
          type: "integer",
          minimum: 1,
          default: defaultQueueCases,
          description:
            "Over so many samples of an evaluator, or conversations of a behavior, at least. After a search so many new ones are waited for.",
        },
      },
    },
  },
} as const;
