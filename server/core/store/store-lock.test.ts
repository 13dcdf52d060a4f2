import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeEach, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { withStoreLock } from "./store-lock.ts";

let folder: string;
beforeEach(() => {
  folder = ownFolder();
});

const file = (): string => join(folder, ".lock");
const leave = (owner: unknown): Promise<void> =>
  writeFile(file(), typeof owner === "string" ? owner : JSON.stringify(owner));
const quick = { silentMs: 300, beatEveryMs: 40 };
const gone = 2 ** 22 + 1;

it("lets one in at a time and leaves nothing behind, whether the work succeeds or not", async () => {
  let inside = 0;
  const one = async (fails: boolean): Promise<void> => {
    expect(++inside).toBe(1);
    await setTimeout(20);
    inside--;
    if (fails) throw new Error("planned");
  };
  const all = Array.from({ length: 8 }, (_, i) => withStoreLock(folder, () => one(i % 2 === 0), quick));
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(
    Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? "rejected" : "fulfilled")),
  );
  expect(await readdir(folder)).toEqual([]);
});

it("of a process that is gone counts as abandoned at once", async () => {
  await leave({ pid: gone, host: hostname() });
  const start = performance.now();
  expect(await withStoreLock(folder, async () => "in")).toBe("in");
  expect(performance.now() - start).toBeLessThan(2_000);
});

it.each([
  ["whose process id is another program's by now", { pid: process.ppid, host: hostname() }],
  ["of a machine that is off", { pid: 1, host: "some other machine" }],
  ["that was cut off", '{"pid":'],
  ["that says nothing", ""],
  ["with a process id that is none", { pid: -1, host: hostname() }],
])("%s counts as abandoned once it was silent for long enough", async (_, owner) => {
  await leave(owner);
  const start = performance.now();
  expect(await withStoreLock(folder, async () => "in", quick)).toBe("in");
  expect(performance.now() - start).toBeGreaterThan(50);
  expect(await readdir(folder)).toEqual([]);
});

it("of an owner at work is waited for, and who waits too long is told whose it is", async () => {
  const work = withStoreLock(folder, () => setTimeout(1_500), quick);
  await setTimeout(100);
  await expect(withStoreLock(folder, async () => "in", { ...quick, waitMs: 700 })).rejects.toMatchObject({
    code: "store-busy",
    message: expect.stringContaining(`${process.pid} on ${hostname()}`),
  });
  expect(await withStoreLock(folder, async () => "in", quick)).toBe("in");
  await work;
});

it("taken over from a silent owner is not removed by it when it wakes", async () => {
  const other = JSON.stringify({ pid: process.pid, host: hostname(), token: "another" });
  await withStoreLock(folder, () => writeFile(file(), other), quick);
  expect(await readFile(file(), "utf8")).toBe(other);
});

it.runIf(process.platform === "linux")("is none where nothing can be written", async () => {
  expect(await withStoreLock("/sys", async () => "in").catch(({ code }) => code)).toBe("in");
  expect(existsSync("/sys/.lock")).toBe(false);
});
