import { parseQuery } from "../review/index.ts";

/** An outcome that `outcomes:` of the configuration defines: it happened where the query finds a conversation, or to its user. */
export interface OutcomeDefinition {
  readonly name: string;
  readonly query: string;
  readonly unit: "conversation" | "user";
}

type Report = (path: readonly (string | number)[], message: string) => void;

/** `outcomes:` as far as it can be read. What its schema refuses is left out; a query that cannot be read is reported. */
export function outcomesIn(raw: unknown, report: Report): OutcomeDefinition[] {
  if (!Array.isArray(raw)) return [];
  const outcomes = new Map<string, OutcomeDefinition>();
  raw.forEach((entry: unknown, index) => {
    const { name, query, of } = (entry ?? {}) as Record<string, unknown>;
    if (typeof name !== "string" || name.trim() === "" || typeof query !== "string" || query.trim() === "")
      return;
    if (outcomes.has(name)) {
      report([index, "name"], `The outcome ${name} is defined twice; the first holds.`);
      return;
    }
    const problem = parseQuery(query, { nowMs: 0 }).problems[0];
    // Which slices there are is not known here.
    if (problem && !query.includes("@"))
      report(
        [index, "query"],
        `This query cannot be answered: ${[problem.message, problem.hint].filter(Boolean).join(" ")}`,
      );
    outcomes.set(name, { name, query, unit: of === "user" ? "user" : "conversation" });
  });
  return [...outcomes.values()];
}
