import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import {
  checkpoint,
  fileUnreadable,
  type LongWork,
  stableId,
  UserError,
  whyUnreadable,
} from "../../base/index.ts";
import { redactionRules, redactText } from "../../capture/index.ts";
import { type Row, Store } from "../../store/index.ts";
import { configPath, loadSettings } from "../config.ts";
import type { Workspace } from "../host.ts";
import { relativeFile } from "../prompt-files.ts";
import { csvRecords } from "./csv-records.ts";
import { type Columns, columnsOf, type OutcomeColumns, timeIn, valueIn } from "./outcome-columns.ts";

export interface OutcomeProblem {
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

export interface OutcomeImport {
  readonly file: string;
  /** Rows by kind, those that were there already among them. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly unit: "user" | "conversation";
  /** The columns that were read, as they are called in the file. */
  readonly columns: Readonly<Record<string, string>>;
  readonly read: number;
  /** How many lines could not be used, and the first of them. */
  readonly bad: number;
  readonly problems: readonly OutcomeProblem[];
}

const rowsAtOnce = 5_000;
const mostProblems = 20;
const longestText = 200;

/**
 * Reads later outcomes from a CSV file into the store. The id of a row is made of kind, subject and time, so that the same file twice is the
 * same rows. A user's id is blacked out as it is in conversations. Who is forgotten while the file is read is left out. Lines that cannot be used
 * are told. Throws `outcome-columns`, `file-unreadable`.
 */
export async function importOutcomes(
  workspace: Workspace,
  file: string,
  given: OutcomeColumns,
  { signal, progress }: LongWork = {},
): Promise<OutcomeImport> {
  const startedMs = Date.now();
  const config = await loadSettings(configPath(workspace.root, workspace.configFile), workspace);
  const rules = redactionRules(config.capture);
  const source = relativeFile(workspace.root, resolve(workspace.root, file));
  const path = resolve(workspace.root, file);
  // Before the store is opened, which would make one.
  await access(path).catch((error: unknown) => {
    throw fileUnreadable(path, whyUnreadable(error));
  });
  const fallback = basename(file, extname(file));
  const store = await Store.open(workspace.store ?? config.store);
  try {
    let columns: Columns | undefined;
    let header: readonly string[] = [];
    let rows = new Map<string, Row<"outcomes">>();
    let [read, bad] = [0, 0];
    const kinds: Record<string, number> = {};
    const problems: OutcomeProblem[] = [];
    const report = (line: number, reason: string): void => {
      bad++;
      if (problems.length < mostProblems) problems.push({ line, reason });
    };
    for await (const record of csvRecords(textOf(path))) {
      if ("problem" in record) report(record.line, record.problem);
      else if (!columns) {
        header = record.cells;
        columns = columnsOf(header, given, fallback);
      } else {
        const row = rowOf(record.cells, columns, (id) => redactText(id, rules, true).text);
        if (typeof row === "string") report(record.line, row);
        else {
          rows.set(row.id, { ...row, source });
          kinds[row.kind!] = (kinds[row.kind!] ?? 0) + 1;
          read++;
        }
      }
      if (rows.size < rowsAtOnce) continue;
      await checkpoint(signal);
      await store.addOutcomes([...rows.values()], startedMs);
      progress?.({ stage: "reading outcomes", done: read, total: undefined });
      rows = new Map();
    }
    if (!columns)
      throw new UserError(
        "outcome-columns",
        `${source} has no line with the names of columns.`,
        "Its first line names them, as in: user,at",
      );
    await store.addOutcomes([...rows.values()], startedMs);
    if (read > 0) await store.tables.outcomes.compact();
    return {
      file: source,
      kinds,
      unit: columns.unit,
      columns: namesOf(columns, header),
      read,
      bad,
      problems,
    };
  } finally {
    store.close();
  }
}

async function* textOf(path: string): AsyncGenerator<string> {
  try {
    for await (const chunk of createReadStream(path, { encoding: "utf8" })) yield chunk as string;
  } catch (error) {
    throw fileUnreadable(path, whyUnreadable(error));
  }
}

/** The row of a record, or why there is none. */
function rowOf(
  cells: readonly string[],
  { subject, unit, kind, value, at }: Columns,
  asKept: (userId: string) => string,
): Row<"outcomes"> | string {
  const id = cells[subject]?.trim() ?? "";
  const name = (typeof kind === "string" ? kind : (cells[kind] ?? "")).trim();
  if (id === "") return `It names no ${unit}.`;
  if (name === "") return "It names no kind of outcome.";
  if (id.length > longestText || name.length > longestText)
    return `A cell is longer than ${longestText} characters.`;
  const number = value === undefined ? 1 : valueIn(cells[value] ?? "");
  if (number === undefined) return `"${shown(cells[value!])}" is no value: yes, no or a number.`;
  const given = at === undefined ? "" : (cells[at]?.trim() ?? "");
  const atMs = given === "" ? undefined : timeIn(given);
  if (given !== "" && atMs === undefined)
    return `"${shown(given)}" is no time such as 2026-03-01 or 2026-03-01T09:30Z.`;
  const own = unit === "user" ? asKept(id) : id;
  return {
    id: stableId([name, unit, own, atMs]),
    ...(unit === "user" ? { userId: own } : { conversationId: own }),
    kind: name,
    value: number,
    ...(atMs !== undefined && { atMs }),
  };
}

const shown = (text = ""): string => text.slice(0, 60);

const namesOf = (
  { subject, unit, kind, value, at }: Columns,
  header: readonly string[],
): Record<string, string> => ({
  [unit]: header[subject]!,
  ...(typeof kind === "number" && { kind: header[kind]! }),
  ...(value !== undefined && { value: header[value]! }),
  ...(at !== undefined && { at: header[at]! }),
});
