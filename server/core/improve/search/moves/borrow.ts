import { type SearchState, screenedOn } from "../search-state.ts";

/**
 * Train has nothing more to say: validation cases that fail are learned from, a few at a time. Cases of the gate are held apart from both, so
 * nothing is judged by what it was learned from. Whether any fails.
 */
export async function borrow(state: SearchState): Promise<boolean> {
  const { at, view } = state;
  const { train, validation, rollouts } = view;
  while (validation.length > 0) {
    const next = validation.slice(0, screenedOn);
    await rollouts.evaluate(at, next);
    validation.splice(0, next.length);
    train.push(...next);
    if (next.every(({ id }) => rollouts.resultOf(at.key, id)?.passed !== false)) continue;
    state.tell({ kind: "borrowed", cases: next.map(({ id }) => id) });
    return true;
  }
  return false;
}
