import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { writeWhole } from "./write-whole.ts";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder("write-whole", {});
});
afterEach(() => folder.remove());

const text = (): string => readFileSync(folder.file("in/a.txt"), "utf8");
const files = (): string[] => readdirSync(folder.file("in"));

it("makes the folder, and leaves one whole file whoever writes at once", async () => {
  const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(50_000));
  expect(await Promise.all(texts.map((one) => writeWhole(folder.file("in/a.txt"), one)))).not.toContain(
    false,
  );
  expect(texts).toContain(text());
  expect(files()).toEqual(["a.txt"]);
});

it("writes nothing where it may not, and leaves nothing behind where it cannot", async () => {
  await writeWhole(folder.file("in/a.txt"), "before");
  expect(await writeWhole(folder.file("in/a.txt"), "after", { mayReplace: async () => false })).toBe(false);
  expect([text(), files()]).toEqual(["before", ["a.txt"]]);
  mkdirSync(folder.file("in/b.txt/c"), { recursive: true });
  await expect(writeWhole(folder.file("in/b.txt"), "x")).rejects.toThrow();
  expect(files()).toEqual(["a.txt", "b.txt"]);
});
