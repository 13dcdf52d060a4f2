import type { JsonSchema } from "../evaluators/index.ts";
import { defaultPlan } from "../improve/index.ts";
import {
  defaultAgentConcurrency,
  defaultAgentTimeoutMs,
  defaultCommandConcurrency,
} from "../models/index.ts";
import { agentRuns, agentTools, agentUsers, defaultAgentBudget, defaultMaxSteps } from "./config-agents.ts";
import { componentsSchema } from "./config-components.ts";
import { forms, mostAtOnce } from "./config-models.ts";

const apiKeyEnv: JsonSchema = {
  type: "string",
  pattern: forms.apiKeyEnv,
  description:
    "The name of the key: an environment variable, or what “Homeostat: Set a Model's Key” set for this address. The key itself never stands in a file.",
};

/** One entry of `agents:`. */
export const agentSchema: JsonSchema = {
  type: "object",
  required: ["name"],
  additionalProperties: false,
  properties: {
    name: { type: "string", minLength: 1, description: "As in `homeostat replay ID --agent airline`." },
    prompt: {
      type: "string",
      minLength: 1,
      description: "Name of the prompt that it runs. Default: any prompt.",
    },
    run: {
      enum: agentRuns,
      default: "model",
      description:
        "How. model: the prompt with a chat model. http: a POST of { messages, variables, promptText } to `url`. command: the same as JSON on standard input of `command`.",
    },
    model: {
      type: ["string", "object"],
      minLength: 1,
      description:
        "With `run: model`: the model's name at the endpoint of `models.chat`, or a place of its own. Default: `models.chat`.",
      required: ["baseUrl", "model"],
      additionalProperties: false,
      properties: {
        baseUrl: {
          type: "string",
          pattern: forms.baseUrl,
          description:
            "An OpenAI-compatible endpoint, such as http://127.0.0.1:11434/v1. Prompts and conversations are sent there.",
        },
        model: { type: "string", minLength: 1, description: "What the endpoint calls the model." },
        apiKeyEnv,
      },
    },
    temperature: { type: "number", minimum: 0, description: "Sent to the model where it is set." },
    seed: { type: "integer", description: "Sent to the model where it is set, for answers that repeat." },
    maxTokens: { type: "integer", minimum: 1, description: "Tokens of one answer." },
    url: {
      type: "string",
      pattern: forms.baseUrl,
      description: "With `run: http`: the agent's address. Conversations are sent there.",
    },
    apiKeyEnv: {
      ...apiKeyEnv,
      description: `With \`run: http\`: sent as a bearer token. ${apiKeyEnv.description as string}`,
    },
    command: {
      type: ["string", "array"],
      minLength: 1,
      minItems: 1,
      items: { type: "string", minLength: 1 },
      description:
        "With `run: command`: a line for the shell, or a program and its arguments as a list; it runs in this folder, once for each call.",
    },
    tools: {
      enum: agentTools,
      default: "recorded",
      description:
        "recorded: what a tool gave is given again for identical arguments, anything else makes the sample unknown. live: the agent (http, command) runs its own.",
    },
    user: {
      enum: agentUsers,
      default: "recorded",
      description:
        "recorded: the user's messages are said again in their order. simulated: `models.chat` plays the user with the recorded goal.",
    },
    toolsFile: {
      type: "string",
      minLength: 1,
      description:
        "A JSON file with the tools' definitions, as OpenAI's API takes them, for conversations that were captured without them.",
    },
    simulator: {
      type: ["string", "array"],
      minLength: 1,
      minItems: 1,
      items: { type: "string", minLength: 1 },
      description:
        "With recorded tools: a program that is asked for what a tool gives where nobody recorded it. It reads { name, arguments, recorded } and writes { content }.",
    },
    components: componentsSchema,
    documents: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description:
        "Text files in this folder: an edit may put a passage of them into the prompt, where the agent did not know what it says.",
    },
    limits: {
      type: "object",
      additionalProperties: false,
      description:
        "How much more a case may take with an edit that is to pass the gate, as a ratio of what it takes now. An edit that makes the agent call a tool takes a call more.",
      properties: {
        tokens: { type: "number", minimum: 1, default: defaultPlan.limits.tokens, description: "Tokens." },
        cost: { type: "number", minimum: 1, default: defaultPlan.limits.costUsd, description: "Money." },
      },
    },
    timeoutSeconds: {
      type: "number",
      exclusiveMinimum: 0,
      default: defaultAgentTimeoutMs / 1000,
      description: "Of one call.",
    },
    concurrency: {
      type: "integer",
      minimum: 1,
      maximum: mostAtOnce,
      description: `Conversations at a time. Default: ${defaultAgentConcurrency}, of commands ${defaultCommandConcurrency}.`,
    },
    maxSteps: {
      type: "integer",
      minimum: 1,
      default: defaultMaxSteps,
      description: "Calls for one message of the user; more are a loop without end.",
    },
    budget: {
      type: "object",
      additionalProperties: false,
      description: "What one run may take. What is left over is not begun.",
      properties: {
        calls: { type: "integer", minimum: 1, default: defaultAgentBudget.calls, description: "Calls." },
        usd: {
          type: "number",
          exclusiveMinimum: 0,
          default: defaultAgentBudget.usd,
          description: "US dollars, where the model's price is known.",
        },
      },
    },
  },
};
