import { defaultRedactions, redactions } from "../capture/index.ts";
import { assertionDefinitions, evaluatorSchema, type JsonSchema, suiteSchema } from "../evaluators/index.ts";
import {
  defaultConcurrency,
  defaultMaxCalls,
  defaultModel,
  defaultTimeoutMs,
  modelDtypes,
} from "../models/index.ts";
import { ruleLevels, rules } from "../review/index.ts";
import { fixedTags } from "../signals/index.ts";
import { agentSchema } from "./agents-schema.ts";
import { evaluateSettingsSchema } from "./config-evaluate.ts";
import { frozenSchema } from "./config-frozen.ts";
import { improveSettingsSchema } from "./config-improve.ts";
import { forms, mostAtOnce } from "./config-models.ts";
import { tagNameForm } from "./config-tags.ts";
import { trustSchema } from "./config-trust.ts";

const rate = (description: string, fallback: number): JsonSchema => ({
  type: "number",
  minimum: 0,
  maximum: 1,
  default: fallback,
  description,
});

export const ruleCodes = rules.map(({ code }) => code);

const level = ({ short, level: fallback, isMeasured }: (typeof rules)[number]): JsonSchema => ({
  enum: ruleLevels,
  description: `${short} Default: ${fallback}${
    isMeasured
      ? " at most, error where the evaluator is trusted. A level here lowers or silences it and never raises it: an evaluator that nobody has tested raises no error."
      : "."
  }`,
});

const ignoreSchema: JsonSchema = {
  type: "object",
  required: ["rule", "reason"],
  additionalProperties: false,
  properties: {
    rule: { enum: ruleCodes, description: "The code of the finding." },
    file: { type: "string", minLength: 1, description: "Path or glob, relative to this file. Default: all." },
    text: {
      type: "string",
      minLength: 1,
      description: "The instruction, quoted as in `covers:`, or its #anchor. Default: all.",
    },
    evaluator: { type: "string", minLength: 1, description: "Its evaluator. Default: all." },
    reason: {
      type: "string",
      pattern: "\\S",
      description: "Why this is accepted; shown wherever the finding would be.",
    },
    until: {
      type: "string",
      pattern: "^\\d{4}-\\d{2}-\\d{2}$",
      description: "The last day, such as 2026-12-31; after it the finding returns.",
    },
  },
};

const perMillion = (description: string): JsonSchema => ({
  type: "number",
  minimum: 0,
  description: `${description}, US dollars per million tokens.`,
});

const captureSchema: JsonSchema = {
  type: "object",
  additionalProperties: false,
  description: "What the receiver of OpenTelemetry traces does for this workspace.",
  properties: {
    services: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description:
        "Services (`service.name`, * stands for any letters) whose traces come into this workspace's store. What no workspace claims waits in the inbox.",
    },
    http: {
      type: "integer",
      minimum: 1,
      maximum: 65535,
      default: 4318,
      description: "Port of OTLP over HTTP.",
    },
    grpc: {
      type: "integer",
      minimum: 1,
      maximum: 65535,
      default: 4317,
      description: "Port of OTLP over gRPC.",
    },
    redact: {
      type: "array",
      items: { enum: redactions },
      default: defaultRedactions,
      description: "What is blacked out before anything is written; [] = nothing.",
    },
    allow: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description:
        "Texts that stay although they look like something to redact, such as support@example.com; * stands for any letters.",
    },
    retainDays: {
      type: "number",
      exclusiveMinimum: 0,
      description: "Conversations that began longer ago are deleted. Default: kept.",
    },
    retainMb: {
      type: "number",
      exclusiveMinimum: 0,
      description:
        "When the store is larger than so many megabytes its oldest conversations are deleted. Default: no limit.",
    },
    prices: {
      type: "object",
      description:
        "Prices of models by name (* stands for any letters), beside and before the built-in ones.",
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        required: ["input", "output"],
        properties: {
          input: perMillion("Input"),
          output: perMillion("Output"),
          cacheRead: perMillion("Input read from the cache"),
          cacheWrite: perMillion("Input written to the cache"),
        },
      },
    },
  },
};

const modelAtEndpoint: Readonly<Record<string, JsonSchema>> = {
  model: { type: "string", minLength: 1, description: "What the endpoint calls the model." },
  apiKeyEnv: {
    type: "string",
    pattern: forms.apiKeyEnv,
    description:
      "The name of the key: an environment variable, or what “Homeostat: Set a Model's Key” set for this address. The key itself never stands in a file.",
  },
};

