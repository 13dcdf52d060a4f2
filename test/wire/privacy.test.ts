/** Forget, export and retain by the built command line: what is said before, what is gone after, exit codes. */
import { readFileSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);

const chats = Array.from({ length: 6 }, (_, i) =>
  JSON.stringify({
    id: `c${i}`,
    metadata: { userId: i < 2 ? "mia@example.com" : `user-${i}` },
    messages: [
      { role: "user", content: `Write to me at mia@example.com about parcel ${i}` },
      { role: "assistant", content: "Done." },
    ],
    started_at: new Date(Date.UTC(2026, 0, 1 + i)).toISOString(),
  }),
).join("\n");

beforeAll(ensureBuilt);
beforeEach(async () => {
  folder = tempFolder("shop", {
    "homeostat.yaml": "version: 1\ncapture: { retainDays: 1 }\n",
    "chats.jsonl": `${chats}\n`,
  });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

test("import blacks out and says so; a user is found by the address all the same, and forgotten when told", async () => {
  const imported = await run("import", "chats.jsonl");
  expect(imported.stdout).toMatch(/Blacked out: \d+ mail addresses\./);
  const dry = await run("forget", "--user", "mia@example.com");
  expect(dry.code).toBe(0);
  expect(dry.stdout).toContain("2 conversations with");
  expect(dry.stdout).toContain("Nothing was removed");
  expect(dry.stdout).toContain("--yes");
  const done = await run("forget", "--user", "mia@example.com", "--yes");
  expect([done.code, done.stdout]).toEqual([0, expect.stringContaining("2 conversations removed")]);
  expect((await run("forget", "--user", "mia@example.com", "--yes")).code).toBe(1);
  expect((await run("traces", "--json")).stdout.trim().split("\n")).toHaveLength(4);
  const nobody = await run("forget");
  expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining("--user")]);
});

test("export and import again; retention says what would go, then removes it", async () => {
  await run("import", "chats.jsonl");
  const written = await cliJson<{ conversations: number }>(folder.path, "export", "--output", "all.jsonl");
  expect(written.conversations).toBe(6);
  expect(readFileSync(folder.file("all.jsonl"), "utf8").trim().split("\n")).toHaveLength(6);
  expect((await run("export", "--user", "user-3")).stdout.trim().split("\n")).toHaveLength(1);
  expect((await run("export", "--user", "nobody")).code).toBe(1);
  expect((await run("forget", "--all", "--yes")).code).toBe(0);
  expect(await cliJson(folder.path, "import", "all.jsonl")).toMatchObject({ added: 6, redacted: {} });
  const dry = await run("retain", "--dry-run");
  expect([dry.code, dry.stdout]).toEqual([
    0,
    expect.stringContaining("6 of 6 conversations would go (6 too old)"),
  ]);
  expect(dry.stdout).toContain("from 2026-01-01 to 2026-01-06");
  expect((await run("retain")).stdout).toContain("6 of 6 conversations removed");
  expect((await run("retain")).stdout).toContain("nothing to remove");
});
