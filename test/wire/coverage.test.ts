/** What nobody tests, as the built command line says it: behaviors without an evaluator, failures that none of them sees. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type {
  CoverageDetails,
  CoverageHoles,
  EvaluatorsResult,
  Overview,
  PromptCoverageResult,
} from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { troubledChats } from "../support/troubled-chats.ts";

const config = `version: 1
prompts: [{ name: agent, file: agent.md }]
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
  folder = tempFolder("coverage-cli", {
    "homeostat.yaml": config,
    "agent.md": "# Agent\n\nNever shrug.\n",
    "chats.jsonl": troubledChats(),
  });
  for (const command of [["import", "chats.jsonl", "--prompt", "agent.md"], ["behaviors"]])
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

test("the editor has it for the overview and for the view of evaluators, with ways to behaviors and lines", async () => {
  const client = await LspClient.start({ folders: [folder.path], initializationOptions: { trusted: true } });
  try {
    const overview = (): Promise<Overview> => client.ask<Overview>("homeostat/overview", {});
    await expect.poll(overview, { timeout: 30_000 }).toHaveProperty("coverage");
    const { coverage } = await overview();
    // No latency was recorded, so that one evaluator judges nothing.
    expect(coverage).toMatchObject({ evaluators: [{ name: "no-shrug-on-cards" }], moreEvaluators: 0 });
    const [first] = coverage!.behaviors;
    expect(first).toMatchObject({ hole: "not-judged", judged: 0, cells: [] });
    expect(coverage!.behaviors.flatMap(({ cells }) => cells).length).toBeGreaterThan(0);
    const { holes } = await client.ask<EvaluatorsResult>("homeostat/evaluators", {});
    expect(holes.behaviors.first[0]!.id).toBe(first!.id);
    expect(holes.lines).toMatchObject({
      total: 1,
      first: [{ text: "Never shrug.", uri: folder.fileUri("agent.md"), line: 2 }],
    } satisfies Partial<Record<keyof CoverageHoles["lines"], unknown>>);
    expect(holes.unseen).toMatchObject([
      { text: expect.stringMatching(/people give up/), behaviorId: expect.any(String) },
    ]);
  } finally {
    await client.stop();
  }
});

test("the editor has it for its own view of coverage: lines, who judges them, and what a behavior puts to work", async () => {
  const client = await LspClient.start({ folders: [folder.path], initializationOptions: { trusted: true } });
  const ask = (): Promise<PromptCoverageResult> =>
    client.ask<PromptCoverageResult>("homeostat/coverage/prompts", {});
  try {
    await expect.poll(async () => (await ask()).prompts.length, { timeout: 30_000 }).toBe(1);
    const [prompt] = (await ask()).prompts;
    const uri = folder.fileUri("agent.md");
    expect(prompt).toMatchObject({
      ...{ uri, file: "agent.md" },
      ...{
        exercised: { covered: 1, total: 1 },
        judged: { covered: 0, total: 1 },
        sections: { covered: 1, total: 1 },
      },
    });
    const details = (behavior?: string): Promise<CoverageDetails> =>
      client.ask<CoverageDetails>("homeostat/coverage/details", { uri, behavior });
    const { conversations, behaviors } = prompt!;
    expect((await details()).statements).toMatchObject([
      { range: { start: { line: 2 } }, count: conversations, branches: [{ count: 0 }] },
    ]);
    expect(behaviors.length).toBeGreaterThan(3);
    const [first] = behaviors;
    expect((await details(first!.id)).statements).toMatchObject([
      { count: first!.conversations, branches: [] },
    ]);
    expect(await details("no such behavior")).toEqual({ statements: [], sections: [] });
  } finally {
    await client.stop();
  }
});
