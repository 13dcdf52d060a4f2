import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { editConfig } from "./config-edit.ts";

let temp: TempFolder;
let applied: unknown[];
beforeEach(() => {
  temp = tempFolder("config-edit", {});
  applied = [];
});
afterEach(() => temp.remove());

/** What of a server is asked: no file is open, and every edit is taken. */
const server = {
  documents: { get: () => undefined },
  connection: {
    workspace: { applyEdit: async ({ edit }: { edit: unknown }) => ({ applied: applied.push(edit) > 0 }) },
  },
} as unknown as Server;

const edit = () => {
  const configFile = temp.file("homeostat.yaml");
  const folder = { configFile, configUri: pathToFileURL(configFile).href } as Folder;
  return editConfig(server, folder, "Add", (text = "") => ({
    range: { start: text.length, end: text.length },
    newText: "evaluators: []\n",
  }));
};

test("where there is no homeostat.yaml it is made, where there is one it is added to", async () => {
  expect((await edit()).written).toBe("evaluators: []\n");
  expect(applied).toMatchObject([{ documentChanges: [{ kind: "create" }, {}] }]);
  temp.write("homeostat.yaml", "version: 1\n");
  expect((await edit()).written).toBe("version: 1\nevaluators: []\n");
  expect(applied[1]).toMatchObject({ documentChanges: [{ edits: [{}] }] });
});

test("one that is there and cannot be read is not taken for absent: nothing is written", async () => {
  mkdirSync(temp.file("homeostat.yaml"));
  await expect(edit()).rejects.toMatchObject({ code: "file-unreadable" });
  expect(applied).toEqual([]);
});
