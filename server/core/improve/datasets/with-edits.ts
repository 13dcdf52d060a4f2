import type { BuiltDataset } from "./build-dataset.ts";
import type { CaseFile, FileCase } from "./case-file.ts";
import { type DatasetCase, datasetOf } from "./dataset.ts";
import { NearDuplicates } from "./near-duplicates.ts";

/** Lays over a dataset what people said of its cases in the file: that goes before what we found. */
export function withEdits(built: BuiltDataset, { lines, issues }: CaseFile): BuiltDataset {
  const edited = new Map(
    lines.flatMap(({ given, isEdited }) => (given && isEdited ? [[given.id, given] as const] : [])),
  );
  const { dataset } = built;
  const cases = dataset.cases.map((one) => overlaid(one, edited.get(one.id)));
  const told = issues.map(({ line, message }) => `Line ${line} of the file: ${message} It stays as it is.`);
  const leaks = leaksByHand(cases, built.texts, lines);
  return {
    ...built,
    dataset: datasetOf({ ...dataset, cases }),
    problems: [...built.problems, ...told, ...leaks],
  };
}

/** What a person wrote or moved counts although it is near to a case of another split: then a gate may see what was learnt from, which is told. */
function leaksByHand(
  cases: readonly DatasetCase[],
  texts: BuiltDataset["texts"],
  lines: CaseFile["lines"],
): string[] {
  const lineOf = new Map(
    lines.flatMap(({ given, isEdited, line }) => (given && isEdited ? [[given.id, line] as const] : [])),
  );
  if (lineOf.size === 0) return [];
  const all = new NearDuplicates();
  for (const { id } of cases) all.add({ text: texts.get(id) ?? "" });
  return cases.flatMap((one) => {
    if (!lineOf.has(one.id) || !texts.get(one.id)) return [];
    const other = all
      .near({ text: texts.get(one.id)! })
      .map((place) => cases[place]!)
      .find(({ id, split }) => id !== one.id && split !== one.split);
    const line = lineOf.get(one.id);
    return other
      ? [
          `${line === undefined ? "A test" : `Line ${line} of the file`}: it says nearly what case ${other.id} says, which is ${other.split}, and is ${one.split} itself. What is held out tells only where nothing like it is learnt from.`,
        ]
      : [];
  });
}

function overlaid(found: DatasetCase, given: FileCase | undefined): DatasetCase {
  if (!given) return found;
  const { role, split = found.split, outcome = found.outcome, weight = found.weight, behavior } = given;
  return {
    ...found,
    ...{ role, split, weight },
    ...(outcome !== undefined && { outcome }),
    ...(behavior !== undefined && { behavior }),
  };
}
