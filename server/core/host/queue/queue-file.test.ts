import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { changeQueue, loadQueue, type QueueRequest } from "./queue-file.ts";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder("queue");
});
afterEach(() => folder.remove());

const change = (request: QueueRequest) => changeQueue(request, { root: folder.path, trusted: false });
const items = async () => (await loadQueue(folder.path)).queue.items;

test("an item goes in, is handled, comes again and goes; the file says who and when", async () => {
  const added = await change({
    kind: "add",
    what: "Reads no  handwriting!",
    conversations: ["c1"],
    who: "Ada",
  });
  expect(added).toMatchObject({
    file: "homeostat/capability.yaml",
    isChanged: true,
    item: { id: "reads-no-handwriting" },
  });
  expect(await items()).toEqual([
    {
      ...{
        id: "reads-no-handwriting",
        what: "Reads no handwriting!",
        conversations: ["c1"],
        state: "open",
        who: "Ada",
      },
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    },
  ]);
  const handled = { kind: "handle", id: "reads-no-handwriting", note: "another\nmodel", who: "Bo" } as const;
  expect((await change(handled)).isChanged).toBe(true);
  expect((await change(handled)).isChanged).toBe(false);
  expect((await items())[0]).toMatchObject({ state: "handled", by: "Bo", note: "another model" });
  const again = { kind: "add", id: "reads-no-handwriting", what: "x", conversations: ["c1", "c2"] } as const;
  expect((await change(again)).item).toMatchObject({
    state: "open",
    conversations: ["c1", "c2"],
    who: "Ada",
  });
  expect((await change(again)).isChanged).toBe(false);
  await change({ kind: "remove", id: "reads-no-handwriting" });
  expect(await items()).toEqual([]);
});

test("two that are called alike have two ids", async () => {
  await change({ kind: "add", what: "Counts wrong", conversations: [] });
  await change({ kind: "add", what: "Counts wrong", conversations: [] });
  expect((await items()).map(({ id }) => id)).toEqual(["counts-wrong", "counts-wrong-2"]);
});

test("what is not there is said so, and a broken file is never written over", async () => {
  await expect(change({ kind: "handle", id: "nothing" })).rejects.toMatchObject({ code: "queue-unknown" });
  folder.write("homeostat/capability.yaml", "items: [");
  await expect(change({ kind: "add", what: "x", conversations: [] })).rejects.toMatchObject({
    code: "queue-unreadable",
  });
  expect(readFileSync(join(folder.path, "homeostat/capability.yaml"), "utf8")).toBe("items: [");
});

test("several at once lose none", async () => {
  await Promise.all(
    Array.from({ length: 8 }, (_, i) => change({ kind: "add", what: `thing ${i}`, conversations: [] })),
  );
  expect(await items()).toHaveLength(8);
});
