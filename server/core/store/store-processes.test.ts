/** Several processes that make, migrate and open one store at the same moment, and some that are killed at it. */
import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import esbuild from "esbuild";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { inspectStore, Store, schemaVersion } from "./index.ts";

const script = resolve(import.meta.dirname, `../../../node_modules/.open-store-${process.pid}.mjs`);
let folder: string;

beforeAll(() =>
  esbuild.build({
    stdin: {
      contents: `
        import { Store } from "./store.ts";
        await import("@lancedb/lancedb");
        process.send("ready");
        await new Promise((resolve) => process.once("message", resolve));
        try {
          const store = await Store.open(process.argv[2]);
          await store.tables.conversations.upsert([{ id: String(process.pid) }, { id: "same" }]);
          process.send("written");
        } catch (error) {
          process.send(String(error.message));
        }
        process.disconnect();`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile: script,
    logLevel: "error",
  }),
);
afterAll(() => rm(script));
beforeEach(() => {
  folder = ownFolder();
});

const next = (child: ChildProcess): Promise<unknown> =>
  new Promise((done) => {
    child.once("message", done);
    child.once("exit", () => done("ended"));
  });

async function start(): Promise<ChildProcess> {
  const child = fork(script, [folder], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  expect(await next(child)).toBe("ready");
  return child;
}

/** Starts `count` processes and lets them open the store at the same moment. */
async function openTogether(count: number): Promise<unknown[]> {
  const children = await Promise.all(Array.from({ length: count }, start));
  const said = children.map(next);
  for (const child of children) child.send("go");
  return Promise.all(said);
}

async function expectWhole(conversations: number): Promise<void> {
  const { tables, version } = await inspectStore(folder);
  expect(tables.filter(({ state }) => state !== "ok")).toEqual([]);
  expect(version).toBe(String(schemaVersion));
  expect(tables.find(({ name }) => name === "conversations")?.rows).toBe(conversations);
  expect(readdirSync(folder).filter((name) => name.startsWith(".lock"))).toEqual([]);
}

it("make a new store together: each can write to it, and rows that several write are there once", async () => {
  for (let round = 0; round < 3; round++) {
    expect(await openTogether(4)).toEqual(Array(4).fill("written"));
    await expectWhole(5);
    rmSync(folder, { recursive: true });
  }
});

it("migrate a store of version 1 together", async () => {
  const store = await Store.open(folder);
  await store.tables.conversations.upsert([{ id: "before" }]);
  await store.tables.meta.upsert([{ id: "schemaVersion", value: "1" }]);
  store.close();
  expect(await openTogether(4)).toEqual(Array(4).fill("written"));
  await expectWhole(6);
});

it("killed while they make a new store: the next to open it finishes it", async () => {
  for (const afterMs of [0, 5, 10, 15, 20, 30, 45]) {
    const child = await start();
    const ended = new Promise((done) => child.once("exit", done));
    child.send("go");
    await new Promise((done) => setTimeout(done, afterMs));
    child.kill("SIGKILL");
    await ended;
    const store = await Store.open(folder);
    await store.tables.behaviors.upsert([{ id: "b" }]);
    store.close();
    rmSync(folder, { recursive: true });
  }
});

it.each(["meta", "behaviors", "conversations"])(
  "killed when the table %s had a folder and nothing in it: the next to open the store makes it",
  async (name) => {
    (await Store.open(folder)).close();
    for (const table of readdirSync(folder).filter((one) => one !== `${name}.lance`))
      if (name !== "meta" || table !== "conversations.lance")
        rmSync(join(folder, table), { recursive: true });
    rmSync(join(folder, `${name}.lance`), { recursive: true });
    mkdirSync(join(folder, `${name}.lance`, "_versions"), { recursive: true });
    writeFileSync(join(folder, `${name}.lance`, "_versions", "1.manifest#1"), "");
    (await Store.open(folder)).close();
    await expectWhole(0);
  },
);
