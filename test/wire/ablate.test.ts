/** `homeostat ablate` as people start it, with a model behind real HTTP: stopped, killed and cut short it keeps what was finished. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import type {
  AblationChoicesResult,
  AblationPlanResult,
  AblationResult,
} from "../../server/protocol/index.ts";
import { ablatedFiles, ablatedLines, ablatedPrompt } from "../support/ablated-shop.ts";
import { dist, ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

beforeAll(ensureBuilt);

let model: ScriptedModel | undefined;
let folder: TempFolder | undefined;
afterEach(async () => {
  await model?.close();
  folder?.remove();
});

/** `slow`: milliseconds that each answer takes. */
async function shop(conversations: number, { agent = "", slow = 0 } = {}) {
  model = await startScriptedModel({ before: () => new Promise((done) => setTimeout(done, slow)) });
  folder = tempFolder("ablated", ablatedFiles(model.url, { conversations, agent }));
  await runCli(folder.path, "import", "chats.jsonl");
  await runCli(folder.path, "evaluate");
  return { path: folder.path, model };
}

interface Report {
  readonly runs: number;
  readonly kept: number;
  readonly left: number;
  readonly spent: { readonly calls: number };
  readonly lines: readonly {
    readonly line: number;
    readonly results: readonly { readonly verdict: string }[];
  }[];
}

describe("in an editor", () => {
  const at = { line: ablatedLines.wrong - 1, character: 4 };

  it("the light bulb offers it, the plan is told first, the text being edited is run, the hover has the result", async () => {
    const { path, model } = await shop(8);
    const client = await LspClient.start({
      folders: [path],
      initializationOptions: { commands: true, trusted: true },
    });
    try {
      const uri = folder!.fileUri("shop.prompt.md");
      const edited = `${ablatedPrompt}- Be brief.\n`;
      client.open(uri, edited, "markdown");
      await client.diagnostics(uri, (all) =>
        all.some(({ message }) => String(message).startsWith("no-sorry: 25 % pass")),
      );
      const title = "Does this line matter? Run Ablation…";
      const actions = await client.ask<{ title: string; command?: { arguments: object[] } }[]>(
        "textDocument/codeAction",
        {
          textDocument: { uri },
          range: { start: at, end: at },
          context: { diagnostics: [] },
        },
      );
      expect(actions.find((one) => one.title === title)?.command?.arguments).toEqual([{ uri, ...at }]);
      const offered = await client.ask<AblationChoicesResult>("homeostat/ablation/choices", { uri, ...at });
      expect(offered.cannot).toBeUndefined();
      expect(offered.choices.map(({ operator, cannot }) => [operator, cannot])).toEqual([
        ["drop", undefined],
        ["weaken", undefined],
        ["negate", undefined],
        ["move-first", undefined],
        // Its new place would be the section that is frozen.
        ["move-last", "What would be changed beside it is frozen by the configuration."],
      ]);
      expect(offered.choices[2]).toMatchObject({
        label: "Turn it into its opposite",
        words: expect.stringMatching(/not begin/i),
      });
      const frozenChoices = await client.ask<AblationChoicesResult>("homeostat/ablation/choices", {
        ...{ uri, line: ablatedLines.frozen - 1 },
      });
      expect(frozenChoices.cannot).toContain("It is frozen by the configuration.");
      const both = await client.ask<AblationPlanResult>("homeostat/ablation/plan", {
        ...{ uri, ...at, operators: ["drop", "negate"] },
      });
      expect(both.text).toMatch(/24 runs\./);
      const plan = await client.ask<AblationPlanResult>("homeostat/ablation/plan", { uri, ...at });
      expect(plan).toMatchObject({ canRun: true, line: 'Begin every answer with "Sorry,".' });
      expect(plan.text).toMatch(/16 runs\.\nThis asks the agent about 48 times/);
      const frozen = await client.ask<AblationPlanResult>("homeostat/ablation/plan", {
        uri,
        line: ablatedLines.frozen - 1,
      });
      expect(frozen).toMatchObject({
        canRun: false,
        text: expect.stringContaining("It is frozen by the configuration."),
      });
      expect(model.exchanges).toEqual([]);
      const { summary, flipped } = await client.ask<AblationResult>("homeostat/ablation/run", {
        progressToken: "t",
        uri,
        ...at,
      });
      expect(summary).toMatch(
        /^To blame: without it no-sorry passes 8 of 8 instead of 0 .* Of its conversations 8 fail as it is and pass with the change\. It took 48 calls, /,
      );
      expect(flipped).toHaveLength(8);
      expect(flipped[0]).toMatchObject({ change: "without it", said: "no-sorry passes now", isWorse: false });
      expect(flipped[0]!.recorded).toContain("    Sorry,");
      expect(flipped[0]!.fresh).not.toContain("Sorry,");
      for (const { request } of model.exchanges)
        expect(String(request.messages[0]!.content)).toContain("- Be brief.");
      const hover = () =>
        client.ask<{ contents: { value: string } }>("textDocument/hover", {
          textDocument: { uri },
          position: at,
        });
      expect((await hover()).contents.value).toContain("**Ablation.** To blame: without it");
      client.change(uri, ablatedPrompt);
      expect((await hover()).contents.value).toContain("**Ablation, of another version of this prompt.**");
    } finally {
      await client.stop();
    }
  }, 60_000);

  it("cancelled it answers as cancelled, and keeps what was finished", async () => {
    const { path, model } = await shop(8, { agent: ", concurrency: 1", slow: 60 });
    const client = await LspClient.start({
      folders: [path],
      initializationOptions: { commands: true, trusted: true },
    });
    try {
      const uri = folder!.fileUri("shop.prompt.md");
      client.open(uri, ablatedPrompt, "markdown");
      const source = new CancellationTokenSource();
      const running = client
        .ask("homeostat/ablation/run", { progressToken: "t", uri, ...at }, source.token)
        .then(
          () => 0,
          ({ code }: { code: number }) => code,
        );
      while (model.exchanges.length < 20) await new Promise((done) => setTimeout(done, 20));
      source.cancel();
      expect(await running).toBe(-32800);
      const plan = await client.ask<AblationPlanResult>("homeostat/ablation/plan", { uri, ...at });
      expect(plan.text).toMatch(/16 runs; [67] of them known from before, which cost nothing/);
    } finally {
      await client.stop();
    }
  }, 60_000);
});

