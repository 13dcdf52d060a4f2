import type { CheckType, Prepared } from "../check-type.ts";
import { refusedVerdict, unknownVerdict } from "../check-type.ts";
import { lastSpoken, quote } from "../evidence.ts";
import { questionsForm } from "./forms.ts";
import { outputShown } from "./shown-sample.ts";
import { cosine } from "./similar.ts";

/**
 * RAGAS' answer relevancy, as promptfoo has it: questions are made from the answer, and the mean cosine of their vectors with that of the
 * user's question is the score. All three come from one call here.
 */
export const answerRelevance: CheckType = {
  name: "answer-relevance",
  doc: "A model makes three questions that the output answers; the embedder of `models.embeddings` says how like they are to what the user asked, and their mean must reach `threshold` (by default 0: measured alone).",
  version: 1,
  threshold: { type: "number", minimum: 0, maximum: 1 },
  required: [],
  asksModel: true,
  embeds: true,
  prepare(assertion, inverse): Prepared {
    const { threshold = 0, provider } = assertion;
    return {
      check: async (sample, { judge }, signal) => {
        if ("refused" in judge) return refusedVerdict(`${judge.refused}.`);
        if (sample.input.trim() === "") return unknownVerdict("The user asked nothing that is known.");
        const reply = await judge.ask(
          { form: questionsForm, criterion: "Find the questions.", shown: [outputShown(sample)] },
          { conversationId: sample.conversationId, provider, signal },
        );
        const cost = reply.costUsd === undefined ? {} : { costUsd: reply.costUsd };
        if ("refused" in reply)
          return reply.isPutOff
            ? refusedVerdict(`${reply.refused}.`, reply.costUsd)
            : { ...unknownVerdict(`${reply.refused}.`), ...cost };
        const questions = reply.answer;
        const vectors = questions.length > 0 ? await judge.embed([sample.input, ...questions], signal) : [];
        if ("refused" in vectors) return refusedVerdict(`${vectors.refused}.`, reply.costUsd);
        const [asked, ...made] = vectors;
        const score =
          made.length > 0 ? made.reduce((sum, one) => sum + cosine(asked!, one), 0) / made.length : 0;
        const holds = score >= threshold - Number.EPSILON;
        return {
          label: holds === inverse ? "fail" : "pass",
          score: inverse ? 1 - score : score,
          reason: `The output must ${inverse ? "not " : ""}answer what the user asked: questions that it answers, such as ${quote(questions[0] ?? "none", 0, 100)}, are ${score.toFixed(2)} like it, threshold ${threshold}.`,
          messageIndex: lastSpoken(sample),
          ...cost,
        };
      },
    };
  },
};
