/** `homeostat ablate` as people start it, with a model behind real HTTP: stopped, killed and cut short it keeps what was finished. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ablatedFiles, ablatedLines } from "../support/ablated-shop.ts";
import { dist, ensureBuilt } from "../support/built.ts";
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
      const asked = model.exchanges.length;
      const rest = await cliJson<Report>(path, ...wrong);
      // Six runs are finished after 20 calls; the last of them may still be on its way to the disk when it is killed.
      expect(rest.kept).toBeGreaterThanOrEqual(5);
      expect(rest).toMatchObject({ runs: 16, left: 0, lines: [{ results: [{ verdict: "confirmed" }] }] });
      expect(model.exchanges.length - asked).toBe(3 * (16 - rest.kept));
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
