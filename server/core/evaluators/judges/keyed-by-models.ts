import { stableId } from "../../base/index.ts";
import { checkTypeOf } from "../check-types.ts";
import { assertionsOf, type Evaluator } from "../evaluator.ts";

/**
 * The evaluator with a key that says whose verdicts it has: another judge, or another embedder, is another evaluator, and no figure
 * mixes the two. `modelOf`: provider, place and model of an entry of `models:`, whoever may ask it.
 */
export function keyedByModels(
  evaluator: Evaluator,
  modelOf: (use: { readonly chat?: string | undefined } | "embeddings") => string,
): Evaluator {
  const used = assertionsOf(evaluator.definition).flatMap(({ type, provider }) => {
    const row = checkTypeOf(type);
    return [
      ...(row?.asksModel ? [modelOf({ chat: provider })] : []),
      ...(row?.embeds ? [modelOf("embeddings")] : []),
    ];
  });
  return used.length === 0 ? evaluator : { ...evaluator, key: stableId([evaluator.key, used]) };
}
