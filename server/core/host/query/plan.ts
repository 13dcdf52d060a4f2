import type { QueryNode } from "../../review/index.ts";

/**
 * What a query asks of the store: filters over the table of conversations, ids that other tables gave, and how they go together. "Not"
 * stands at the leaves alone: those that the filter, or the set of ids, does not hold.
 */
export type Plan =
  | { readonly kind: "sql"; readonly sql: string; readonly not: boolean }
  | { readonly kind: "ids"; readonly ids: ReadonlySet<string>; readonly not: boolean }
  | { readonly kind: "and" | "or"; readonly parts: readonly Plan[] };

export type ConditionPlan = (condition: Extract<QueryNode, { kind: "condition" }>) => Promise<Plan>;

export const sqlPlan = (sql: string): Plan => ({ kind: "sql", sql, not: false });
export const idsPlan = (ids: Iterable<string>): Plan => ({ kind: "ids", ids: new Set(ids), not: false });

export async function planQuery(node: QueryNode, planCondition: ConditionPlan): Promise<Plan> {
  switch (node.kind) {
    case "condition":
      return planCondition(node);
    case "not":
      return negated(await planQuery(node.part, planCondition));
    default: {
      const parts = await Promise.all(node.parts.map((part) => planQuery(part, planCondition)));
      return combined(node.kind === "all" ? "and" : "or", parts);
    }
  }
}

export function combined(kind: "and" | "or", parts: readonly Plan[]): Plan {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  if (flat.length === 0) return sqlPlan(kind === "and" ? "true" : "false");
  return flat.length === 1 ? flat[0]! : { kind, parts: flat };
}

export function negated(plan: Plan): Plan {
  if (plan.kind === "sql" || plan.kind === "ids") return { ...plan, not: !plan.not };
  return combined(plan.kind === "and" ? "or" : "and", plan.parts.map(negated));
}
