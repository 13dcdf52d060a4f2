import { takeEdit } from "../acceptance.ts";
import type { SearchState } from "../search-state.ts";
import { failedOf } from "../view.ts";

/** Cases at most that say whether what showed nothing one by one does together. */
const settledOn = 60;

/** Hunks that were carried along showed nothing one by one: do they all together? Whether they are in now. */
export async function settleUnproved(state: SearchState): Promise<boolean> {
  const { best, at, view } = state;
  const { verdict, effect } = await state.compared([best, at], failedOf(view, best), takeEdit, settledOn);
  if (verdict === "better" || effect > 0) {
    state.accept(at);
    return true;
  }
  if (verdict === "worse") {
    for (const part of state.unproved) state.remember(part);
    state.unproved = [];
    state.at = best;
  }
  return false;
}
