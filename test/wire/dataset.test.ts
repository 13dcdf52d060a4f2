/** A dataset and what was tried, by the built command line. */
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { refundFiles } from "../support/refund-shop.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("dataset-cli", refundFiles(120));
  await run("import", "chats.jsonl");
  await run("evaluate");
});
afterAll(() => folder.remove());

test("a dataset is listed, kept, and the same again changes nothing", async () => {
  const listed = await run("dataset", "--target", "no-promise");
  expect(listed).toMatchObject({ code: 0, stderr: "" });
  expect(listed.stdout).toMatch(/target, fails +\d+ +\d+ +\d+\n/);
  expect(listed.stdout).toContain("the same with --write");
  const file = folder.file("homeostat/datasets/no-promise.jsonl");
  expect(existsSync(file)).toBe(false);
  expect((await run("dataset", "--target", "no-promise", "--write")).stdout).toContain(
    "Written to homeostat/datasets/no-promise.jsonl",
  );
  const text = readFileSync(file, "utf8");
  const { dataset } = await cliJson<{ dataset: { id: string; cases: object[] } }>(
    folder.path,
    ...["dataset", "--target", "no-promise", "--write"],
  );
  expect(JSON.parse(text.split("\n")[0]!)).toMatchObject({ version: dataset.id });
  expect(text.trimEnd().split("\n")).toHaveLength(dataset.cases.length + 2);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("a model writes cases where that is asked for, and says before what it takes", async () => {
  const model = await startScriptedModel();
  try {
    const target = ["dataset", "--target", "no-promise", "--model"];
    expect(await run(...target)).toMatchObject({ code: 2, stderr: expect.stringContaining("--dry-run") });
    expect(await run(...target, "--dry-run")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("No chat model"),
    });
    const chat = `models: { chat: { baseUrl: "${model.url}", model: ${scriptedModelName} } }`;
    folder.write("homeostat.yaml", `${readFileSync(folder.file("homeostat.yaml"), "utf8")}${chat}\n`);
    expect((await run(...target, "--dry-run")).stdout).toContain("would be asked for 20 texts, by 24 calls");
    expect(model.exchanges).toEqual([]);
    const { stdout } = await run(...target, "--write", "--calls", "3");
    expect(stdout).toMatch(/scripted-1 at .* wrote \d+ cases of 20 \(.*5 not asked for\): 3 calls\./);
    expect(model.exchanges).toHaveLength(3);
  } finally {
    await model.close();
  }
});

test("what there is not is said so, and nothing was tried yet", async () => {
  expect(await run("dataset", "--target", "nothing")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no evaluator and no behavior called nothing"),
  });
  expect((await run("memory")).stdout).toBe("Nothing was tried yet.\n");
  expect(await cliJson(folder.path, "memory")).toEqual({ attempts: [], choices: [] });
  expect((await run("memory", "--reset")).stdout).toBe("Forgot 0 attempts.\n");
});
