import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LineIndex, readPrompt } from "../server/core/index.ts";
import { realData } from "./support/real-data.ts";

/** Boundaries that people keyed by reading real prompts, before anybody had looked at what the reader makes of them. */
interface Key {
  readonly file: string;
  readonly sha256: string;
  /** Start and end as line:column, one-based, end exclusive; what it is. */
  readonly instructions: readonly (readonly [string, string, string])[];
}

/** The share of boundaries found and of found ones that are right, as one number: 2PR / (P + R), start and end exactly. */
interface Agreement {
  readonly right: number;
  readonly found: number;
  readonly keyed: number;
}

const folder = join(import.meta.dirname, "boundaries");
const keysIn = (path: string): Key[] =>
  readdirSync(path)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(path, name), "utf8")) as Key);

function agreement(key: Key, path: string): Agreement {
  const text = readFileSync(path, "utf8");
  expect(createHash("sha256").update(readFileSync(path)).digest("hex"), key.file).toBe(key.sha256);
  const lines = new LineIndex(text);
  const at = (offset: number): string => {
    const { line, character } = lines.positionAt(offset);
    return `${line + 1}:${character + 1}`;
  };
  const found = readPrompt(key.file, text).instructions.map(
    ({ range }) => `${at(range.start)} ${at(range.end)}`,
  );
  const keyed = key.instructions.map(([start, end]) => `${start} ${end}`);
  if (process.env.SHOW_BOUNDARIES) show(key, text, found, keyed);
  return {
    right: keyed.filter((one) => found.includes(one)).length,
    found: found.length,
    keyed: keyed.length,
  };
}

const f1 = ({ right, found, keyed }: Agreement): number => (2 * right) / Math.max(1, found + keyed);

/** For a person who works on the reader: what is missing (-) and what is too much (+). */
function show({ file }: Key, text: string, found: readonly string[], keyed: readonly string[]): void {
  const lines = new LineIndex(text);
  const offset = (place: string): number => {
    const [line = 1, column = 1] = place.split(":").map(Number);
    return lines.offsetAt({ line: line - 1, character: column - 1 });
  };
  const quoted = (one: string): string =>
    JSON.stringify(text.slice(offset(one.split(" ")[0]!), offset(one.split(" ")[1]!)));
  const lost = keyed.filter((one) => !found.includes(one)).map((one) => `  - ${one} ${quoted(one)}`);
  const extra = found.filter((one) => !keyed.includes(one)).map((one) => `  + ${one} ${quoted(one)}`);
  const order = (line: string): number => Number(/\d+/.exec(line)?.[0]);
  console.log([file, ...[...lost, ...extra].sort((a, b) => order(a) - order(b))].join("\n"));
}

const prompts = realData("d-prompts");

describe.skipIf(prompts === undefined)("boundaries of instructions in real prompts", () => {
  it.each([
    ["keyed while the reader was worked on", folder],
    ["keyed by somebody else and held out", join(folder, "held-out")],
  ])("%s: F1 at or above 0.9", (_, path) => {
    const rows = keysIn(path).map((key) => ({
      file: key.file,
      ...agreement(key, join(prompts!, key.file)),
    }));
    const total = rows.reduce(
      (sum, { right, found, keyed }) => ({
        right: sum.right + right,
        found: sum.found + found,
        keyed: sum.keyed + keyed,
      }),
      { right: 0, found: 0, keyed: 0 },
    );
    const mean = rows.reduce((sum, row) => sum + f1(row), 0) / rows.length;
    const table = [
      ...rows.map(
        (row) => `${f1(row).toFixed(2)}  ${row.right}/${row.found} found, ${row.keyed} keyed  ${row.file}`,
      ),
      `${f1(total).toFixed(3)} over all instructions, ${mean.toFixed(3)} mean over ${rows.length} files`,
    ].join("\n");
    console.log(table);
    expect(f1(total), table).toBeGreaterThanOrEqual(0.9);
  });
});
