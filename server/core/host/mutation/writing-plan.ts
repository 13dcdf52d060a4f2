import { type Evaluator, mayCost, writtenKinds, writtenPerKind } from "../../evaluators/index.ts";
import type { ChatSettings, ModelAccess } from "../../models/index.ts";
import { writingModels } from "../judging/writing-models.ts";

/** An entry of `models:` that writes answers, and what people call it. */
export interface Writer {
  readonly writer: string;
  readonly model: string;
}

/** What having a model write answers would take. */
export interface WritingPlan extends Writer {
  readonly mostCalls: number;
}

/** Each answer may be asked for twice, and a judge twice for its verdict and twice for whether it applies. */
const callsToWrite = 2;
const callsToJudge = 4;

/** Undefined where no chat model is named. */
export function writingPlan(
  evaluators: readonly Evaluator[],
  chats: ReadonlyMap<string, ChatSettings>,
  access: ModelAccess,
): WritingPlan | undefined {
  const models = writingModels(chats, access);
  if (!models) return undefined;
  const callsFor = (one: Evaluator): number =>
    writtenKinds.length * writtenPerKind * (callsToWrite + (mayCost(one) ? callsToJudge : 0));
  const tested = evaluators.filter(({ trust }) => trust !== "declared");
  return {
    ...{ writer: models.writer, model: models.names.writer },
    mostCalls: Math.min(
      models.maxCalls,
      tested.reduce((sum, one) => sum + callsFor(one), 0),
    ),
  };
}
