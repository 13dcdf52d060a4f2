import type { QueryNode } from "../../review/index.ts";

/**
 * What a query asks of the store: filters over the table of conversations, ids that other tables gave, and how they go together. There is
 * no "not" but in the leaves.
 */
export type Plan =
  | { readonly kind: "sql"; readonly sql: string }
  /** Those of `ids`; `not`: all but those. */
  | { readonly kind: "ids"; readonly ids: ReadonlySet<string>; readonly not: boolean }
  | { readonly kind: "and" | "or"; readonly parts: readonly Plan[] };

export type ConditionPlan = (condition: Extract<QueryNode, { kind: "condition" }>) => Promise<Plan>;

export const sqlPlan = (sql: string): Plan => ({ kind: "sql", sql });
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

/** All filters beside each other as one, and no plan of one part. */
export function combined(kind: "and" | "or", parts: readonly Plan[]): Plan {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const filters = flat.flatMap((part) => (part.kind === "sql" ? [part.sql] : []));
  const rest = flat.filter((part) => part.kind !== "sql");
  const joined =
    filters.length === 0
      ? []
      : [
          sqlPlan(
            filters.length === 1 ? filters[0]! : `(${filters.join(kind === "and" ? " AND " : " OR ")})`,
          ),
        ];
  const all = [...joined, ...rest];
  if (all.length === 0) return sqlPlan(kind === "and" ? "true" : "false");
  return all.length === 1 ? all[0]! : { kind, parts: all };
}

/** In SQL a filter on a value that is not there is neither true nor false; here it does not hold, so its opposite does. */
export function negated(plan: Plan): Plan {
  if (plan.kind === "sql") return sqlPlan(`NOT coalesce(${plan.sql}, false)`);
  if (plan.kind === "ids") return { ...plan, not: !plan.not };
  return combined(plan.kind === "and" ? "or" : "and", plan.parts.map(negated));
}
