/** A search for behaviors that is killed while it writes: what was found before still stands, and the next search does it all. */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BehaviorFigures, type Host, openHost } from "../../server/core/index.ts";
import { dist, ensureBuilt } from "../support/built.ts";
import { plantedChats } from "../support/planted-intents.ts";
import { runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("killed", { "some.jsonl": plantedChats(12), "all.jsonl": plantedChats(20) });
  for (const args of [["import", "some.jsonl"], ["behaviors"], ["import", "all.jsonl"]])
    expect((await runCli(folder.path, ...args)).code).toBe(0);
});
afterAll(() => folder.remove());

async function inHost<T>(read: (host: Host) => Promise<T>): Promise<T> {
  const host = await openHost({ root: folder.path, trusted: true });
  try {
    return await read(host);
  } finally {
    await host.close();
  }
}

const behaviors = (): Promise<readonly BehaviorFigures[]> =>
  inHost(async (host) => (await host.snapshot()).behaviors);
const sizeOf = (list: readonly BehaviorFigures[]): number => list.reduce((sum, { size }) => sum + size, 0);

/** Kills a search as soon as it has written to a table. */
async function killedAt(table: string): Promise<void> {
  const versions = (): number => readdirSync(folder.file(`.homeostat/${table}.lance/_versions`)).length;
  const before = versions();
  const child = spawn(process.execPath, [dist.cli, "behaviors"], { cwd: folder.path, stdio: "ignore" });
  const ended = new Promise<NodeJS.Signals | null>((done) => child.once("exit", (_, signal) => done(signal)));
  while (versions() === before && child.exitCode === null) await setTimeout(1);
  child.kill("SIGKILL");
  expect(await ended, table).toBe("SIGKILL");
}

test("whatever was written when it was killed, every conversation is in a behavior that is there", async () => {
  const before = await behaviors();
  expect(sizeOf(before)).toBeGreaterThan(100);
  for (const table of ["groups", "behaviors", "requests"]) {
    await killedAt(table);
    const after = await behaviors();
    expect(sizeOf(after), table).toBeGreaterThanOrEqual(sizeOf(before) * 0.9);
    for (const { name, exemplars } of after) {
      expect(name).toMatch(/\S/);
      expect(exemplars.length).toBeGreaterThan(0);
    }
  }
  expect((await runCli(folder.path, "behaviors")).code).toBe(0);
  const found = await behaviors();
  await runCli(folder.path, "behaviors");
  expect((await behaviors()).map(({ id, size }) => [id, size])).toEqual(
    found.map(({ id, size }) => [id, size]),
  );
});
