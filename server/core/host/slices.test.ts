import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { readSlices, saveSlice, slicesFileName } from "./slices.ts";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder("slices");
});
afterEach(() => folder.remove());
const text = (): string => readFileSync(folder.file(slicesFileName), "utf8");

test("what was saved is read again, in the order it was saved in", async () => {
  const slices = [
    { name: "failing refunds", query: 'is:failing input~"my refund"' },
    { name: "slow", query: "latency>10s" },
    { name: "1", query: "yes: no # -tag:x" },
  ];
  expect(await readSlices(folder.path)).toEqual([]);
  for (const slice of slices) await saveSlice(folder.path, slice);
  expect(await readSlices(folder.path)).toEqual(slices);
  expect(text()).toMatch(/^# Filters over conversations/);
});

test("saving keeps comments, order and what others wrote, and takes the place of the same name", async () => {
  folder.write(slicesFileName, "# ours\nslow: latency>1s # too strict?\nBeta: tag:beta\n");
  await saveSlice(folder.path, { name: "beta", query: "tag:beta,new" });
  await saveSlice(folder.path, { name: "new", query: "a" });
  expect(text()).toBe("# ours\nslow: latency>1s # too strict?\nBeta: tag:beta,new\nnew: a\n");
});

test.each([
  ["a list", "- a\n- b\n", []],
  ["nothing", "", []],
  ["values that are no queries", "a: 3\nb: [x]\nc: ok\n: d\n", [{ name: "c", query: "ok" }]],
  ["half a file", "c: ok\nd: [\n", [{ name: "c", query: "ok" }]],
])("a file with %s is read as far as it goes", async (_name, written, wanted) => {
  folder.write(slicesFileName, written);
  expect(await readSlices(folder.path)).toEqual(wanted);
});

test.each([["- a\n"], ["a: [\n"], ["a: 1\na: 2\n"]])(
  "nothing is written over a file that is not understood: %j",
  async (written) => {
    folder.write(slicesFileName, written);
    await expect(saveSlice(folder.path, { name: "x", query: "y" })).rejects.toMatchObject({
      code: "slices-unreadable",
    });
    expect(text()).toBe(written);
  },
);
