/** Evaluators as the faces show them: chosen ones, what they fail, reports, the list of the side bar, and judging of what comes in. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FailureList } from "../../server/core/index.ts";
import type { EvaluateResult, EvaluatorsResult, FailuresResult } from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { refundLine, shopConfig, shopConversations, shopFiles } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const count = 24;
let folder: TempFolder;

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("shop", { ...shopFiles, "chats.jsonl": shopConversations(count) });
  expect((await runCli(folder.path, "import", "chats.jsonl")).code).toBe(0);
});
afterAll(() => folder?.remove());

describe("on the command line", () => {
  test("chosen evaluators judge alone, and the rest is judged later", async () => {
    const some = await cliJson<{ labels: object }>(folder.path, "evaluate", "--evaluator", "no-promise");
    expect(Object.keys(some.labels)).toEqual(["no-promise"]);
    const { stderr, code } = await runCli(folder.path, "evaluate", "--evaluator", "no-promis");
    expect([code, stderr]).toEqual([2, expect.stringContaining("Did you mean no-promise?")]);
    expect((await runCli(folder.path, "evaluate", "--prompt", "nothing")).code).toBe(2);
    const rest = await cliJson<{ labels: object; evaluations: number }>(folder.path, "evaluate");
    expect(Object.keys(rest.labels)).toEqual(["short"]);
    expect((await cliJson<{ evaluations: number }>(folder.path, "evaluate")).evaluations).toBe(0);
  });

  test("failures come with input, output, criterion, the line of the prompt and why", async () => {
    const { total, failures } = await cliJson<FailureList>(
      folder.path,
      "failures",
      "--evaluator",
      "no-promise",
      "--limit",
      "2",
    );
    expect([total, failures.length]).toEqual([count / 2, 2]);
    expect(failures[0]).toMatchObject({
      evaluator: "no-promise",
      scope: "conversation",
      failed: [{ type: "not-icontains", expected: "I promise" }],
      prompts: [{ file: "shop.prompt.md", instructions: [{ line: refundLine + 1 }] }],
    });
    expect(failures[0]!.output).toMatch(/I promise/i);
    const text = await runCli(folder.path, "failures", "--prompt", "shop.prompt.md", "--limit", "1");
    expect(text.stdout).toMatch(/no-promise fails: .*\n[\s\S]*line \d+: Never promise a refund/);
    const lines = await runCli(folder.path, "failures", "--jsonl");
    expect(lines.stdout.trim().split("\n")).toHaveLength(count / 2);
  });

  test("a report of JUnit has a suite for each evaluator and prompt, and whoever is not tested stops no build", async () => {
    const args = ["evaluate", "--junit", "out/report.xml", "--fail-under", "0.9"];
    const { code, stdout } = await runCli(folder.path, ...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /no-promise passes 50 % of shop\.prompt\.md \(12 of 24\), below 90 %; it is untested/,
    );
    const xml = readFileSync(folder.file("out/report.xml"), "utf8");
    expect(xml.match(/<testsuite /g)).toHaveLength(2);
    expect(xml.match(/<failure /g)).toHaveLength(count / 2);
    expect(xml).toContain('name="no-promise on shop.prompt.md"');
    expect((await runCli(folder.path, "evaluate", "--fail-under", "90")).code).toBe(2);
  });

  test("hostile text stays text", async () => {
    const hostile = tempFolder("hostile", shopFiles);
    try {
      const said = "I promise \u001b[31mred\u001b]0;title\u0007 ]]> <b> & \u202e";
      hostile.write(
        "chats.jsonl",
        JSON.stringify({
          id: "h\u001b[2J",
          messages: [
            { role: "system", content: shopFiles["shop.prompt.md"] },
            { role: "user", content: "q \u001b[1m" },
            { role: "assistant", content: said },
          ],
        }),
      );
      await runCli(hostile.path, "import", "chats.jsonl");
      await runCli(hostile.path, "evaluate", "--junit", "r.xml");
      const { stdout } = await runCli(hostile.path, "failures");
      const xml = readFileSync(hostile.file("r.xml"), "utf8");
      expect(stdout).toMatch(/I promise/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
      for (const text of [stdout, xml]) expect(text).not.toMatch(/[\u0000-\u0008\u001b\u0007]|\u202e/);
    } finally {
      hostile.remove();
    }
  });
});

describe("in the editor", () => {
  let client: LspClient;
  beforeAll(async () => {
    client = await LspClient.start({ folders: [folder.path] });
  });
  afterAll(() => client?.stop());

  const evaluators = (): Promise<EvaluatorsResult> =>
    client.ask("homeostat/evaluators", { folder: folder.uri });

  test("the list has rates, trust, covered lines and failures", async () => {
    await expect.poll(async () => (await evaluators()).conversations, { timeout: 60_000 }).toBe(count);
    const { evaluators: list, configUri } = await evaluators();
    expect(configUri).toBe(folder.fileUri("homeostat.yaml"));
    expect(list.map(({ name, pass, fail, trust, line }) => [name, pass, fail, trust, line])).toEqual([
      ["no-promise", 12, 12, "untested", 2],
      ["short", 24, 0, "untested", 7],
    ]);
    expect(list[0]!.prompts[0]).toMatchObject({
      uri: folder.fileUri("shop.prompt.md"),
      isBelow: true,
      covers: [{ text: "Never promise a refund.", line: refundLine, pass: 12, fail: 12 }],
    });
    const { total, failures } = await client.ask<FailuresResult>("homeostat/failures", {
      folder: folder.uri,
      evaluator: "no-promise",
      limit: 3,
    });
    expect([total, failures.length]).toEqual([12, 3]);
    expect(failures[0]!.text).toContain("Output:");
    const again = await client.ask<EvaluateResult>("homeostat/evaluateOnly", {
      folder: folder.uri,
      progressToken: "t",
      evaluators: ["short"],
    });
    expect(again.evaluations).toBe(0);
  });

  test("what comes in is judged by itself, unless the configuration says off", async () => {
    folder.write("more.jsonl", shopConversations(4, { from: 100 }));
    expect((await runCli(folder.path, "import", "more.jsonl")).code).toBe(0);
    const judged = async (): Promise<number> => {
      const { pass, fail } = (await evaluators()).evaluators[1]!;
      return pass + fail;
    };
    await expect.poll(judged, { timeout: 60_000, interval: 500 }).toBe(count + 4);
    folder.write("homeostat.yaml", `${shopConfig}evaluate: { continuous: off }\n`);
    folder.write("most.jsonl", shopConversations(4, { from: 200 }));
    expect((await runCli(folder.path, "import", "most.jsonl")).code).toBe(0);
    await expect
      .poll(async () => (await evaluators()).conversations, { timeout: 60_000, interval: 500 })
      .toBe(count + 8);
    await new Promise((done) => setTimeout(done, 6_000));
    expect(await judged()).toBe(count + 4);
  });
});
