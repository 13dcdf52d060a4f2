import {
  behaviorHoles,
  type CoveredBehavior,
  type CoveredBehaviors,
  coveredBehaviors,
  type Snapshot,
  tame,
  unseenText,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";

/** More is a list to read on the command line. */
const mostColumns = { reading: 11, recorded: 3 };
const mostBehaviors = 200;
const mostHoles = 100;
const mostUnseen = 20;

/** Behaviors by evaluators, for the overview page. */
export function coverageItem(snapshot: Snapshot): protocol.CoverageItem | undefined {
  const found = coveredBehaviors(snapshot);
  if (!found) return undefined;
  const { shown, more } = columnsOf(found, snapshot);
  const columns = new Map(shown.map(({ name }, index) => [name, index]));
  const holes = behaviorHoles(found, "not-judged");
  // The page has two orders; of both the first are there.
  const byTraffic = found.behaviors.slice(0, mostBehaviors);
  const sent = new Set([...holes.slice(0, mostHoles), ...byTraffic]);
  const others = byTraffic.filter(({ hole }) => hole !== "not-judged");
  const { conversations, judged, trusted, recorded } = found;
  return {
    evaluators: shown.map(({ name, trust }) => ({ name: tame(name, 120), trust })),
    moreEvaluators: more,
    behaviors: [...holes.filter((one) => sent.has(one)), ...others].map((one) => rowOf(one, columns)),
    moreBehaviors: found.behaviors.length - sent.size,
    notJudged: holes.length,
    ...{ conversations, judged, trusted, recorded },
    unseen: unseenOf(found),
  };
}

/** Those that read what was said, by how much they judge; what was recorded stands last, for it is there for everything. */
function columnsOf({ behaviors }: CoveredBehaviors, { evaluators }: Snapshot) {
  const judged = new Map<string, number>();
  for (const one of behaviors)
    for (const { evaluator, n } of one.evaluators) judged.set(evaluator, (judged.get(evaluator) ?? 0) + n);
  const known = evaluators.filter(({ name }) => judged.has(name));
  const byUse = [...known].sort((a, b) => judged.get(b.name)! - judged.get(a.name)!);
  const shown = [
    ...byUse.filter(({ trust }) => trust !== "declared").slice(0, mostColumns.reading),
    ...byUse.filter(({ trust }) => trust === "declared").slice(0, mostColumns.recorded),
  ];
  return { shown, more: byUse.length - shown.length };
}

function rowOf(
  { evaluators, ...one }: CoveredBehavior,
  columns: ReadonlyMap<string, number>,
): protocol.CoveredBehaviorItem {
  return {
    ...one,
    cells: evaluators
      .flatMap(({ evaluator, failed, n, low, high }) => {
        const column = columns.get(evaluator);
        return column === undefined ? [] : [{ evaluator: column, failed, n, low, high }];
      })
      .sort((a, b) => a.evaluator - b.evaluator),
  };
}

export const unseenOf = ({ unseen }: CoveredBehaviors): protocol.UnseenFailureItem[] =>
  unseen.slice(0, mostUnseen).map((one) => ({
    text: unseenText(one),
    ...(one.behaviorId !== undefined && { behaviorId: one.behaviorId }),
  }));
