import { type ComponentPart, partsIn, withoutPart } from "./apply-part.ts";
import type { SearchState } from "./search-state.ts";

/** A hunk stays as soon as cases are worse without it; only as many cases as decide anything show that nobody misses it. */
const stays = { take: 3, drop: -0.9 };

/**
 * Takes out of the best candidate what is not missed: each hunk is tried alone, first on the cases that it mended when it came. One that shows
 * nothing on as many cases as decide anything goes, so that the edit that is offered is as small as it can be.
 */
export async function trim(state: SearchState): Promise<void> {
  for (const part of leastWorthFirst(state)) {
    const { best, view } = state;
    const without = withoutPart(view.candidates, best, part, "trimmed");
    if (without === best || !state.isAllowed(without)) continue;
    const mended = part.add.flatMap(({ id }) => state.ledger.mendedBy(part.component, id));
    const { verdict, pairs } = await state.compared([best, without], state.casesOf(mended), stays);
    // By chance alone the others may look as well without it; what it mended falls back only if it was needed.
    const breaks = pairs.some(({ caseId, progress }) => progress < 0 && mended.includes(caseId));
    if (verdict !== "worse" && !breaks) state.accept(without);
    else state.tell({ kind: "kept", component: part.component, hunks: part.add.map(({ id }) => id) });
  }
}

function leastWorthFirst({ best, ledger }: SearchState): ComponentPart[] {
  const worth = new Map(
    ledger.worthOf(best).map(({ component, hunk, effect }) => [`${component}:${hunk.id}`, effect]),
  );
  const worthOf = ({ component, add }: ComponentPart): number => worth.get(`${component}:${add[0]!.id}`) ?? 0;
  return partsIn(best).sort((a, b) => worthOf(a) - worthOf(b));
}
