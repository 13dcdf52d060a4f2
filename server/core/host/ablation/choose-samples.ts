import { exerciseThreshold } from "../../attribution/index.ts";
import { stableId } from "../../base/index.ts";
import type { Instruction } from "../../prompt/index.ts";
import type { FiguresInput } from "../figures-input.ts";

/** Conversations to run again for one line. `exercised`: so many of the prompt's put it to work in all. */
export interface ChosenSamples {
  readonly ids: readonly string[];
  readonly exercised: number;
}

/**
 * Of the conversations that put a line to work so many, by chance and the same each time: as many that fail by one of the evaluators as pass
 * by all, where there are as many, and those that nobody judged last. A draw by rate would hold few failures, and it is those that must be
 * seen to pass. Lines that are put to work by the same conversations get the same ones, so that runs with the text as it is are shared.
 */
export function chooseSamples(
  input: FiguresInput,
  file: string,
  { triggers }: Pick<Instruction, "triggers">,
  { evaluators, limit, seed }: { evaluators: ReadonlySet<string>; limit: number; seed: number },
): ChosenSamples {
  const ids = [...new Set((input.linked.get(file) ?? []).map(({ conversationId = "" }) => conversationId))];
  const exercised = ids.filter((id) => input.exercise.exercised(triggers, id) >= exerciseThreshold);
  const verdicts = new Map<string, boolean>();
  for (const { evaluator, conversationId, label } of input.verdicts)
    if (evaluators.has(evaluator) && (label === "fail" || label === "pass"))
      verdicts.set(conversationId, label === "fail" || verdicts.get(conversationId) === true);
  const order = new Map(exercised.map((id) => [id, stableId(["ablation", seed, id])]));
  const drawn = exercised.sort((a, b) => (order.get(a)! < order.get(b)! ? -1 : 1));
  const failing = drawn.filter((id) => verdicts.get(id) === true);
  const passing = drawn.filter((id) => verdicts.get(id) === false);
  const unjudged = drawn.filter((id) => !verdicts.has(id));
  const alternately = Array.from({ length: Math.max(failing.length, passing.length) }, (_, i) => [
    ...failing.slice(i, i + 1),
    ...passing.slice(i, i + 1),
  ]).flat();
  return { ids: [...alternately, ...unjudged].slice(0, limit), exercised: exercised.length };
}
