/** From a check that nobody tested to one that may raise an error, by the command line and through a baseline. */
import { readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);

const prompt = "# Shop\n\n- Always name the order number.\n- Give the right answer.\n";
const things = ["parcel", "lamp", "chair", "sofa", "cup", "rug"];

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("test-evaluators-wire", {
    "homeostat.yaml": `prompts: [{ name: shop, file: shop.prompt.md }]
evaluators:
  - { name: names-order, scope: turn, assert: [{ type: regex, value: 'order #\\d+' }], covers: [name the order number] }
  - { name: right, scope: turn, assert: [{ type: contains, value: the }], covers: [the right answer] }
`,
    "shop.prompt.md": prompt,
    "chats.jsonl": Array.from({ length: 60 }, (_, i) =>
      JSON.stringify({
        id: `c${i}`,
        messages: [
          { role: "system", content: prompt },
          { role: "user", content: `Where is the ${things[i % 6]}, asked ${i}?` },
          {
            role: "assistant",
            content:
              i % 6 === 0
                ? `Order #${i}: the ${things[i % 6]} is there. It is order #${i}.`
                : "The shop will see.",
          },
        ],
      }),
    ).join("\n"),
  });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
});
afterAll(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

interface Checked {
  readonly prompts: readonly {
    readonly findings: readonly { readonly severity: string; readonly evaluator?: string }[];
    readonly evaluators: readonly { readonly name: string; readonly trust: string }[];
  }[];
}

const checked = async () => {
  const { prompts } = await cliJson<Checked>(folder.path, "check", "shop.prompt.md", "--fail-on", "error");
  const { findings, evaluators } = prompts[0]!;
  return {
    severity: findings.find(({ evaluator }) => evaluator === "names-order")?.severity,
    trust: evaluators.map(({ name, trust }) => `${name} ${trust}`),
  };
};

test("an untested check stops at a warning, a trusted one raises an error, with and without a store", async () => {
  await run("import", "chats.jsonl");
  await run("evaluate");
  expect(await checked()).toEqual({ severity: "warning", trust: ["names-order untested", "right untested"] });
  const { code, stdout } = await run("test-evaluators");
  expect(code).toBe(1);
  expect(stdout).toMatch(/names-order +trusted +(\d+) of \1 breaks caught, 0 of \d+ harmless changes failed/);
  expect(stdout).toMatch(/right +untrusted +misses /);
  expect(stdout).toContain("  Not caught:");
  expect((await run("test-evaluators", "names-order")).code).toBe(0);
  expect((await run("test-evaluators", "names-odrer")).stderr).toContain("Did you mean names-order?");
  const tested = { severity: "error", trust: ["names-order trusted", "right untrusted"] };
  expect(await checked()).toEqual(tested);
  expect((await run("baseline", "write")).code).toBe(0);
  rmSync(folder.file(".homeostat"), { recursive: true });
  expect(await checked()).toEqual(tested);
});

test("a model writes answers only where it is told to, and what it wrote is told apart", async () => {
  const model = await startScriptedModel();
  const config = readFileSync(folder.file("homeostat.yaml"), "utf8");
  try {
    // Without a store there would only be the baseline.
    await run("import", "chats.jsonl");
    await run("evaluate");
    const none = await run("test-evaluators", "right", "--model");
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("Name one in homeostat.yaml, as models: { chat:");
    const chat = `{ baseUrl: "${model.url}", model: ${scriptedModelName} }`;
    folder.write("homeostat.yaml", `models: { embeddings: lexical, chat: ${chat} }\n${config}`);
    const { stdout } = await run("test-evaluators", "right");
    expect(stdout).toMatch(
      /With --model scripted-1 at .* writes broken and reworded answers as well: at most \d+ calls\./,
    );
    expect(model.exchanges).toHaveLength(0);
    const asked = await run("test-evaluators", "right", "--model", "--calls", "5");
    expect(model.exchanges).toHaveLength(5);
    expect(asked.stdout).toMatch(/^Asked scripted-1 at .* to write and to judge: 5 calls/);
    expect(asked.stdout).toMatch(/Answers that scripted-1 at .* wrote, failed of judged\./);
    expect((await run("test-evaluators", "--model", "--calls", "no")).code).toBe(2);
  } finally {
    folder.write("homeostat.yaml", config);
    await model.close();
  }
});
