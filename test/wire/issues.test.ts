/** What needs a person, as the built command line says it: with numbers, as JSON, and with the next step where there is nothing yet. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { troubledChats, troubledConfig } from "../support/troubled-chats.ts";

let folder: TempFolder;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("issues-cli", { "homeostat.yaml": troubledConfig, "chats.jsonl": troubledChats() });
});
afterAll(() => folder.remove());

test("where there is nothing yet, what to do next: import, find behaviors, evaluate", async () => {
  const none = await run("issues");
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("homeostat import FILE")]);
  expect((await run("import", "chats.jsonl")).code).toBe(0);
  expect((await run("issues")).stdout).toBe("No behaviors yet. Find them: homeostat behaviors\n");
  expect((await run("issues", "--why", "gave-up", "--days", "60")).stdout).toMatch(
    /^In 15 of 484 conversations from 2026-03-01 to 2026-04-\d\d people give up \(15 people\):\n 1 {2}in no behavior\n[\s\S]*homeostat behaviors\n$/,
  );
  expect((await run("behaviors")).code).toBe(0);
  const { code, stdout } = await run("issues");
  expect([code, stdout]).toEqual([0, expect.stringMatching(/Nothing is judged yet.*homeostat evaluate/)]);
  expect(stdout).toMatch(/feedback +People give up in/);
  expect((await run("evaluate")).code).toBe(0);
});

describe("once it is evaluated", () => {
  interface Issues {
    readonly issues: readonly {
      readonly rank: number;
      readonly name: string;
      readonly issue: boolean;
      readonly people: number;
      readonly n: number;
      readonly failed: number;
      readonly issues: readonly { readonly kind: string; readonly text: string; readonly sinceMs?: number }[];
      readonly trend: readonly unknown[];
    }[];
    readonly unknown: { readonly recent: { readonly k: number }; readonly newest: readonly unknown[] };
  }

  test("issues by people hit, each with its sentence; then what is worth a look, and requests like no other", async () => {
    const { code, stdout } = await run("issues");
    expect(code).toBe(0);
    const [first, second, look, unknown] = stdout.split("\n\n");
    expect(first).toMatch(/^ 1 {2}.* {2}hits 1\d people\n/);
    expect(second).toMatch(/^ 2 {2}.* {2}hits 1\d people\n/);
    expect(`${first}${second}`).toMatch(/fails +Fails in \d+ % of its judged conversations/);
    expect(`${first}${second}`).toMatch(/rising +Failures rose from/);
    expect(look).toMatch(/^Worth a look\n 3 {2}[\s\S]*new +New since 2026-04-2\d: asked for by 60 people/);
    expect(look).toMatch(/drifting +What people ask for in it changed around 2026-0(3-31|4-01)/);
    expect(unknown).toMatch(
      /^Like no other {2}4 of \d+ \(\d+ %\) requests since 2026-04-2\d, before \d+ of \d+ \(\d+ %\): clearly more than before\n/,
    );
    expect(unknown).toContain("Mars");
    expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("--json has them all, and behaviors --json says the same", async () => {
    const { issues, unknown } = await cliJson<Issues>(folder.path, "issues");
    expect(issues.map(({ rank, issue }) => [rank, issue])).toEqual([
      [1, true],
      [2, true],
      [3, false],
      [4, false],
    ]);
    const failing = issues.find(({ failed }) => failed > 0)!;
    expect(failing.people).toBe(failing.failed);
    expect(failing.trend).toHaveLength(12);
    expect(unknown).toMatchObject({ recent: { k: 4 }, isRising: true });
    const { behaviors } = await cliJson<{
      behaviors: { name: string; issue: boolean; issues: unknown; people: number }[];
    }>(folder.path, "behaviors");
    for (const { name, issue, issues: own, people } of issues)
      expect(behaviors.find((one) => one.name === name)).toMatchObject({ issue, issues: own, people });
    expect(behaviors.filter(({ issue }) => issue)).toHaveLength(2);
  });

  test("--why: reasons with counts, part and lift, and a conversation to open", async () => {
    const { code, stdout } = await run("issues", "--why", "gave-up", "--days", "60");
    expect(code).toBe(0);
    const [head, name, numbers, quote] = stdout.split("\n");
    expect(head).toMatch(
      /^In 15 of 484 conversations from 2026-03-01 to 2026-04-\d\d people give up \(15 people\):$/,
    );
    expect(name).toMatch(/^ 1 {2}\S/);
    expect(numbers).toMatch(
      /^ {4}15 of 15 \(100 %, 95 % interval 80 to 100 %\), 15 people; 1\d % of conversations, so [78]\.\d times its part$/,
    );
    expect(quote).toBe("    “Forget it.”  homeostat show meal-0056");
    expect((await run("show", "meal-0056")).stdout).toContain("Forget it.");
    const week = await cliJson<{ count: number; conversations: number; reasons: unknown[] }>(
      folder.path,
      "issues",
      "--why",
      "no-shrug",
    );
    expect(week.conversations).toBeLessThan(200);
    expect(week.reasons).toMatchObject([{ count: week.count, quote: expect.stringContaining("no-shrug") }]);
    expect((await run("issues", "--why", "hand-over")).stdout).toMatch(
      /^In none of \d+ conversations .* --days 30\n$/,
    );
  });

  test.each([
    [["--why", "gave-ip"], /Did you mean gave-up/],
    [["--why", "gave-up", "--days", "soon"], /--days soon is no number/],
    [["--days", "7"], /--days and --top go with --why/],
  ])("%j: 2, and what to write instead", async (args, said) => {
    const { code, stderr } = await run("issues", ...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(said)]);
  });
});