const chatSchema: JsonSchema = {
  type: "object",
  dependencies: { baseUrl: ["model"], model: ["baseUrl"], apiKeyEnv: ["baseUrl"] },
  additionalProperties: false,
  description:
    "A chat model that reads what users ask and names behaviors when somebody looks for them. Without it their own words do.",
  properties: {
    baseUrl: {
      type: "string",
      pattern: forms.baseUrl,
      description:
        "An OpenAI-compatible endpoint, such as http://127.0.0.1:11434/v1. The users' requests, and the beginning of the agent's answers, are sent there.",
    },
    ...modelAtEndpoint,
    vscode: {
      type: "string",
      pattern: forms.vscode,
      description:
        "In place of `baseUrl` and `model`: a language model that VS Code has, by vendor and family or id, such as copilot/gpt-4o. It is asked through VS Code, which asks you first.",
    },
    concurrency: {
      type: "integer",
      minimum: 1,
      maximum: mostAtOnce,
      default: defaultConcurrency,
      description: "Calls at a time.",
    },
    maxCalls: {
      type: "integer",
      minimum: 1,
      default: defaultMaxCalls,
      description:
        "Calls that one search for behaviors, or one evaluation, may make. What is left over waits for the next one.",
    },
    maxUsd: {
      type: "number",
      exclusiveMinimum: 0,
      description:
        "US dollars that the judges of one evaluation may cost. The model's price must be known, or stand under `capture.prices`.",
    },
    perMinute: {
      type: "integer",
      minimum: 1,
      description: "Calls a minute that judges make. Default: as many as the endpoint answers.",
    },
    timeout: {
      type: "number",
      exclusiveMinimum: 0,
      default: defaultTimeoutMs / 1_000,
      description: "Seconds that one call may take.",
    },
  },
};

const judgeSchema: JsonSchema = {
  ...chatSchema,
  description:
    "The chat model that judges, where that is another one than `chat`: what evaluators show it is sent there.",
};

const namedSchema: JsonSchema = {
  ...chatSchema,
  description: "A chat model by a name of your own, for evaluators that say `provider:` with it.",
};

const embeddingsSchema: JsonSchema = {
  type: ["string", "object"],
  pattern: "^(?:auto|lexical)$",
  default: "auto",
  description: `By what requests are compared. auto: by the model ${defaultModel} where it is on this machine already, else by their words; nothing is downloaded. lexical: by their words. Or a model: \`transformers\` runs on this machine, \`baseUrl\` with \`model\` sends the requests to an endpoint.`,
  additionalProperties: false,
  dependencies: {
    baseUrl: ["model"],
    model: ["baseUrl"],
    apiKeyEnv: ["baseUrl"],
    dimensions: ["baseUrl"],
    ...Object.fromEntries(
      ["revision", "dtype", "pooling", "folder", "cacheFolder"].map((key) => [key, ["transformers"]]),
    ),
  },
  properties: {
    transformers: {
      type: "string",
      pattern: forms.transformers,
      description: `A model in ONNX form on the hub, such as ${defaultModel}. It is downloaded when behaviors are looked for the first time.`,
    },
    revision: {
      type: "string",
      pattern: forms.revision,
      default: "main",
      description: "Branch, tag or commit of the model.",
    },
    dtype: {
      enum: modelDtypes,
      default: "q8",
      description: "Which of the model's files: how its numbers are kept. Smaller is faster.",
    },
    pooling: {
      enum: ["mean", "cls"],
      default: "mean",
      description: "How the vectors of a text's words become one; the model's page says what it wants.",
    },
    folder: {
      type: "string",
      minLength: 1,
      description:
        "A folder that has the model, or a folder of models by name. With it nothing is downloaded.",
    },
    cacheFolder: {
      type: "string",
      minLength: 1,
      description: "Where downloads are kept. Default: the folder `models` among Homeostat's own files.",
    },
    baseUrl: {
      type: "string",
      pattern: forms.baseUrl,
      description:
        "An OpenAI-compatible endpoint, such as http://127.0.0.1:11434/v1. The users' requests are sent there.",
    },
    ...modelAtEndpoint,
    dimensions: {
      type: "integer",
      minimum: 1,
      description: "Width of the vectors to ask for, where the model has several.",
    },
  },
};

