/** A run of the Test Explorer: what it says, and what becomes of its tests. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type EvaluateResult, type EvaluatorPromptItem, methods } from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { EvaluatorTests } from "./evaluator-tests.ts";

interface Item {
  readonly id: string;
  readonly children: Map<string, Item> & { add: (item: Item) => void };
}
/** As much of the editor as a run needs. */
const editor = vi.hoisted(() => ({
  run: undefined as ((request: object, token: object) => Promise<void>) | undefined,
  refresh: undefined as (() => Promise<void>) | undefined,
  output: "",
  /** What became of each test, and what was said of it. */
  ends: [] as (readonly string[])[],
  errors: [] as string[],
}));
vi.mock("vscode", () => {
  const items = (): Item["children"] => {
    const map = new Map<string, Item>() as Item["children"];
    map.add = (item) => map.set(item.id, item);
    return map;
  };
  const end =
    (name: string) =>
    (item: Item, message?: { message: string }): void =>
      void editor.ends.push([name, item.id, ...(message ? [message.message] : [])]);
  return {
    TestRunProfileKind: { Run: 1, Debug: 2 },
    Range: class {},
    TestTag: class {},
    TestMessage: class {
      constructor(readonly message: string) {}
    },
    Uri: { parse: (text: string) => ({ toString: () => text }) },
    commands: {},
    tests: {
      createTestController: () => {
        const all = items();
        return {
          items: Object.assign(all, {
            replace: (some: Item[]) => {
              all.clear();
              for (const one of some) all.add(one);
            },
          }),
          createTestItem: (id: string) => ({ id, children: items() }),
          createRunProfile: (
            name: string,
            _: number,
            run: (typeof editor)["run"],
            isDefault = false,
          ): object => {
            if (name === "Judge Stored Conversations") editor.run = isDefault ? run : undefined;
            return {};
          },
          createTestRun: () => ({
            appendOutput: (text: string) => {
              editor.output += text;
            },
            enqueued: () => undefined,
            started: () => undefined,
            ...Object.fromEntries(
              ["passed", "failed", "skipped", "errored"].map((name) => [name, end(name)]),
            ),
            end: () => undefined,
          }),
          set refreshHandler(refresh: (typeof editor)["refresh"]) {
            editor.refresh = refresh;
          },
        };
      },
    },
    window: { showErrorMessage: async (message: string) => void editor.errors.push(message) },
    workspace: { workspaceFolders: [{ uri: { toString: () => "file:///a" } }] },
  };
});

const promptOf = (figure: Partial<EvaluatorPromptItem>): EvaluatorPromptItem => ({
  ...{ file: "x.prompt.md", uri: "file:///a/x.prompt.md", pass: 4, fail: 0, unknown: 0, rate: 1 },
  ...{ failingConversations: 0, failing: [], covers: [], isBelow: false, verdict: "All pass." },
  ...figure,
});
let result: EvaluateResult | undefined;
beforeEach(async () => {
  Object.assign(editor, { output: "", ends: [], errors: [] });
  const evaluators = [
    ["polite", promptOf({ unknown: 2 })],
    ["never-asked", promptOf({ pass: 0, unknown: 6, rate: undefined as never })],
    ["short", promptOf({})],
  ] as const;
  const listed = evaluators.map(([name, prompt]) => ({ name, trust: "untested", prompts: [prompt] }));
  const connection = {
    onChanged: () => ({ dispose: () => undefined }),
    request: async (method: string) =>
      method === methods.evaluators
        ? { evaluators: listed, conversations: 4, configUri: "file:///a/homeostat.yaml" }
        : undefined,
    asOneCommand: (act: () => Promise<unknown>) => act(),
    requestWithProgress: async () => result,
  } as unknown as Connection;
  EvaluatorTests.register({ subscriptions: [] } as never, connection, {} as never);
  await editor.refresh!();
});
const run = () => editor.run!({}, { isCancellationRequested: false });
const ends = () => editor.ends.map(([end, id, ...said]) => [id!.split(" ").at(-1), end, ...said]);

it("says what judges were asked", async () => {
  const said = ["8 new evaluations in 4 conversations", "gpt-5 was asked 8 times"];
  result = { conversations: 4, evaluations: 8, said, waiting: [] };
  await run();
  expect(editor.output).toMatch(/^8 new evaluations in 4 conversations\r\ngpt-5 was asked 8 times\r\n/);
  expect(ends()).toEqual([
    ["polite", "passed"],
    ["never-asked", "skipped"],
    ["short", "passed"],
  ]);
  expect(editor.errors).toEqual([]);
});

describe("tests that wait for verdicts", () => {
  const waiting = ["polite", "never-asked"].map((evaluator) => ({
    evaluator,
    said: `verdicts of ${evaluator} wait.`,
  }));

  it("neither pass nor fail; a model that cannot be had is told", async () => {
    const said = ["4 new evaluations in 4 conversations", "gpt-5 wants a key"];
    result = { conversations: 4, evaluations: 4, said, waiting, trouble: "model-key" };
    await run();
    expect(editor.errors).toEqual(["4 new evaluations in 4 conversations. gpt-5 wants a key."]);
    expect(ends()).toEqual([
      ["polite", "errored", "verdicts of polite wait."],
      ["never-asked", "errored", "verdicts of never-asked wait."],
      ["short", "passed"],
    ]);
  });

  it("say why, whatever it is; what is unknown of another evaluator is no wait", async () => {
    result = { conversations: 4, evaluations: 4, said: ["a limit"], waiting: waiting.slice(1) };
    await run();
    expect(editor.errors).toEqual([]);
    expect(ends()).toEqual([
      ["polite", "passed"],
      ["never-asked", "errored", "verdicts of never-asked wait."],
      ["short", "passed"],
    ]);
  });
});

it("one that was cancelled skips its tests", async () => {
  result = undefined;
  await run();
  expect(new Set(ends().map(([, end]) => end))).toEqual(new Set(["skipped"]));
});
