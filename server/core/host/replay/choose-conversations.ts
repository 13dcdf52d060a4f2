import { stableId } from "../../base/index.ts";
import type { Evaluator } from "../../evaluators/index.ts";
import { anyOf, equals, type Store } from "../../store/index.ts";
import type { PromptFile } from "../prompt-files.ts";

/** Of a prompt's conversations so many, for fresh answers that are judged by some of its evaluators. */
export interface ChooseQuery {
  /** Name or file of the prompt. */
  readonly prompt: string;
  /** Default: all that are for the prompt. */
  readonly evaluators?: readonly string[];
  readonly limit: number;
}

export interface ChosenConversations {
  readonly ids: readonly string[];
  /** Of the prompt, in all. */
  readonly total: number;
}

/**
 * By chance, the same each time, so that the rate over fresh answers is one of the prompt's traffic and two runs can be compared. First come
 * conversations in which one of the evaluators gave a verdict: where it is not applicable nothing would be learnt.
 */
export async function chooseConversations(
  { tables }: Store,
  { file }: PromptFile,
  evaluators: readonly Evaluator[],
  limit: number,
): Promise<ChosenConversations> {
  const [links, verdicts] = await Promise.all([
    tables.links.read({ where: equals("file", file), columns: ["conversationId"] }),
    evaluators.length === 0
      ? []
      : tables.evaluations.read({
          where: anyOf(
            "evaluatorKey",
            evaluators.map(({ key }) => key),
          ),
          columns: ["conversationId", "label"],
        }),
  ]);
  const judged = new Set(
    verdicts.flatMap(({ conversationId = "", label }) =>
      label === "pass" || label === "fail" ? [conversationId] : [],
    ),
  );
  const ids = [...new Set(links.map(({ conversationId = "" }) => conversationId))];
  const order = new Map(ids.map((id) => [id, `${judged.has(id) ? 0 : 1}${stableId(["fresh answers", id])}`]));
  const sorted = ids.sort((a, b) => (order.get(a)! < order.get(b)! ? -1 : 1));
  return { ids: sorted.slice(0, limit), total: ids.length };
}
