import { UserError } from "../../base/index.ts";
import {
  type ParsedQuery,
  parseQuery,
  pointedProblems,
  type QueryContext,
  type QueryNode,
} from "../../review/index.ts";
import { planCondition, type QueryWorld } from "./condition-plans.ts";
import { combined, type Plan, planQuery } from "./plan.ts";
import { type FoundIds, type PageOf, runPlan } from "./run-plan.ts";

/** Reads a query that somebody wants answered; throws `query-invalid`, which points at what is wrong. */
export function readQuery(text: string, context: QueryContext): QueryNode {
  const parsed = parseQuery(text, context);
  if (parsed.problems.length > 0) throw queryInvalid(parsed);
  return parsed.node;
}

const queryInvalid = ({ text, problems }: ParsedQuery): UserError =>
  new UserError(
    "query-invalid",
    `This query cannot be answered:\n${pointedProblems(text, problems)}`,
    "What can be asked: homeostat traces --fields",
  );

/** Conversations that a query finds, newest first. `beside`: what must hold as well. */
export async function findConversations(
  node: QueryNode,
  world: QueryWorld,
  page: PageOf,
  beside: readonly Plan[] = [],
  mostNamed?: number,
): Promise<FoundIds> {
  const plan = await planQuery(node, (condition) => planCondition(condition, world));
  return runPlan(world, combined("and", [plan, ...beside]), page, mostNamed);
}
