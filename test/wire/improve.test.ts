/** The command line looks for an edit, shows it, and commits it when somebody says so: agents and reflections by the scripted model. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { greetingShop, rightGreeting } from "../support/greeting-shop.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";
import { type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let model: ScriptedModel;
let shop: TempFolder;
const run = (...args: readonly string[]): Promise<CliRun> => runCli(shop.path, ...args);
const git = (...args: string[]): string =>
  execFileSync("git", args, { cwd: shop.path, encoding: "utf8" }).trim();

beforeAll(async () => {
  await ensureBuilt();
  model = await startScriptedModel({
    reflects: ({ lines }) => [[{ action: "add", line: lines.at(-1)!.number, text: rightGreeting }]],
  });
  shop = tempFolder("improve", greetingShop(model.url));
  for (const args of [["import", "chats.jsonl"], ["evaluate"], ["test-evaluators"]]) await run(...args);
}, 120_000);
afterAll(async () => {
  shop.remove();
  await model.close();
});

test("what it would take is said, and nobody is asked", async () => {
  const { code, stdout } = await run("improve", "--target", "polite", "--dry-run");
  expect(code).toBe(0);
  expect(stdout).toContain("mends the evaluator polite");
  expect(model.exchanges).toHaveLength(0);
});

test("an edit is found, listed, rejected for a reason, and committed with its evidence", async () => {
  const before = readFileSync(shop.file("shop.prompt.md"), "utf8");
  const found = await run("improve", "--target", "polite");
  expect(found).toMatchObject({ code: 0 });
  expect(found.stdout).toContain(`+ - ${rightGreeting}`);
  expect(found.stdout).toContain("0 broken");
  const listed = JSON.parse((await run("suggestions", "--json")).stdout) as {
    suggestions: { suggestion: { id: string }; state: string }[];
  };
  expect(listed.suggestions).toMatchObject([{ state: "waiting", isStale: false }]);
  const id = listed.suggestions[0]!.suggestion.id.slice(0, 8);
  expect((await run("suggestions", id)).stdout).toContain("evaluator polite: 0/");
  expect(await run("reject", id)).toMatchObject({ code: 2, stderr: expect.stringContaining("for a reason") });
  expect((await run("reject", id, "--reason", "too stiff")).stdout).toContain("homeostat/audit.jsonl");
  expect((await run("suggestions")).stdout).toContain("No suggestion waits");
  expect(await run("approve", id)).toMatchObject({ code: 2, stderr: expect.stringContaining("git init") });
  git("init", "-q", "-b", "main");
  for (const [key, value] of [
    ["user.name", "Ada"],
    ["user.email", "a@b.c"],
    ["commit.gpgsign", "false"],
  ])
    git("config", key!, value!);
  git("add", "shop.prompt.md");
  git("commit", "-qm", "first");
  expect((await run("approve", id, "--branch", "better")).stdout).toContain("on better");
  expect(git("show", "better:shop.prompt.md")).toContain(rightGreeting);
  expect(readFileSync(shop.file("shop.prompt.md"), "utf8")).toBe(before);
  git("checkout", "-q", "better");
  expect((await run("revert", id, "--current")).code).toBe(0);
  expect(git("show", "better:shop.prompt.md")).toBe(before.trim());
  expect((await run("suggestions", "--all")).stdout).toContain("reverted");
  expect((await run("memory")).stdout).toContain("add");
}, 120_000);

test("what is suggested travels as a file: who has another store can decide about it", async () => {
  const [{ suggestion }] = (
    JSON.parse((await run("suggestions", "--all", "--json")).stdout) as {
      suggestions: { suggestion: { id: string } }[];
    }
  ).suggestions as [{ suggestion: { id: string } }];
  expect(await run("suggestions", "--write")).toMatchObject({ code: 2 });
  const file = `homeostat/suggestions/${suggestion.id}.json`;
  expect((await run("suggestions", suggestion.id, "--write")).stdout).toContain(file);
  const clone = tempFolder("clone", {
    ...greetingShop(model.url),
    [file]: readFileSync(shop.file(file), "utf8"),
    "homeostat/suggestions/torn.json": '{"version":1',
  });
  try {
    await runCli(clone.path, "import", "chats.jsonl");
    const listed = await runCli(clone.path, "suggestions");
    expect(listed.stdout).toContain(`waits for a decision, from ${file}`);
    expect(listed.stderr).toContain("homeostat/suggestions/torn.json is no suggestion");
    expect((await runCli(clone.path, "suggestions", suggestion.id)).stdout).toContain(`+ - ${rightGreeting}`);
    const rejected = await runCli(clone.path, "reject", suggestion.id, "--reason", "not in our voice");
    expect(rejected).toMatchObject({ code: 0 });
    expect((await runCli(clone.path, "memory")).stdout).toContain("not in our voice");
  } finally {
    clone.remove();
  }
}, 120_000);

test("cycles are listed, and shown step by step; what fell below the threshold waits until somebody begins", async () => {
  const listed = await run("cycles");
  expect(listed.stdout).toMatch(
    /^\w{12} {2}\d{4}-\d\d-\d\d {2}polite {2}An edit passed the gate\. {2}shop\.prompt\.md/,
  );
  const { stdout } = await run("cycles", listed.stdout.slice(0, 6));
  expect(stdout).toMatch(/Cycle for polite[^\n]*\n {2}Cases: \d+/);
  expect(stdout).toMatch(/\n {4}Reflection 1: 1 proposal/);
  expect(stdout).toMatch(/\n {2}Gate: passed/);
  expect(await run("cycles", "nothing")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("homeostat cycles"),
  });

  const spent = model.exchanges.length;
  expect(await run("improve")).toMatchObject({ code: 2, stderr: expect.stringContaining("--queued") });
  expect((await run("improve", "--queued")).stdout).toContain("Nothing waits");
  const config = readFileSync(shop.file("homeostat.yaml"), "utf8");
  shop.write("homeostat.yaml", `${config}improve: { when: { below: 0.8 }, budget: { calls: 70 } }\n`);
  // It was searched a moment ago, and nothing came since.
  expect((await run("improve", "--queued")).stdout).toContain("Nothing waits");
  shop.write("more.jsonl", readFileSync(shop.file("chats.jsonl"), "utf8").replace(/"id":"/g, '"id":"more-'));
  for (const args of [["import", "more.jsonl"], ["evaluate"]]) await run(...args);
  const dry = await run("improve", "--queued", "--dry-run");
  expect(dry.stdout).toMatch(
    /^evaluator polite: 20 % pass \(80 of 400 samples\); of 200 since the last search 20 %, below 80 %/,
  );
  expect(model.exchanges).toHaveLength(spent);
  expect((await run("improve", "--target", "polite", "--dry-run")).stdout).toContain("at most 70 calls");
}, 120_000);
