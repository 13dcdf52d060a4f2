import { takeEdit } from "../acceptance.ts";
import { hasPart, partsIn, withoutPart, withParts } from "../apply-part.ts";
import { type MixedPart, type SearchState, screenedOn } from "../search-state.ts";
import { failedOf } from "../view.ts";

/**
 * Puts in what mends some cases and breaks others, and takes out the one hunk with which it does not get on: two lines that harm each other
 * cannot be told apart from a bad one by trying them one at a time. Whether anything changed.
 */
export async function exchange(state: SearchState): Promise<boolean> {
  const { view, at } = state;
  const [next] = exchangesLeft(state);
  if (!next) return false;
  state.looked.add(next.key);
  const cases = state.casesOf(next.broken).slice(0, screenedOn);
  const both = withParts(view.candidates, at, [next.part], "exchanged");
  if (!both) return false;
  for (const out of partsIn(at)) {
    const candidate = withoutPart(view.candidates, both, out, "exchanged");
    if (candidate === both || !state.isAllowed(candidate)) continue;
    if (!(await state.shows(candidate, cases, both))) continue;
    const { verdict } = await state.compared([at, candidate], failedOf(view, at), takeEdit);
    if (verdict !== "better") continue;
    state.accept(candidate);
    state.remember(out);
    return true;
  }
  return false;
}

export const exchangesLeft = ({ at, mixed, looked }: SearchState): (MixedPart & { readonly key: string })[] =>
  [...mixed].flatMap(([name, one]) => {
    const key = `${at.key}<>${name}`;
    return looked.has(key) || hasPart(at, one.part) ? [] : [{ ...one, key }];
  });
