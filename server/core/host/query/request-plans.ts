import { type ConversationQuery, containing, exactly } from "../../review/index.ts";
import { anyOf } from "../../store/index.ts";
import { judgedIds } from "./concluded-ids.ts";
import type { QueryWorld } from "./condition-plans.ts";
import { idsPlan, negated, type Plan, sqlPlan } from "./plan.ts";
import { patternSql, valuesSql } from "./sql-conditions.ts";

/** What a request asks for beside its query: ids and files as views know them, where the language has names for people. */
export async function requestPlans(
  { ids, file, behavior, unmatched, evaluator, failing, text }: ConversationQuery,
  world: QueryWorld,
): Promise<Plan[]> {
  const { links, requests } = world.store.tables;
  const plans: Plan[] = [];
  if (ids) plans.push(idsPlan(ids));
  if (file) plans.push(idsPlan(await links.texts("conversationId", anyOf("file", [file]))));
  if (behavior === "outlier")
    plans.push(negated(idsPlan(await requests.texts("conversationId", "`behaviorId` IS NOT NULL"))));
  else if (behavior)
    plans.push(idsPlan(await requests.texts("conversationId", valuesSql("behaviorId", [behavior]))));
  if (unmatched) plans.push(idsPlan(await links.texts("conversationId", valuesSql("how", ["unmatched"]))));
  if (evaluator || failing) {
    const evaluators = world.evaluators.filter(({ name }) => !evaluator || name === evaluator);
    plans.push(await judgedIds({ ...world, evaluators }, ["fail"]));
  }
  if (text?.trim()) {
    const part = containing(exactly(text.trim()));
    plans.push(sqlPlan(`(${patternSql("opening", part)} OR ${patternSql("id", part)})`));
  }
  return plans;
}
