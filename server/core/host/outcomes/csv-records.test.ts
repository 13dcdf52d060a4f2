import { expect, test } from "vitest";
import { type CsvRecord, csvRecords } from "./csv-records.ts";

/** Records of a text that arrives in chunks of some characters. */
async function records(text: string, chunk = 7): Promise<(string | readonly string[])[]> {
  async function* chunks(): AsyncGenerator<string> {
    for (let from = 0; from < text.length; from += chunk) yield text.slice(from, from + chunk);
  }
  const found: CsvRecord[] = [];
  for await (const one of csvRecords(chunks())) found.push(one);
  return found.map((one) => ("problem" in one ? `${one.line}: ${one.problem}` : one.cells));
}

test("a byte order mark, CR LF, quotation marks, line ends and separators in cells", async () =>
  expect(await records('\ufeffuser,note\r\n\r\nu1,"a ""b"", c"\r\nu2,"one\r\ntwo"\r\nu3,x')).toEqual([
    ["user", "note"],
    ["u1", 'a "b", c'],
    ["u2", "one\ntwo"],
    ["u3", "x"],
  ]));

test.each([";", "\t", ","])("the separator is found: %j", async (mark) =>
  expect(await records(`user${mark}at\nu1${mark}2026-01-01`)).toEqual([
    ["user", "at"],
    ["u1", "2026-01-01"],
  ]),
);

test("a quotation mark that nobody closes costs its own line alone", async () => {
  const lines = ["user,note", 'u0,"open', ...Array.from({ length: 120 }, (_, i) => `v${i},1`)];
  const found = await records(lines.join("\n"), 100);
  expect(found).toHaveLength(122);
  expect(found[1]).toBe("2: A quotation mark is not closed.");
  expect(found.at(-1)).toEqual(["v119", "1"]);
  expect(await records('user\n"u1\n')).toEqual([["user"], "2: A quotation mark is not closed."]);
});

test("a line without end is skipped and not held", async () => {
  const found = await records(`user\n${"x".repeat(300_000)}\nu1\n`, 10_000);
  expect(found).toEqual([["user"], "2: The line is longer than 65536 characters.", ["u1"]]);
});

test("nothing in it", async () => {
  expect(await records("")).toEqual([]);
  expect(await records("\n\n")).toEqual([]);
});
