import { costOf } from "../../capture/index.ts";
import { type EvaluationServices, ModelJudge } from "../../evaluators/index.ts";
import { OpenAiChat, openEmbedder } from "../../models/index.ts";
import type { Store } from "../../store/index.ts";
import type { Config } from "../config.ts";
import { firstJudge } from "../config-models.ts";
import { keptJudgements, keptMeanwhile } from "./kept-judgements.ts";

/**
 * Services whose judges ask the models of the configuration, for one evaluation: limits of calls and money begin anew with it. `close`
 * ends the judge alone; what it was opened with stays open. `storing`: whether what they answer is kept in the store, beyond this evaluation.
 */
export function withJudge(
  services: EvaluationServices,
  config: Config,
  store: Store,
  { storing = true } = {},
): EvaluationServices {
  const { chats, embeddings } = config.models;
  if (chats.size === 0 && embeddings.kind === "lexical") return { ...services, close: async () => undefined };
  const judge = new ModelJudge({
    models: new Map([...chats].map(([name, settings]) => [name, new OpenAiChat(settings)])),
    first: firstJudge(chats),
    kept: storing ? keptJudgements(store) : keptMeanwhile(keptJudgements(store)),
    costOf: (model, tokens) => costOf(model, tokens, config.capture.prices),
    openEmbedder: () => openEmbedder(embeddings),
  });
  return { ...services, judge, close: () => judge.close() };
}
