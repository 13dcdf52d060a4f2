import { exchange, exchangesLeft } from "./moves/exchange.ts";
import { looksLeft, lookThrough } from "./moves/look-through.ts";
import { reflect } from "./moves/reflect.ts";
import { settleUnproved } from "./moves/settle-unproved.ts";
import type { SearchState } from "./search-state.ts";

export const moves = { reflect, settleUnproved, lookThrough, exchange };
export type MoveName = keyof typeof moves;

/** Moves that changed nothing, before what is there is looked through instead of asking for more. */
const stalledAfter = 2;

/** What comes next? Reflections while they help; then what can be learned without one, the cheapest first; then reflections again. */
export function nextMove(state: SearchState): MoveName {
  if (state.stalled < stalledAfter) return "reflect";
  if (state.at !== state.best && !state.wasCompared(state.best, state.at)) return "settleUnproved";
  if (looksLeft(state).length > 0) return "lookThrough";
  return exchangesLeft(state).length > 0 ? "exchange" : "reflect";
}
