import { fork } from "node:child_process";
import { readdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { Field, Float64, Schema, Utf8 } from "apache-arrow";
import esbuild from "esbuild";
import { beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { loadEngine } from "./engine.ts";
import { Store, schemaVersion } from "./index.ts";
import { type Connection, migrate } from "./migrations.ts";

let folder: string;
beforeEach(() => {
  folder = ownFolder();
});

const connect = async (): Promise<Connection> =>
  (await loadEngine()).connect(folder, { readConsistencyInterval: 0 });

/** The tables as version 1 made them, as far as a migration looks at them. */
async function versionOne(rows = 40, version: string | undefined = "1"): Promise<void> {
  const connection = await connect();
  const make = async (name: string, columns: readonly string[], data: Record<string, unknown>[]) => {
    const fields = columns.map(
      (column) => new Field(column, /Ms$|Count$/.test(column) ? new Float64() : new Utf8(), column !== "id"),
    );
    const table = await connection.createEmptyTable(name, new Schema(fields));
    if (data.length > 0) await table.add(data);
  };
  await make("meta", ["id", "value"], version === undefined ? [] : [{ id: "schemaVersion", value: version }]);
  await make(
    "conversations",
    ["id", "contentHash", "startMs", "messageCount", "opening"],
    Array.from({ length: rows }, (_, i) => ({
      id: `c${i}`,
      contentHash: "h",
      startMs: i,
      messageCount: 0,
      opening: "hi \u{1F600}",
    })),
  );
  connection.close();
}

const versionRow = async (): Promise<string | undefined> => {
  const store = await Store.open(folder);
  const row = await store.tables.meta.get("schemaVersion");
  store.close();
  return row?.value;
};

describe("opening a store of an older version", () => {
  it("brings it up to this one, with every row and every column", async () => {
    await versionOne();
    const stages: string[] = [];
    const store = await Store.open(folder, { progress: ({ stage }) => stages.push(stage) });
    expect((await store.tables.meta.get("schemaVersion"))?.value).toBe(String(schemaVersion));
    const rows = await store.tables.conversations.read();
    expect(rows).toHaveLength(40);
    expect(rows.find(({ id }) => id === "c7")).toEqual({
      id: "c7",
      contentHash: "h",
      startMs: 7,
      messageCount: 0,
      opening: "hi \u{1F600}",
    });
    await store.tables.conversations.upsert([{ id: "new", importedMs: 5 }]);
    expect(await store.tables.conversations.get("new")).toEqual({ id: "new", importedMs: 5 });
    expect(stages).toEqual([
      "migrating the store to version 2: conversations get the time they were imported",
      "migrating the store to version 3: conversations, traces and spans get what they can be found by",
      "migrating the store to version 4: behaviors get groups and a history",
      "migrating the store to version 5: conversations may hold several requests, behaviors tell who named them",
      "migrating the store to version 6: names by a model tell in view of what they were given",
      "migrating the store to version 7: evaluations tell what single checks said, and how often a judge was asked",
      "migrating the store to version 8: evaluations that were made elsewhere stay when their conversation grows, and tell so",
      "migrating the store to version 9: turns keep what the agent said, conversations what else may explain a failure",
    ]);
    store.close();
  });

  it("takes a store without a number for version 1", async () => {
    await versionOne(3, undefined);
    expect(await versionRow()).toBe(String(schemaVersion));
  });

  it("clears its tags away, which would stop LanceDB from ever clearing up", async () => {
    await versionOne();
    (await Store.open(folder)).close();
    const table = await (await connect()).openTable("conversations");
    expect(await (await table.tags()).list()).toEqual({});
  });

  it("is done once by two that open at the same time", async () => {
    await versionOne();
    const both = await Promise.all([Store.open(folder), Store.open(folder)]);
    for (const store of both) {
      expect(await store.tables.conversations.count()).toBe(40);
      store.close();
    }
    expect((await readdir(folder)).filter((name) => name.startsWith(".lock"))).toEqual([]);
  });

  it.each(["99", "abc", "0", "-1", "1.5"])(
    "refuses version %s with its number and leaves it alone",
    async (version) => {
      await versionOne(3, version);
      await expect(Store.open(folder)).rejects.toMatchObject({
        code: "store-version",
        message: expect.stringContaining(`schema version ${version};`),
      });
      expect((await readdir(folder)).filter((name) => name.endsWith(".lance")).sort()).toEqual([
        "conversations.lance",
        "meta.lance",
      ]);
    },
  );

  it("goes on where a lock was left behind by a process that is gone", async () => {
    await versionOne();
    await writeFile(join(folder, ".lock"), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
    expect(await versionRow()).toBe(String(schemaVersion));
  });

  it("adds a column that a store of this version lacks", async () => {
    await versionOne(2, String(schemaVersion));
    const store = await Store.open(folder);
    await store.tables.conversations.upsert([{ id: "c0", importedMs: 1 }]);
    expect(await store.tables.conversations.count()).toBe(2);
    store.close();
  });
});

describe("steps", () => {
  const step = (to: number, run: (connection: Connection) => Promise<void>) => ({
    to,
    says: `step ${to}`,
    run,
  });

  it("run in order, from the version that is there", async () => {
    await versionOne();
    const ran: number[] = [];
    const steps = [4, 2, 3].map((to) => step(to, async () => void ran.push(to)));
    expect(await migrate(await connect(), folder, { target: 3, steps })).toBe(1);
    expect(await migrate(await connect(), folder, { target: 4, steps })).toBe(3);
    expect(ran).toEqual([2, 3, 4]);
  });

  it("that fail keep the number of the last that worked, and say why", async () => {
    await versionOne();
    const bad = [step(2, async () => undefined), step(3, () => Promise.reject(new Error("disk full")))];
    await expect(migrate(await connect(), folder, { target: 3, steps: bad })).rejects.toMatchObject({
      code: "store-version",
      message: expect.stringContaining("disk full"),
    });
    const ran: number[] = [];
    const good = [2, 3].map((to) => step(to, async () => void ran.push(to)));
    expect(await migrate(await connect(), folder, { target: 3, steps: good })).toBe(2);
    expect(ran).toEqual([3]);
  });

  it("killed in the middle are finished by the next that opens the store", async () => {
    await versionOne();
    const script = resolve(import.meta.dirname, `../../../node_modules/.migrate-and-hang-${process.pid}.mjs`);
    await esbuild.build({
      stdin: {
        contents: `
          import { loadEngine } from "./engine.ts";
          import { migrate, migrations } from "./migrations.ts";
          const connection = await (await loadEngine()).connect(${JSON.stringify(folder)});
          const hang = async (connection) => {
            await migrations[0].run(connection);
            process.send("in the middle");
            await new Promise((resolve) => setTimeout(resolve, 60_000));
          };
          await migrate(connection, ${JSON.stringify(folder)}, { target: 2, steps: [{ to: 2, says: "", run: hang }] });`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      outfile: script,
      logLevel: "error",
    });
    try {
      const child = fork(script, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
      await new Promise((resolve) => child.once("message", resolve));
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
    } finally {
      await rm(script);
    }
    const store = await Store.open(folder);
    expect((await store.tables.meta.get("schemaVersion"))?.value).toBe(String(schemaVersion));
    expect(await store.tables.conversations.count()).toBe(40);
    store.close();
    const table = await (await connect()).openTable("conversations");
    expect(await (await table.tags()).list()).toEqual({});
  });
});
