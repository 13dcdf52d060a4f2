/**
 * judges: checks that ask a model. Each is a row like the deterministic ones; `judge.ts` says what is asked of whom, `put-question.ts`
 * how, `model-judge.ts` asks. The prompts are our own. Those of `autoevals`, of promptfoo and of RAGAS splice the texts that are judged
 * into the instruction, know no verdict but pass and fail, and come with a client whose calls nobody can limit; what they measure is kept.
 */
import type { CheckType } from "../check-type.ts";
import { answerRelevance } from "./answer-relevance.ts";
import { contextFaithfulness, contextRecall, contextRelevance, groundedClaims } from "./context-judges.ts";
import { conversationRelevance } from "./conversation-relevance.ts";
import { factuality } from "./factuality.ts";
import { gEval, goalSuccess, llmRubric, modelGradedClosedqa } from "./rubric-judges.ts";
import { similar, similarCosine, similarDot, similarEuclidean } from "./similar.ts";
import { classifier, maxScore, moderation, pi, selectBest } from "./unavailable.ts";

export const judgeTypes: readonly CheckType[] = [
  llmRubric,
  gEval,
  modelGradedClosedqa,
  factuality,
  answerRelevance,
  contextFaithfulness,
  contextRecall,
  contextRelevance,
  groundedClaims,
  conversationRelevance,
  goalSuccess,
  similar,
  similarCosine,
  similarDot,
  similarEuclidean,
  moderation,
  classifier,
  pi,
  selectBest,
  maxScore,
];
