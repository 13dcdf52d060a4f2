import { readFileSync } from "node:fs";
import { basename, dirname, extname } from "node:path";
import { parse } from "csv-parse/sync";

/** What somebody wrote, and what a person said that it asks for. The label serves scores alone, never a setting. */
export interface LabelledText {
  readonly text: string;
  readonly category: string;
}

/** Rows of a CSV file with the columns `text` and `category`; rows without a text are left out. */
export function labelledTexts(path: string): LabelledText[] {
  const rows = parse(readFileSync(path), {
    ...{ columns: true, bom: true, skip_empty_lines: true, relax_column_count: true },
  }) as Partial<LabelledText>[];
  const [first] = rows;
  if (!first || first.text === undefined || first.category === undefined)
    throw new Error(`${path} has no rows with the columns "text" and "category"`);
  return rows.flatMap(({ text, category }) =>
    text?.trim() ? [{ text: text.trim(), category: category ?? "" }] : [],
  );
}

/** What a data set is called: its file's name, or its folder's where the file is only called after its part in an experiment. */
export function dataSetName(path: string): string {
  const name = basename(path, extname(path));
  return /^(?:train|test|dev|val|valid|validation|all)$/.test(name) ? basename(dirname(path)) : name;
}
