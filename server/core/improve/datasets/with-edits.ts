import type { BuiltDataset } from "./build-dataset.ts";
import type { CaseFile, FileCase } from "./case-file.ts";
import { type DatasetCase, datasetOf } from "./dataset.ts";

/** Lays over a dataset what people said of its cases in the file: that goes before what we found. */
export function withEdits(built: BuiltDataset, { lines, issues }: CaseFile): BuiltDataset {
  const edited = new Map(
    lines.flatMap(({ given, isEdited }) => (given && isEdited ? [[given.id, given] as const] : [])),
  );
  const { dataset } = built;
  const cases = dataset.cases.map((one) => overlaid(one, edited.get(one.id)));
  const told = issues.map(({ line, message }) => `Line ${line} of the file: ${message} It stays as it is.`);
  return {
    ...built,
    dataset: datasetOf({ ...dataset, cases }),
    problems: [...built.problems, ...told],
  };
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
