import { cpSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { ensureBuilt } from "./built.ts";
import { type CliRun, cliJson, runCli } from "./run-cli.ts";
import { shopConversations, shopFiles } from "./shop.ts";
import { type TempFolder, tempFolder } from "./temp-folder.ts";

/** A workspace of the shop for each test, with nothing imported, and the command line in it. */
export interface ShopTests {
  readonly folder: TempFolder;
  readonly run: (...args: readonly string[]) => Promise<CliRun>;
  readonly json: <T>(...args: readonly string[]) => Promise<T>;
  /** Stores are made once; a test that needs one begins with a copy of it. */
  readonly copyStore: (name: "imported" | "evaluated") => void;
}

export function shopTests(conversations: number): ShopTests {
  let folder: TempFolder;
  let stores: TempFolder;
  const files = { ...shopFiles, "chats.jsonl": shopConversations(conversations) };
  beforeAll(async () => {
    await ensureBuilt();
    stores = tempFolder("shop", files);
    expect(await runCli(stores.path, "import", "chats.jsonl")).toMatchObject({ code: 0 });
    cpSync(stores.file(".homeostat"), stores.file("imported"), { recursive: true });
    expect(await runCli(stores.path, "evaluate")).toMatchObject({ code: 0 });
    cpSync(stores.file(".homeostat"), stores.file("evaluated"), { recursive: true });
  });
  afterAll(() => stores.remove());
  beforeEach(() => {
    folder = tempFolder("shop", files);
  });
  afterEach(() => folder.remove());
  return {
    get folder() {
      return folder;
    },
    run: (...args) => runCli(folder.path, ...args),
    json: (...args) => cliJson(folder.path, ...args),
    copyStore: (name) => cpSync(stores.file(name), folder.file(".homeostat"), { recursive: true }),
  };
}