describe("homeostat ablate", () => {
  it("says what it asks before it asks, then what each line does; the diagnosis has it", async () => {
    const { path, model } = await shop(20);
    const dry = await runCli(path, "ablate", "--all", "--dry-run");
    expect([dry.code, model.exchanges.length]).toEqual([0, 0]);
    expect(dry.stdout).toMatch(
      /^3 lines of shop\.prompt\.md, .* by the agent shop \(scripted-1 at 127\.0\.0\.1:\d+\): 80 runs\.\nThis asks the agent about 240 times: 240 calls, [\d,]+ tokens in and [\d,]+ out; at most 500 calls and \$2\.\n/,
    );
    expect(dry.stdout).toContain("Line 9 cannot be tried without it: It is frozen by the configuration.");
    const { code, stdout } = await runCli(path, "ablate", "--all");
    expect(code).toBe(0);
    expect(stdout).toContain(
      "   3  Tell the status of an order.\n      ○ Dead line: without it no verdict changed more than by chance over 20 conversations; a difference of more than 16 points is ruled out.",
    );
    expect(stdout).toContain("✓ It matters: without it one-call passes 0 of 20 instead of 20 (−100 points");
    expect(stdout).toContain("✗ To blame: without it no-sorry passes 20 of 20 instead of 0 (+100 points");
    expect(stdout).toMatch(/\n220 calls, .*\.\n$/);
    const again = await runCli(path, "ablate", "--all");
    expect(again.stdout).toContain("0 calls; 80 runs known from before.");
    expect(model.exchanges).toHaveLength(220);
    const diagnosed = await runCli(path, "diagnose", "--prompt", "shop");
    expect(diagnosed.stdout).toContain(
      "Confirmed by ablation: without the line 20 of 20 failing samples pass",
    );
    const suspects = await cliJson<Report>(path, "ablate", "--operators", "drop,weaken", "--dry-run");
    expect(suspects.lines[0]!.line).toBe(ablatedLines.wrong);
  }, 120_000);

  it("keeps to its budget to the call and says what is missing", async () => {
    const { path, model } = await shop(8);
    const wrong = ["ablate", "--line", String(ablatedLines.wrong)];
    const { code, stdout } = await runCli(path, ...wrong, "--budget", "13");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\d+ of 16 runs missing: the budget of 13 calls is spent\. What was finished is kept\.\n13 calls/,
    );
    expect(model.exchanges).toHaveLength(13);
    const rest = await cliJson<Report>(path, ...wrong);
    expect(rest).toMatchObject({ left: 0, lines: [{ results: [{ verdict: "confirmed" }] }] });
    expect(rest.spent.calls).toBe(3 * (16 - rest.kept));
  }, 60_000);

  it.each(["SIGINT", "SIGKILL"] as const)(
    "%s in the middle keeps what is finished; the next run goes on there",
    async (signal) => {
      const { path, model } = await shop(8, { agent: ", concurrency: 1", slow: 60 });
      const wrong = ["ablate", "--line", String(ablatedLines.wrong)];
      const child = spawn(process.execPath, [dist.cli, ...wrong], { cwd: path, stdio: "ignore" });
      const ended = once(child, "exit");
      while (model.exchanges.length < 20) await new Promise((done) => setTimeout(done, 20));
      child.kill(signal);
      await ended;
      const rest = await cliJson<Report>(path, ...wrong);
      // Six runs are finished after 20 calls; the last of them may still be on its way to the disk when it is killed.
      expect(rest.kept).toBeGreaterThanOrEqual(5);
      expect(rest).toMatchObject({ runs: 16, left: 0, lines: [{ results: [{ verdict: "confirmed" }] }] });
      expect(rest.spent.calls).toBe(3 * (16 - rest.kept));
    },
    60_000,
  );

  it("runs nothing without trust or an agent, and says what it does not know", async () => {
    const { path } = await shop(1);
    const said = async (...args: string[]) => {
      const { code, stderr } = await runCli(path, "ablate", ...args);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await said("--all", "--untrusted")).toContain("not trusted");
    expect(await said("--all", "--operators", "burn")).toContain("There is no operator burn.");
    expect(await said("--line", "1")).toContain("No instruction stands on line 1");
    expect(await said("--all", "--suspects")).toContain("exclude each other");
    expect(await said("--all", "--agent", "nobody")).toContain("There is no agent nobody");
  }, 60_000);
});
