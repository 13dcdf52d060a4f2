import { type ComponentPart, partsIn, withoutPart } from "./apply-part.ts";
import type { Candidate } from "./candidate.ts";
import { isMissed } from "./is-missed.ts";
import { progress } from "./progress.ts";
import type { SearchState } from "./search-state.ts";

/** A hunk may be needed as soon as cases are worse without it; only as many cases as decide anything show that nobody misses it. */
const stays = { take: 3, drop: -0.9 };
/** Over so many cases, whatever the first ones say. */
const lookOn = { rule: { take: Infinity, drop: -Infinity }, most: 32 };

/**
 * Takes out of the best candidate what is not missed: each hunk is tried alone, first on the cases that it mended when it came. One that shows
 * nothing on as many cases as decide anything goes, so that the edit that is offered is as small as it can be.
 */
export async function trim(state: SearchState): Promise<void> {
  for (const part of leastWorthFirst(state)) {
    const { best, view } = state;
    const without = withoutPart(view.candidates, best, part, "trimmed");
    if (without === best || !state.isAllowed(without)) continue;
    if ((await missedInTrain(state, part, without)) || (await missedInValidation(state, without))) {
      state.tell({ kind: "kept", component: part.component, hunks: part.add.map(({ id }) => id) });
      continue;
    }
    state.accept(without);
    state.trimmed.push(part);
  }
}

/** Cases that fell without it are tried again; where they fell by chance, what was not asked because of them is asked now. */
async function missedInTrain(state: SearchState, part: ComponentPart, without: Candidate): Promise<boolean> {
  const mended = part.add.flatMap(({ id }) => state.ledger.mendedBy(part.component, id));
  const seen = new Set<string>();
  for (const { rule, most } of [{ rule: stays, most: 0 }, lookOn]) {
    const { best } = state;
    const { pairs } = await state.compared([best, without], state.casesOf(mended), rule, most);
    const fell = pairs.filter(({ progress }) => progress < 0);
    // What it mended may fail now by chance, and then cannot fall.
    const hidden = pairs.filter((one) => one.failed && one.progress === 0 && mended.includes(one.caseId));
    const again = [...fell, ...hidden].map(({ caseId }) => caseId).filter((id) => !seen.has(id));
    if (await isMissed(state.view, [best, without], state.casesOf(again))) return true;
    if (fell.length === 0) return false;
    for (const id of again) seen.add(id);
  }
  return false;
}

/** What train hardly has a case for may be needed all the same. Whichever of the two is left, the race runs it on these cases anyway. */
async function missedInValidation({ best, view }: SearchState, without: Candidate): Promise<boolean> {
  const { rollouts, settings } = view;
  const cases = view.validation.slice(0, settings.compareOn);
  for (const candidate of [best, without]) await rollouts.evaluate(candidate, cases);
  const fell = cases.filter(({ id }) => {
    const [was, is] = [best, without].map(({ key }) => rollouts.resultOf(key, id));
    return was && (!is || progress(was, is) < 0);
  });
  return isMissed(view, [best, without], fell);
}

function leastWorthFirst({ best, ledger }: SearchState): ComponentPart[] {
  const worth = new Map(
    ledger.worthOf(best).map(({ component, hunk, effect }) => [`${component}:${hunk.id}`, effect]),
  );
  const worthOf = ({ component, add }: ComponentPart): number => worth.get(`${component}:${add[0]!.id}`) ?? 0;
  return partsIn(best).sort((a, b) => worthOf(a) - worthOf(b));
}
