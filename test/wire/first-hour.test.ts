/** The first hour with the command line: what it says to whoever has a prompt, conversations and no evaluator yet. */
import { expect, test } from "vitest";
import { shopConfig, shopConversations } from "../support/shop.ts";
import { shopTests } from "../support/shop-tests.ts";

const count = 40;
const shop = shopTests(count);
const { run, copyStore } = shop;

test("without evaluators nothing passes, and every command says what to do next", async () => {
  shop.folder.write("homeostat.yaml", "version: 1\nprompts: [{ name: shop, file: shop.prompt.md }]\n");
  const bare = shopConversations(12).replace(/"outcome":"[a-z]+",/g, "");
  shop.folder.write("bare.jsonl", bare);
  expect((await run("import", "bare.jsonl")).stdout).toMatch(
    /Next: .*homeostat check and homeostat behaviors/,
  );
  const propose = "homeostat propose shop.prompt.md\n";
  expect((await run("check")).stdout).toMatch(new RegExp(`No evaluator tests a line yet.*${propose}$`));
  expect((await run("evaluate")).stdout).toMatch(
    new RegExp(
      `all of 12 conversations match a prompt\nNo evaluator tests a line of a prompt yet.*${propose}`,
    ),
  );
  expect((await run("traces")).stdout).toMatch(/^– shop-/);
  expect((await run("behaviors")).code).toBe(0);
  expect((await run("issues")).stdout).toContain("Nothing has a verdict yet");
  expect((await run("propose", "shop.prompt.md")).stdout).toContain(
    "homeostat propose shop.prompt.md --add\n",
  );
  const added = await run("propose", "shop.prompt.md", "--add");
  expect(added.stderr).toContain("Written to homeostat.yaml.");
  expect(added.stderr).toContain("homeostat test-evaluators");
  expect((await run("check")).stdout).not.toContain("No evaluator tests a line");
  expect((await run("traces")).stdout).not.toContain("–");
});

test("a file that is none of conversations: what is read is shown; beside others one line is enough", async () => {
  shop.folder.write("notes.txt", "hello\n");
  const { code, stdout } = await run("import", "notes.txt");
  expect([code, stdout]).toEqual([2, expect.stringContaining('{"id": "c1", "messages": [')]);
  const all = await run("import", ".");
  expect([all.code, all.stdout]).toEqual([
    0,
    expect.stringMatching(/notes\.txt: skipped, in no known format of conversations\n/),
  ]);
});

test("a run of promptfoo's tests says where its verdicts are seen, and there they are", async () => {
  shop.folder.write("homeostat.yaml", "version: 1\n");
  const suite =
    'prompts: ["Say {{word}}"]\nproviders: [echo]\ntests: [{ vars: { word: hi }, assert: [{ type: equals, value: ho }] }]\n';
  shop.folder.write("promptfooconfig.yaml", suite);
  const runTests = () => run("evaluate", "--config", "promptfooconfig.yaml");
  const { code, stdout } = await runTests();
  expect([code, stdout]).toEqual([1, expect.stringContaining("- { promptfoo: ./promptfooconfig.yaml }")]);
  shop.folder.write("homeostat.yaml", "version: 1\nevaluators:\n  - { promptfoo: ./promptfooconfig.yaml }\n");
  const id = /homeostat show (suite-\w+)\n$/.exec((await runTests()).stdout)![1]!;
  expect((await run("show", id)).stdout).toContain("✗ fail");
});

test("a query that nothing matches says so, and which evaluators there are where it names one", async () => {
  copyStore("evaluated");
  const { code, stdout } = await run("traces", "--query", "evaluator:nope=fail");
  expect([code, stdout]).toEqual([
    0,
    `None of ${count} conversations matches evaluator:nope=fail. What can be asked: homeostat traces --fields\nEvaluators: no-promise, short\n`,
  ]);
});

test("a misspelt key is told by evaluate as well, and check counts it", async () => {
  copyStore("evaluated");
  shop.folder.write("homeostat.yaml", shopConfig.replace("scope:", "scoep:"));
  expect((await run("evaluate")).stderr).toMatch(
    /homeostat\.yaml:\d+:\d+ {2}configuration {2}`scoep` is no key.*did you mean `scope`/,
  );
  expect((await run("check")).stdout).toMatch(/information; 1 mistake in the configuration\n/);
});

test("an evaluator for a prompt that is nowhere is one mistake, whatever it quotes", async () => {
  copyStore("evaluated");
  shop.folder.write("homeostat.yaml", shopConfig.replace("scope:", "prompts: [shopp]\n    scope:"));
  const { stdout } = await run("check");
  expect(stdout).toContain("no-promise is for the prompt shopp");
  expect(stdout).not.toContain("stands in no prompt");
});
