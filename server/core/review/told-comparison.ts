import type { ChangeGroup, ComparedRates, PromptChange, PromptComparison } from "../attribution/index.ts";
import { pairsText, verdictOf } from "./comparison-text.ts";
import type { InstructionPlace } from "./prompt-view.ts";
import { tame } from "./wording.ts";

/** What made the difference between two prompts, as it is shown on a page. */
export interface ToldComparison {
  readonly own: string;
  readonly other: string;
  readonly changes: readonly ToldChange[];
  readonly evaluators: readonly ToldEvaluator[];
}

export interface ToldChange {
  readonly kind: PromptChange["kind"];
  readonly text: string;
  readonly before?: string;
  readonly side?: "own" | "other";
  readonly place?: { readonly file: string; readonly key: string; readonly line: number };
}

export interface ToldEvaluator {
  readonly evaluator: string;
  readonly pairs: string;
  readonly verdict: string;
  readonly rows: readonly ToldRow[];
}

export interface ToldRow extends Pick<ComparedRates, "difference" | "low" | "high" | "own" | "other"> {
  readonly group: "all" | "apart" | "work" | "tasks";
  readonly name: string;
  readonly note?: string;
  readonly differs: boolean;
}

/** The file whose lines are pointed at, and where they stand in it as it is being edited. */
export interface ComparedPlaces {
  readonly file: string;
  readonly places: ReadonlyMap<string, InstructionPlace>;
}

/** The same two prompts by one evaluator after the other: what differs between the texts is told once. Undefined where there is none. */
export function toldComparison(
  comparisons: readonly PromptComparison[],
  { file, places }: ComparedPlaces,
): ToldComparison | undefined {
  const [first] = comparisons;
  if (!first) return undefined;
  return {
    ...{ own: tame(first.own, 200), other: tame(first.other, 200) },
    changes: first.groups.flatMap(({ changes }) => changes).map((one) => toldChange(one, file, places)),
    evaluators: comparisons.map(toldEvaluator),
  };
}

function toldChange(
  { kind, text, before, side, key }: PromptChange,
  file: string,
  places: ComparedPlaces["places"],
): ToldChange {
  const place = key === undefined ? undefined : places.get(key);
  return {
    ...{ kind, text: tame(text, 400) },
    ...(before !== undefined && { before: tame(before, 400) }),
    ...(side && { side }),
    ...(place && !place.isChanged && { place: { file, key: key!, line: place.line } }),
  };
}

function toldEvaluator(comparison: PromptComparison): ToldEvaluator {
  const { evaluator, rates, groups, exercised, strata } = comparison;
  return {
    ...{ evaluator: tame(evaluator, 120), pairs: pairsText(rates), verdict: verdictOf(comparison) },
    rows: [
      row("all", "All tasks", rates),
      ...groups.flatMap(apartRow),
      ...exercised.flatMap(({ change, within, elsewhere, differs }) => [
        row("work", tame(change.text, 200), within, { differs, note: "where it is put to work" }),
        row("work", tame(change.text, 200), elsewhere, { note: "elsewhere" }),
      ]),
      ...strata.map((one) => row("tasks", tame(one.name, 120), one, { differs: one.differs })),
    ],
  };
}

function apartRow({ changes, toldApart }: ChangeGroup): ToldRow[] {
  if (!toldApart) return [];
  const [first] = changes;
  const more = changes.length > 1 ? ` and ${changes.length - 1} more` : "";
  const note = `in nothing else does ${tame(toldApart.own, 120)} differ from ${tame(toldApart.other, 120)}`;
  return [row("apart", `${tame(first!.text, 200)}${more}`, toldApart.rates, { note })];
}

const row = (
  group: ToldRow["group"],
  name: string,
  { difference, low, high, own, other }: ComparedRates,
  { note, differs = false }: { readonly note?: string; readonly differs?: boolean } = {},
): ToldRow => ({
  ...{ group, name, difference, low, high, own, other, differs },
  ...(note !== undefined && { note }),
});
