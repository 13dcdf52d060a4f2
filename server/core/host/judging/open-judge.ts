import { costOf } from "../../capture/index.ts";
import {
  type CallBudget,
  type EvaluationServices,
  ModelJudge,
  type ModelJudgeOptions,
  type Spending,
} from "../../evaluators/index.ts";
import { type ChatModel, type ModelAccess, openChat, openEmbedder } from "../../models/index.ts";
import type { Store } from "../../store/index.ts";
import type { Config } from "../config.ts";
import { firstJudge } from "../config-models.ts";
import { keptJudgements, keptMeanwhile } from "./kept-judgements.ts";

/**
 * Services whose judges ask the models of the configuration, for one evaluation: limits of calls and money begin anew with it, unless
 * `spending` says what is gone of them, and code is read anew, as the configuration was. `close` ends the judge alone; what it was opened with
 * stays open. `storing`: whether what they answer is kept in the store, beyond this evaluation. `mostCalls`: of all models
 * together; `calls`: the same, where others spend from it, too. `putsOffUnusable`: as of `ModelJudgeOptions`. `others`: models beside those of the
 * configuration by names of their own, and why some are not asked.
 */
export function withJudge(
  services: EvaluationServices,
  config: Pick<Config, "models" | "capture">,
  store: Store,
  access: ModelAccess,
  {
    storing = true,
    spending,
    mostCalls,
    calls,
    putsOffUnusable,
    others = { models: new Map(), refusals: new Map() },
  }: {
    readonly storing?: boolean;
    readonly spending?: Spending | undefined;
    readonly mostCalls?: number | undefined;
    readonly calls?: CallBudget | undefined;
    readonly putsOffUnusable?: boolean;
    readonly others?: Required<Pick<ModelJudgeOptions, "models" | "refusals">>;
  } = {},
): EvaluationServices {
  services.renew();
  const { chats, embeddings, refused } = config.models;
  const isAny = chats.size + others.models.size + others.refusals.size > 0;
  if (!isAny && embeddings.kind === "lexical") {
    const judge = refused === undefined ? services.judge : { refused };
    return { ...services, judge, close: async () => undefined };
  }
  const judge = new ModelJudge({
    models: new Map<string, ChatModel>([
      ...[...chats].map(([name, settings]) => [name, openChat(settings, access)] as const),
      ...others.models,
    ]),
    refusals: others.refusals,
    refused,
    first: firstJudge(chats),
    kept: storing ? keptJudgements(store) : keptMeanwhile(keptJudgements(store)),
    spending,
    mostCalls,
    ...{ calls, putsOffUnusable },
    costOf: (model, tokens) => costOf(model, tokens, config.capture.prices),
    openEmbedder: () => openEmbedder(embeddings, access),
  });
  return { ...services, judge, close: () => judge.close() };
}

/** What `act` comes to with such services; their judge ends behind it. */
export async function usingJudge<T>(
  opened: Parameters<typeof withJudge>,
  act: (services: EvaluationServices) => Promise<T>,
): Promise<T> {
  const services = withJudge(...opened);
  try {
    return await act(services);
  } finally {
    await services.close();
  }
}