const outcomeSchema: JsonSchema = {
  type: "object",
  required: ["name", "query"],
  additionalProperties: false,
  properties: {
    name: {
      type: "string",
      pattern: tagNameForm,
      description: "Small letters, digits and hyphens, as in `homeostat outcomes --kind churned`.",
    },
    query: {
      type: "string",
      minLength: 1,
      description:
        "It happened where this finds a conversation, in the language of `homeostat traces`: attr.plan:cancelled, signal:hand-over, tool:issue_refund.",
    },
    of: {
      enum: ["conversation", "user"],
      default: "conversation",
      description: "Whom it happened to: the conversation, or its user.",
    },
  },
};

const tagSchema: JsonSchema = {
  type: "object",
  required: ["name", "words"],
  additionalProperties: false,
  properties: {
    name: {
      type: "string",
      pattern: tagNameForm,
      description: "Small letters, digits and hyphens, as in `tag:gps-trouble`.",
    },
    words: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description:
        "Phrases that show it in what a user writes, in any case; between slashes a JavaScript regular expression, as /gps (lost|gone)/i. With a built-in name they take the place of its own rule, and an empty list leaves that tag out.",
    },
    description: { type: "string", minLength: 1, description: "What it means, for people." },
  },
};

/** JSON Schema (draft 7) of homeostat.yaml; `media/homeostat.schema.json` is written from it. */
export const configSchema: JsonSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  definitions: assertionDefinitions,
  title: "Homeostat configuration",
  type: "object",
  additionalProperties: false,
  properties: {
    version: { const: 1, description: "Version of this file's shape." },
    store: {
      type: "string",
      default: ".homeostat",
      description: "Any LanceDB URI: a folder, s3://, gs://, az:// or db://. A folder is kept out of git.",
    },
    prompts: {
      type: "array",
      description: "The prompts to measure. Without it: every file whose name says that it is a prompt.",
      items: {
        type: "object",
        required: ["file"],
        additionalProperties: false,
        properties: {
          name: {
            type: "string",
            minLength: 1,
            description: "What evaluators call it. Default: the file's name.",
          },
          file: { type: "string", minLength: 1, description: "Path or glob, relative to this file." },
          literals: {
            type: "array",
            items: { type: "string", minLength: 1 },
            description:
              "In a file of code: names of the variables that hold prompts; * stands for any letters.",
          },
        },
      },
    },
    evaluators: {
      type: "array",
      description: "What good answers are. Without it: the outcome recorded with each conversation.",
      items: { anyOf: [evaluatorSchema, suiteSchema] },
    },
    models: {
      type: "object",
      additionalProperties: namedSchema,
      propertyNames: { pattern: "^[A-Za-z][\\w-]*$" },
      description: "Models that are asked. Without it none is.",
      properties: { embeddings: embeddingsSchema, chat: chatSchema, judge: judgeSchema },
    },
    capture: captureSchema,
    agents: {
      type: "array",
      description: "How prompts are run again, for fresh answers. Without it none is.",
      items: agentSchema,
    },
    evaluate: evaluateSettingsSchema,
    improve: improveSettingsSchema,
    frozen: frozenSchema,
    tags: {
      type: "array",
      description: `Tags of this product, beside ${fixedTags.join(", ")}.`,
      items: tagSchema,
    },
    outcomes: {
      type: "array",
      description: "What happened, as far as conversations tell: beside the outcomes that are imported.",
      items: outcomeSchema,
    },
    rules: {
      type: "object",
      additionalProperties: false,
      description: "How severe each kind of finding is.",
      properties: Object.fromEntries(rules.map((rule) => [rule.code, level(rule)])),
    },
    ignore: {
      type: "array",
      description: "Single findings that are known and accepted, each with its reason.",
      items: ignoreSchema,
    },
    trust: trustSchema,
    thresholds: {
      type: "object",
      additionalProperties: false,
      description: "When a line is reported.",
      properties: {
        error: rate("A line whose pass rate is below this is an error, if its evaluator is trusted.", 0.5),
        warning: rate("A line whose pass rate is below this is a warning.", 0.8),
        minSamples: {
          type: "integer",
          minimum: 1,
          default: 10,
          description: "With fewer samples a line is information at most.",
        },
      },
    },
  },
};
