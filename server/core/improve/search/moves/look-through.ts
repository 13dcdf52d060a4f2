import { takeEdit, takeOut } from "../acceptance.ts";
import { type ComponentPart, hasPart, partsIn, withoutPart, withParts } from "../apply-part.ts";
import type { Candidate } from "../candidate.ts";
import { type SearchState, screenedOn } from "../search-state.ts";
import { failedOf } from "../view.ts";

/** Hunks that are looked at in one move. */
const looksAt = 4;

interface Look {
  readonly candidate: Candidate;
  readonly part: ComponentPart;
  readonly isOut: boolean;
}

/**
 * Looks at hunks one by one: at those that were tried and are not in, with them; at those that are in, without them. A line that was taken
 * for what it did then may harm now, and one that needed company may have it. No reflection is asked. Whether anything changed.
 */
export async function lookThrough(state: SearchState): Promise<boolean> {
  const { at, view } = state;
  for (const { candidate, part, isOut } of looksLeft(state).slice(0, looksAt)) {
    state.looked.add(lookKey(at, candidate));
    const failing = failedOf(view, at);
    if (!state.isAllowed(candidate) || !(await state.shows(candidate, failing.slice(0, screenedOn))))
      continue;
    const { verdict } = await state.compared([at, candidate], failing, isOut ? takeOut : takeEdit);
    if (verdict !== "better") continue;
    state.accept(candidate);
    if (isOut) state.remember(part);
    return true;
  }
  return false;
}

export function looksLeft({ at, view, pool, looked }: SearchState): Look[] {
  const into = pool
    .filter((part) => !hasPart(at, part))
    .flatMap((part) => {
      const candidate = withParts(view.candidates, at, [part], "tried again");
      return candidate && candidate !== at ? [{ candidate, part, isOut: false }] : [];
    });
  const out = partsIn(at).map((part) => ({
    candidate: withoutPart(view.candidates, at, part, "taken out"),
    ...{ part, isOut: true },
  }));
  return [...into, ...out].filter(({ candidate }) => !looked.has(lookKey(at, candidate)));
}

const lookKey = (at: Candidate, candidate: Candidate): string => `${at.key}>${candidate.key}`;
