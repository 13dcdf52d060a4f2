/** What failures are put down to, as the built command line says it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CodeLens } from "vscode-languageserver";
import { commands, type DiagnoseResult, type LinePlace, type Overview } from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { conversationId, refundLine, shopConversations, shopFiles, shopPrompt } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

interface Told {
  readonly subject: { readonly kind: string; readonly name: string };
  readonly prompts: readonly {
    readonly file: string;
    readonly samples: number;
    readonly failures: number;
    readonly verdict: string;
    readonly causes: readonly { readonly cause: string; readonly probability: number }[];
    readonly suspects: readonly {
      readonly blame: string;
      readonly probability: number;
      readonly line?: { readonly line: number; readonly text: string };
    }[];
    readonly mechanisms: readonly { readonly share: number; readonly exemplars: readonly object[] }[];
  }[];
  readonly nothing?: { readonly why: string; readonly step?: string };
}

let folder: TempFolder;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);
const diagnose = (...args: readonly string[]) => cliJson<Told>(folder.path, "diagnose", ...args);

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("diagnose-cli", { ...shopFiles, "chats.jsonl": shopConversations(60) });
});
afterAll(() => folder.remove());

test("without a store it says where conversations come from", async () => {
  const { code, stderr } = await run("diagnose");
  expect(code).toBe(2);
  expect(stderr).toMatch(/homeostat import FILE/);
});

test("before anything is judged it says what to do", async () => {
  expect((await run("import", "chats.jsonl")).code).toBe(0);
  const { code, stdout } = await run("diagnose");
  expect(code).toBe(0);
  expect(stdout).toBe("Nothing is judged yet. Judge: homeostat evaluate\n");
  expect((await diagnose()).nothing).toEqual({ why: "Nothing is judged yet.", step: "evaluate" });
});

describe("once there are verdicts", () => {
  beforeAll(async () => {
    expect((await run("evaluate")).code).toBe(0);
  });

  test("names the line, with its place in the file as it is", async () => {
    const { subject, prompts } = await diagnose("--evaluator", "no-promise");
    expect(subject).toEqual({ kind: "evaluator", name: "no-promise" });
    const [{ file, samples, failures, causes, suspects }] = prompts as [Told["prompts"][number]];
    expect({ file, samples, failures }).toEqual({ file: "shop.prompt.md", samples: 60, failures: 30 });
    expect(causes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
    expect(causes[0]).toMatchObject({ cause: "prompt" });
    expect(suspects[0]).toMatchObject({ line: { line: refundLine, text: "Never promise a refund." } });
  });

  test("as text: the cause, the line, what to do, and conversations that can be opened", async () => {
    const { code, stdout } = await run("diagnose", "--evaluator", "no-promise");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^shop\.prompt\.md {2}30 of 60 judged samples fail, from 60 conversations\nCause: prompt \d+ %/,
    );
    expect(stdout).toContain(
      `shop.prompt.md:${refundLine + 1} "Never promise a refund." is ignored: of the 60 times`,
    );
    expect(stdout).toMatch(/Edit the line so that it is harder to pass over/);
    const shown = /homeostat show (shop-\d+)/.exec(stdout)?.[1];
    expect((await run("show", shown!)).stdout).toContain("I promise you a refund");
  });

  test("of a prompt by its name, its path or none at all the same is said", async () => {
    const all = await diagnose();
    expect(all.subject.kind).toBe("workspace");
    for (const name of ["shop.prompt.md", "./shop.prompt.md", "shop"])
      expect((await diagnose("--prompt", name)).prompts).toEqual(all.prompts);
  });

  test("of one conversation that fails, and of one that passes", async () => {
    const failing = await diagnose("--conversation", conversationId(2), "--evaluator", "no-promise");
    expect(failing.prompts).toMatchObject([{ samples: 1, failures: 1 }]);
    const { code, stdout } = await run("diagnose", "--conversation", conversationId(1));
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^Nothing fails for conversation ${conversationId(1)}\\. All \\d judged samples pass\\.`),
    );
  });

  test("an evaluator that fails nothing: that it does not", async () => {
    const { stdout } = await run("diagnose", "--evaluator", "short");
    expect(stdout).toBe("Nothing fails for “short”. All 60 judged samples pass.\n");
  });

  test("what is not there is said, with what there is", async () => {
    for (const [args, said] of [
      [["--prompt", "nope.md"], /no prompt called “nope\.md”/],
      [["--evaluator", "nope"], /no evaluator called “nope”[\s\S]*no-promise/],
      [["--conversation", "nope"], /no conversation nope[\s\S]*homeostat traces/],
      [["--behavior", "nope"], /no behavior called “nope”[\s\S]*homeostat behaviors/],
      [["--prompt", "shop", "--behavior", "b"], /exclude each other/],
    ] as const) {
      const { code, stderr } = await run("diagnose", ...args);
      expect(code).toBe(2);
      expect(stderr).toMatch(said);
    }
  });

  test("the editor gets the same for its page, and asks where a line stands by now", async () => {
    const client = await LspClient.start({
      folders: [folder.path],
      initializationOptions: { trusted: true },
    });
    try {
      const figures = () => client.ask<Overview>("homeostat/overview", {});
      await expect.poll(async () => (await figures()).conversations, { timeout: 30_000 }).toBe(60);
      const of = { kind: "evaluator", name: "no-promise" };
      const { view, text } = await client.ask<DiagnoseResult>("homeostat/diagnose", {
        of,
        progressToken: "t",
      });
      const told = await diagnose("--evaluator", "no-promise");
      expect(view).toEqual(told);
      expect(text).toContain(`shop.prompt.md:${refundLine + 1} "Never promise a refund."`);
      const { key } = view.prompts[0]!.suspects[0]!.line!;
      const uri = folder.fileUri("shop.prompt.md");
      const place = () =>
        client.ask<LinePlace | null>("homeostat/linePlace", { file: "shop.prompt.md", key });
      expect(await place()).toEqual({ line: refundLine });
      client.open(uri, `A line above.\n\n${shopPrompt}`);
      await expect.poll(place).toEqual({ line: refundLine + 2 });
      // Suspects come after the figures; the lens above the prompt counts them.
      const lenses = async (): Promise<string[]> =>
        (await client.ask<CodeLens[]>("textDocument/codeLens", { textDocument: { uri } })).flatMap(
          ({ command }) => (command?.command === commands.diagnose ? [command.title] : []),
        );
      await expect
        .poll(lenses, { timeout: 60_000 })
        .toEqual([expect.stringMatching(`^1 suspect · line ${refundLine + 3}, \\d+ %$`)]);
      // What is no prompt is taken for all of them.
      const other = { of: { kind: "prompt", file: "tone.txt" }, progressToken: "u" };
      const all = await client.ask<DiagnoseResult>("homeostat/diagnose", other);
      expect(all.view.subject).toEqual({ kind: "workspace", name: "" });
    } finally {
      await client.stop();
    }
  });
});
