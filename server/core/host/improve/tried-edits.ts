import { groupBy } from "../../base/index.ts";
import type { HunkWorth } from "../../improve/index.ts";
import type { TriedEdit } from "../../review/index.ts";
import type { ProposedChange } from "./reflection.ts";
import { isMadeBy } from "./suggestion-of.ts";

type ProposedEdit = ProposedChange["edits"][number];

/**
 * What was proposed, each edit once however often it came, with what it gave by all comparisons. `best`: ids of the hunks of the best edit; of
 * an edit that is in it they alone say what it gave, since the same words elsewhere are another hunk.
 */
export function triedEdits(
  changes: readonly ProposedChange[],
  worth: readonly HunkWorth[],
  best: ReadonlySet<string>,
): TriedEdit[] {
  const proposed = changes.flatMap(({ edits }) => edits);
  return [...groupBy(proposed, keyOf).values()].map((same): TriedEdit => {
    const edit = same[0]!;
    const own = worth.filter(({ hunk }) => isMadeBy(hunk.text, edit));
    const inBest = own.filter(({ hunk }) => best.has(hunk.id));
    const effect = effectOf(inBest.length > 0 ? inBest : own);
    return {
      ...{ operator: edit.operator, text: textOf(edit) },
      ...(effect !== undefined && { effect }),
      ...(same.length > 1 && { times: same.length }),
      ...(inBest.length > 0 && { isInBest: true }),
    };
  });
}

const textOf = (edit: ProposedEdit): string =>
  "text" in edit ? edit.text : "texts" in edit ? edit.texts.join(" ") : "";

/** The same words at two places are one idea; what has no words is known by its lines. */
function keyOf({ why: _, ...edit }: ProposedEdit): string {
  const text = textOf(edit as ProposedEdit);
  return JSON.stringify(text === "" ? edit : [edit.operator, text]);
}

/** Over all cases; where it was tried alone, over those. */
function effectOf(worth: readonly HunkWorth[]): number | undefined {
  const alone = worth.filter((one) => one.alone);
  const told = alone.length > 0 ? alone : worth;
  const cases = told.reduce((sum, one) => sum + one.cases, 0);
  return cases === 0 ? undefined : told.reduce((sum, one) => sum + one.effect * one.cases, 0) / cases;
}
