import { takeEdit } from "../acceptance.ts";
import type { SearchCase } from "../adapter.ts";
import { type ComponentPart, withoutPart, withParts } from "../apply-part.ts";
import { type SearchState, screenedOn } from "../search-state.ts";

/** Tries parts together on what is there, and one by one where together they mend some cases and break others. Whether any went in. */
export async function tryParts(
  state: SearchState,
  parts: readonly ComponentPart[],
  first: readonly SearchCase[],
): Promise<boolean> {
  const { at } = state;
  const together = withParts(state.view.candidates, at, parts, "reflect");
  if (!together || !state.isAllowed(together)) return parts.length > 1 && tryEach(state, parts, first);
  if (together === at) return false;
  const { verdict, pairs } = await state.compared([at, together], first, takeEdit);
  const broken = pairs.filter(({ progress }) => progress < 0).map(({ caseId }) => caseId);
  if (verdict === "better") {
    state.accept(together);
    if (broken.length > 0 && parts.length > 1) await refine(state, parts, broken);
    return true;
  }
  const gained = pairs.some(({ progress }) => progress > 0);
  if (verdict === "same" && broken.length === 0) state.carry(parts);
  else if (parts.length > 1 && gained) return tryEach(state, parts, first);
  else for (const part of parts) state.remember(part, parts.length === 1 && gained ? broken : []);
  return false;
}

async function tryEach(
  state: SearchState,
  parts: readonly ComponentPart[],
  first: readonly SearchCase[],
): Promise<boolean> {
  let changed = false;
  for (const part of parts) changed = (await tryParts(state, [part], first)) || changed;
  return changed;
}

/** Of parts that were taken together, takes those out again without which broken cases are whole. */
async function refine(
  state: SearchState,
  parts: readonly ComponentPart[],
  broken: readonly string[],
): Promise<void> {
  const cases = state.casesOf(broken).slice(0, screenedOn);
  for (const part of parts) {
    const without = withoutPart(state.view.candidates, state.at, part, "refined");
    if (!state.isAllowed(without) || !(await state.shows(without, cases))) continue;
    const { verdict } = await state.compared([state.at, without], cases, takeEdit);
    if (verdict !== "better") continue;
    state.accept(without);
    state.remember(part);
  }
}
