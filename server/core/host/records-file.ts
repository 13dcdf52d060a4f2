import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { fileUnreadable, messageOf, whyUnreadable } from "../base/index.ts";
import { csvRecords } from "./outcomes/csv-records.ts";

/** One record of a table that somebody made elsewhere, with the line it begins at, from 1; or why there is none. */
export type FileRecord =
  | { readonly line: number; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: string };

/** A JSON array is held whole. */
const maxArrayBytes = 64 << 20;
const maxLine = 1 << 20;

/**
 * Records of a file: CSV with a line of names (any file whose name ends in .csv or .tsv), JSON lines, or a JSON array. Names of fields are
 * in lower case. What cannot be read is told, and reading goes on with the next. Throws `file-unreadable`.
 */
export async function* recordsIn(path: string): AsyncGenerator<FileRecord> {
  const found = await stat(path).catch((error: unknown) => {
    throw fileUnreadable(path, whyUnreadable(error));
  });
  if (!found.isFile()) throw fileUnreadable(path, "it is no file");
  if (/\.[ct]sv$/i.test(path)) yield* csvFields(path);
  else yield* jsonFields(path, found.size);
}

async function* csvFields(path: string): AsyncGenerator<FileRecord> {
  let names: readonly string[] | undefined;
  for await (const record of csvRecords(textOf(path))) {
    if ("problem" in record) yield record;
    else if (!names) names = record.cells.map((cell) => cell.trim().toLowerCase());
    else {
      const known = names;
      const filled = record.cells.flatMap((cell, index) =>
        cell === "" || !known[index] ? [] : [[known[index], cell] as const],
      );
      yield { line: record.line, fields: Object.fromEntries(filled) };
    }
  }
}

async function* jsonFields(path: string, bytes: number): AsyncGenerator<FileRecord> {
  let [line, rest, isFirst] = [1, "", true];
  for await (const chunk of textOf(path)) {
    rest += isFirst ? chunk.replace(/^\ufeff/, "") : chunk;
    if (isFirst && rest.trimStart().startsWith("[")) {
      yield* arrayFields(path, bytes);
      return;
    }
    if (rest.trim() !== "") isFirst = false;
    const parts = rest.split("\n");
    rest = parts.pop()!;
    for (const text of parts) yield* lineFields(text, line++);
    if (rest.length > maxLine)
      throw fileUnreadable(path, `line ${line} is longer than ${maxLine} characters`);
  }
  yield* lineFields(rest, line);
}

function* lineFields(text: string, line: number): Generator<FileRecord> {
  if (text.trim() === "") return;
  try {
    yield fieldsOf(JSON.parse(text), line);
  } catch (error) {
    yield { line, problem: `It is no JSON: ${messageOf(error)}` };
  }
}

/** Lines are the places in the array, from 1. */
async function* arrayFields(path: string, bytes: number): AsyncGenerator<FileRecord> {
  if (bytes > maxArrayBytes)
    throw fileUnreadable(path, "it is a JSON array of more than 64 MB: write one object a line");
  let text = "";
  for await (const chunk of textOf(path)) text += chunk;
  let items: unknown;
  try {
    items = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw fileUnreadable(path, whyUnreadable(error));
  }
  for (const [index, item] of (items as unknown[]).entries()) yield fieldsOf(item, index + 1);
}

function fieldsOf(value: unknown, line: number): FileRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { line, problem: "It is no object." };
  const named = Object.entries(value).map(([name, field]) => [name.trim().toLowerCase(), field] as const);
  return { line, fields: Object.fromEntries(named.filter(([, field]) => field !== null)) };
}

async function* textOf(path: string): AsyncGenerator<string> {
  try {
    for await (const chunk of createReadStream(path, { encoding: "utf8" })) yield chunk as string;
  } catch (error) {
    throw fileUnreadable(path, whyUnreadable(error));
  }
}
