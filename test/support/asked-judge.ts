import type { Assertion } from "../../server/core/evaluators/check-type.ts";
import { evaluate } from "../../server/core/evaluators/evaluate.ts";
import { ModelJudge } from "../../server/core/evaluators/judges/model-judge.ts";
import { type EvaluationServices, openServices } from "../../server/core/evaluators/services.ts";
import { evaluatorOf } from "../../server/core/evaluators/testing.ts";
import {
  type EndpointChatSettings,
  modelAccess,
  openChat,
  openEmbedder,
} from "../../server/core/models/index.ts";
import type { Evaluation, Sample } from "../../server/core/store/index.ts";
import {
  type ScriptedModel,
  type ScriptedOptions,
  scriptedModelName,
  startScriptedModel,
} from "./scripted-model.ts";

/** For the tests of judges: one that asks the scripted model over HTTP, and keeps its answers in memory. */
export interface AskedJudge {
  readonly server: ScriptedModel;
  readonly model: ModelJudge;
  readonly services: EvaluationServices;
  readonly verdict: (assertion: Assertion, sample: Sample) => Promise<Evaluation>;
  readonly close: () => Promise<void>;
}

export interface AskedJudgeSettings {
  readonly options?: ScriptedOptions;
  readonly chat?: Partial<EndpointChatSettings>;
  /** US dollars of a token; undefined = nobody knows. */
  readonly usdPerToken?: number;
  /** Width of the scripted vectors; absent = no embedder is named. */
  readonly dimensions?: number;
}

export async function openJudge(settings: AskedJudgeSettings = {}): Promise<AskedJudge> {
  const { options = {}, chat = {}, usdPerToken, dimensions } = settings;
  const server = await startScriptedModel(options);
  const place = { baseUrl: server.url, model: scriptedModelName, concurrency: 4, maxCalls: 500 };
  const kept = new Map<string, unknown>();
  const model = new ModelJudge({
    models: new Map([["chat", openChat({ ...place, ...chat }, modelAccess(undefined, {}))]]),
    first: "chat",
    kept: {
      read: async (id) => kept.get(id),
      write: async ({ id, answer }) => void kept.set(id, answer),
    },
    costOf: (_, { inputTokens, outputTokens }) =>
      usdPerToken === undefined ? undefined : usdPerToken * (inputTokens + outputTokens),
    openEmbedder: async () =>
      dimensions === undefined
        ? undefined
        : openEmbedder({
            kind: "endpoint",
            baseUrl: server.url,
            model: "scripted-embedding-1",
            dimensions,
          }),
  });
  const services = openServices({ trusted: false, judge: model });
  return {
    server,
    model,
    services,
    verdict: (assertion, sample) => evaluate(evaluatorOf({ assert: [assertion] }), sample, services),
    close: async () => {
      await model.close();
      await services.close();
      await server.close();
    },
  };
}
