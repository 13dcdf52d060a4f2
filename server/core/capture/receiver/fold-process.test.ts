import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { beginAnew, FoldProcess } from "./fold-process.ts";

let folder: string;
beforeEach(() => {
  folder = ownFolder();
});

/** A process that notes that it ran, and ends as it is told to. */
function processThatEnds(code: number): { readonly fold: FoldProcess; readonly starts: () => number } {
  const entry = join(folder, "fold.cjs");
  const starts = join(folder, "starts");
  appendFileSync(starts, "");
  writeFileSync(
    entry,
    `require("node:fs").appendFileSync(${JSON.stringify(starts)}, "x");
     process.on("message", ({ kind }) => kind === "close" && process.exit(0));
     setTimeout(() => process.exit(${code}), 50);`,
  );
  const fold = new FoldProcess({ entry, home: folder, onFolded: () => undefined, log: () => undefined });
  return { fold, starts: () => readFileSync(starts, "utf8").length };
}

test("one that has nothing to do rests until something is appended", async () => {
  const { fold, starts } = processThatEnds(0);
  fold.start();
  await vi.waitFor(() => expect(fold.status()).toMatchObject({ phase: "resting", restarts: 0 }), 5_000);
  expect(starts()).toBe(1);
  fold.nudge();
  await vi.waitFor(() => expect(starts()).toBeGreaterThan(1), 5_000);
  await fold.stop();
});

test("what is appended while it goes to rest starts it again", async () => {
  const { fold, starts } = processThatEnds(0);
  fold.start();
  fold.nudge();
  await vi.waitFor(() => expect(starts()).toBeGreaterThan(1), 5_000);
  await fold.stop();
});

test("one that fails is started again, and counted", async () => {
  const { fold } = processThatEnds(3);
  fold.start();
  await vi.waitFor(() => expect(fold.status().restarts).toBeGreaterThan(0), 5_000);
  expect(fold.status().phase).not.toBe("resting");
  await fold.stop();
});

test("one that has become too large is begun anew at once, which is no failure", async () => {
  const { fold, starts } = processThatEnds(beginAnew);
  fold.start();
  await vi.waitFor(() => expect(starts()).toBeGreaterThan(2), 5_000);
  expect(fold.status().restarts).toBe(0);
  await fold.stop();
});
