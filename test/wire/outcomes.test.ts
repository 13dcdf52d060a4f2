/** Tags and later outcomes by the built command line: what is printed, as text and JSON, and exit codes. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);

const ways = ["", "Hello. ", "Hi, ", "Please help: ", "Quick one: "];
const refund = (i: number): string => `${ways[i % 5]}refund my damaged order ${i}, this is ridiculous`;
const parcel = (i: number): string => `${ways[i % 5]}where is my parcel, tracking number ${i}`;
const leaves = (user: number): boolean => user < 30 && user % 2 === 0;

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("outcomes", {
    "homeostat.yaml": "version: 1\ntags:\n  - { name: tracking, words: [tracking number] }\n",
    "chats.jsonl": Array.from({ length: 80 }, (_, i) =>
      JSON.stringify({
        id: `c${i}`,
        metadata: { userId: `u${i}` },
        messages: [
          { role: "user", content: i < 30 ? refund(i) : parcel(i) },
          { role: "assistant", content: "Done." },
        ],
      }),
    ).join("\n"),
    "churned.csv": `user_id,at\n${Array.from({ length: 80 }, (_, i) => i)
      .filter(leaves)
      .map((i) => `u${i},2026-02-01`)
      .join("\n")}\nu1,soon\n`,
  });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  await run("import", "chats.jsonl");
  await run("behaviors");
});
afterAll(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

test("tags: a table and JSON, with the behaviors that have more of them", async () => {
  const { code, stdout } = await run("tags");
  expect([code, stdout]).toEqual([0, expect.stringMatching(/tag +n +share +fails +more than elsewhere in/)]);
  expect(stdout).toMatch(/tracking +50 +63 %/);
  const { tags } = await cliJson<{
    tags: { name: string; n: number; behaviors: { id: string; n: number; low: number }[] }[];
  }>(folder.path, "tags");
  expect(tags.map(({ name, n }) => [name, n])).toEqual([
    ["tracking", 50],
    ["frustration", 30],
  ]);
  const [behavior] = tags[1]!.behaviors;
  expect(behavior!.n).toBe(30);
  expect(behavior!.low).toBeGreaterThan(1);
  expect((await run("traces", "--query", "tag:tracking", "--json")).stdout.trim().split("\n")).toHaveLength(
    50,
  );
});

test("outcomes: imported with their bad lines, listed, ranked by lift, removed", async () => {
  expect((await run("outcomes")).stdout).toContain("No outcomes yet");
  const imported = await run("outcomes", "import", "churned.csv", "--kind", "left");
  expect([imported.code, imported.stdout]).toEqual([
    1,
    expect.stringMatching(
      /15 outcomes read from churned\.csv: left 15[\s\S]*columns: user from user_id, at from at[\s\S]*line 17: "soon" is no time/,
    ),
  ]);
  expect((await run("outcomes")).stdout).toMatch(/left +15 +15 +users +15 of 80/);
  const ranked = await run("outcomes", "--kind", "left");
  expect(ranked.stdout).toMatch(/left: 15 of 80 users \(19 %\)/);
  expect(ranked.stdout).toMatch(/● .*15 of 30 +50 % +0 % +nowhere else, 95 % interval \d+\.\d to any/);
  const { behaviors } = await cliJson<{
    behaviors: { hits: number; isClear: boolean; dropOff: { step: string } }[];
  }>(folder.path, "outcomes", "--kind", "left");
  expect(behaviors[0]).toMatchObject({ hits: 15, isClear: true, dropOff: { step: "no tool called" } });
  const found = await cliJson<{
    behaviors: { outcomes?: { kind: string; n: number; hits: number }[]; tags?: { tag: string }[] }[];
  }>(folder.path, "behaviors");
  expect(found.behaviors.flatMap(({ outcomes = [] }) => outcomes)).toContainEqual(
    expect.objectContaining({ kind: "left", n: 30, hits: 15 }),
  );
  expect(found.behaviors.flatMap(({ tags = [] }) => tags.map(({ tag }) => tag))).toContain("tracking");
  const unknown = await run("outcomes", "--kind", "lost");
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    expect.stringContaining("There is no outcome lost. Known: left."),
  ]);
  const nothing = await run("outcomes", "import", "chats.jsonl");
  expect([nothing.code, nothing.stderr]).toEqual([
    2,
    expect.stringContaining("no line with the names of columns"),
  ]);
  expect((await run("outcomes", "forget", "left")).stdout).toContain("15 outcomes left removed");
  expect((await run("outcomes", "forget", "left")).code).toBe(1);
});
