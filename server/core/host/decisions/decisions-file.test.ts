import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { decisionsFileName, editEntry } from "../../review/index.ts";
import { changeDecisions, loadDecisions } from "./decisions-file.ts";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder("decisions-file");
});
afterEach(() => folder.remove());

const text = (): string => readFileSync(folder.file(decisionsFileName), "utf8");
const pin = (id: string) => (before: string) => editEntry(before, { id, requests: [] }, { pinned: true });
const pinned = async (): Promise<string[]> =>
  (await loadDecisions(folder.path)).decisions.entries.map(({ id }) => id);

it("changes of one process come after one another: none is lost, and one that throws stops no other", async () => {
  const ids = Array.from({ length: 12 }, (_, i) => `b-${String(i).padStart(2, "0")}`);
  const asked: string[] = [];
  const results = await Promise.allSettled([
    ...ids.map((id) =>
      changeDecisions(folder.path, (before) => {
        asked.push(id);
        if (id === "b-05") throw new Error("no");
        return pin(id)(before);
      }),
    ),
    // The same folder by another name.
    changeDecisions(`${folder.path}/x/..`, pin("b-99")),
  ]);
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect(await pinned()).toEqual([...ids.filter((id) => id !== "b-05"), "b-99"]);
  expect(asked).toEqual(ids);
  expect(readdirSync(folder.file("homeostat"))).toEqual(["behaviors.yaml"]);
});

it("what somebody else writes meanwhile stays, and the change begins again", async () => {
  let others = 0;
  await changeDecisions(folder.path, (before) => {
    if (++others <= 3) folder.write(decisionsFileName, pin(`b-other-${others}`)(before));
    return pin("b-own")(before);
  });
  expect(await pinned()).toEqual(["b-other-1", "b-other-2", "b-other-3", "b-own"]);
});

it("where somebody else writes again and again the change fails, and all of theirs stays", async () => {
  let others = 0;
  const change = changeDecisions(folder.path, (before) => {
    folder.write(decisionsFileName, pin(`b-other-${++others}`)(before));
    return pin("b-own")(before);
  });
  await expect(change).rejects.toMatchObject({ code: "decisions-busy" });
  expect(await pinned()).toEqual(Array.from({ length: others }, (_, i) => `b-other-${i + 1}`));
  expect(text()).not.toContain("b-own");
  expect(readdirSync(folder.file("homeostat"))).toEqual(["behaviors.yaml"]);
});
