/** What nobody tests, as the built command line says it: behaviors without an evaluator, failures that none of them sees. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { troubledChats } from "../support/troubled-chats.ts";

const config = `version: 1
evaluators:
  - name: no-shrug-on-cards
    scope: turn
    when: [{ type: icontains, on: input, value: card }]
    assert: [{ type: not-icontains, value: no idea }]
  - name: fast
    scope: turn
    assert: [{ type: latency, threshold: 1000 }]
`;

interface Coverage {
  readonly behaviors: {
    readonly behaviors: readonly {
      readonly name: string;
      readonly hole?: string;
      readonly conversations: number;
      readonly judged: number;
      readonly evaluators: readonly { readonly evaluator: string; readonly failed: number }[];
    }[];
    readonly unseen: readonly {
      readonly signal: string;
      readonly behavior?: string;
      readonly n: number;
      readonly seen: number;
    }[];
    readonly waiting: number;
  };
}

let folder: TempFolder;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("coverage-cli", { "homeostat.yaml": config, "chats.jsonl": troubledChats() });
  for (const command of [["import", "chats.jsonl"], ["behaviors"]])
    expect((await run(...command)).code).toBe(0);
});
afterAll(() => folder.remove());

test("before anything is judged, what to do", async () => {
  const { code, stdout } = await run("coverage");
  expect(code).toBe(0);
  expect(stdout).toContain("homeostat behaviors, then homeostat evaluate");
  expect(await cliJson(folder.path, "coverage")).not.toHaveProperty("behaviors");
});

test("behaviors that nobody judges, by traffic, and failures that nobody sees", async () => {
  expect((await run("evaluate")).code).toBe(0);
  const { behaviors } = await cliJson<Coverage>(folder.path, "coverage");
  const cards = behaviors.behaviors.filter(({ hole }) => hole !== "not-judged");
  expect(cards.length).toBeGreaterThan(0);
  for (const one of cards)
    expect(one).toMatchObject({ hole: "not-trusted", evaluators: [{ evaluator: "no-shrug-on-cards" }] });
  expect(cards.reduce((sum, { evaluators }) => sum + evaluators[0]!.failed, 0)).toBeGreaterThan(5);
  const holes = behaviors.behaviors.filter(({ hole }) => hole === "not-judged");
  expect(holes.length).toBeGreaterThan(3);
  for (const { judged, conversations } of holes) expect(judged).toBeLessThan(conversations / 2);
  expect(behaviors.unseen).toMatchObject([
    { signal: "user-gives-up", behavior: expect.stringContaining("meal"), n: 15, seen: 0 },
  ]);
  expect(behaviors.waiting).toBe(0);
});

test("as text: the holes in a table, who judges what with --behaviors", async () => {
  const { stdout } = await run("coverage");
  expect(stdout).toMatch(/\d+ of \d+ behaviors are judged by evaluators that read what was said/);
  expect(stdout).toMatch(/conversations +judged +recorded +no evaluator\n60 \(13 %\) +0\/60/);
  expect(stdout).toMatch(/people give up: evaluators fail none of these \(0 %; 95 % interval 0 to 20 %\)/);
  expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
  const grid = (await run("coverage", "--behaviors")).stdout;
  expect(grid).toMatch(/no-shrug-on-cards +\d+ % +\d+\/\d+ +\d+ to \d+ % +untested/);
  expect(grid).toContain("no evaluator judges it");
});
