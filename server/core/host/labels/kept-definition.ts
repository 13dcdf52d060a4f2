import type { Evaluator } from "../../evaluators/index.ts";

/**
 * A definition as it may be kept, in a committed file too. None of a suite: what is known of it has the values of the environment filled in
 * and every test written out. It stands as it was written in a file of its own, and the evaluator's key says which one it was.
 */
export const keptDefinition = ({ definition }: Pick<Evaluator, "definition">): unknown =>
  definition.cases ? undefined : (JSON.parse(JSON.stringify(definition)) as unknown);
