import { parseQuery } from "../review/index.ts";
import { tagNameForm } from "./config-tags.ts";

/** A kind that nobody has to import: the user gave up in the conversation itself. */
export const gaveUp = "user-gives-up";

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
    if (typeof name !== "string" || !new RegExp(tagNameForm).test(name)) return;
    if (typeof query !== "string" || query.trim() === "") return;
    if (name === gaveUp) {
      report([index, "name"], `The outcome ${gaveUp} is there without a definition.`);
      return;
    }
    if (outcomes.has(name)) {
      report([index, "name"], `The outcome ${name} is defined twice; the first holds.`);
      return;
    }
    // Which slices there are is not known here: all that are named count as there.
    const slices = [...query.matchAll(/@([^\s()]+)/g)].map(([, slice]) => ({ name: slice!, query: "" }));
    const problem = parseQuery(query, { nowMs: 0, slices }).problems[0];
    if (problem)
      report(
        [index, "query"],
        `This query cannot be answered: ${[problem.message, problem.hint].filter(Boolean).join(" ")}`,
      );
    outcomes.set(name, { name, query, unit: of === "user" ? "user" : "conversation" });
  });
  return [...outcomes.values()];
}
