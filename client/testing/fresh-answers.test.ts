/** Tests on fresh answers: what is asked before, what becomes of each, and where a failure leads. */
import { beforeEach, expect, it, vi } from "vitest";
import type * as vscode from "vscode";
import {
  commands,
  type FreshEvaluatorItem,
  type FreshPlanResult,
  type FreshRunResult,
  methods,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { ReplayDocuments } from "../replay-document.ts";
import { FreshAnswers, type FreshTest } from "./fresh-answers.ts";

/** As much of the editor as a run needs. */
const editor = vi.hoisted(() => ({
  /** What the person picks in the dialog that comes. */
  picked: undefined as string | undefined,
  dialogs: [] as { title: string; detail?: string }[],
  errors: [] as string[],
  opened: [] as unknown[][],
  commands: new Map<string, (...args: unknown[]) => unknown>(),
  wanted: 10 as unknown,
}));
vi.mock("vscode", () => {
  class Markdown {
    value = "";
    isTrusted: unknown;
    appendText(text: string): void {
      this.value += text;
    }
    appendMarkdown(text: string): void {
      this.value += text;
    }
  }
  return {
    MarkdownString: Markdown,
    TestMessage: class {
      constructor(readonly message: unknown) {}
    },
    Location: class {},
    Uri: { from: (uri: object) => uri },
    EventEmitter: class {},
    commands: {
      registerCommand: (id: string, run: (...args: unknown[]) => unknown) => editor.commands.set(id, run),
      executeCommand: async (...args: unknown[]) => void editor.opened.push(args),
    },
    languages: { setTextDocumentLanguage: async () => undefined },
    window: {
      showInformationMessage: async (title: string, { detail }: { detail?: string } = {}) => {
        editor.dialogs.push({ title, ...(detail !== undefined && { detail }) });
        return editor.picked;
      },
      showErrorMessage: async (message: string) => void editor.errors.push(message),
      showWarningMessage: async (message: string) => void editor.errors.push(message),
    },
    workspace: {
      isTrusted: true,
      getConfiguration: () => ({ get: () => editor.wanted }),
      registerTextDocumentContentProvider: () => undefined,
      openTextDocument: async (uri: unknown) => uri,
    },
  };
});

const item = (evaluator: string, over: Partial<FreshEvaluatorItem> = {}): FreshEvaluatorItem => ({
  ...{ evaluator, state: "passed", verdict: "Fresh answers: 100 % pass.", lines: [], failures: [] },
  ...over,
});
const failing = item("polite", {
  state: "failed",
  verdict: "Fresh answers: 50 % pass (1 of 2), below the threshold of 80 %.",
  lines: ["c-2 (turn 1) fails: it is rude"],
  failures: [{ conversationId: "c-2", part: "turn 1", explanation: "it is rude", answer: "No. [x](y)" }],
});
const result = (...evaluators: FreshEvaluatorItem[]): FreshRunResult => ({
  evaluators,
  conversations: ["c-1", "c-2"].map((id) => ({ id, title: "shop.md", recorded: "old", fresh: `new ${id}` })),
  lines: ["2 conversations again. Nothing was stored."],
});

const ends: (readonly unknown[])[] = [];
let output = "";
const run = {
  enqueued: () => undefined,
  started: () => undefined,
  appendOutput: (text: string) => {
    output += text;
  },
  passed: (one: vscode.TestItem) => ends.push([one.id, "passed"]),
  skipped: (one: vscode.TestItem) => ends.push([one.id, "skipped"]),
  failed: (one: vscode.TestItem, messages: { message: { value: string } }[]) =>
    ends.push([one.id, "failed", ...messages.map(({ message }) => message.value)]),
  errored: (one: vscode.TestItem, { message }: { message: string }) =>
    ends.push([one.id, "errored", message]),
} as unknown as vscode.TestRun;

const asked: { method: string; params: unknown }[] = [];
let plan: FreshPlanResult | Error;
let ran: FreshRunResult | Error | undefined;
let fresh: FreshAnswers;
const given = async <T>(value: T | Error): Promise<T> => {
  if (value instanceof Error) throw value;
  return value;
};
const connection = {
  request: (method: string, params: unknown) => {
    asked.push({ method, params });
    return given(plan);
  },
  requestWithProgress: (
    method: string,
    params: unknown,
    _: unknown,
    onStep: (step: { message: string }) => void,
  ) => {
    asked.push({ method, params });
    onStep({ message: "replaying 1 of 4" });
    return given(ran);
  },
} as unknown as Connection;
const tests = ["polite", "short"].map(
  (evaluator): FreshTest => ({
    item: { id: evaluator } as vscode.TestItem,
    ...{ evaluator, criterion: "Be polite.", prompt: { uri: "file:///a/shop.md", file: "shop.md" } },
    folder: "file:///a",
  }),
);
const token = (isCancellationRequested = false) => ({ isCancellationRequested }) as vscode.CancellationToken;

beforeEach(() => {
  Object.assign(editor, { picked: "Run", dialogs: [], errors: [], opened: [], wanted: 10 });
  ends.length = 0;
  asked.length = 0;
  output = "";
  plan = { conversationIds: ["c-1", "c-2"], calls: 4, text: "About 4 calls; at most 500 calls and $2." };
  ran = result(
    failing,
    item("short", { state: "skipped", verdict: "No verdict.", lines: ["c-1 skipped, unknown: cut"] }),
  );
  fresh = new FreshAnswers(connection, ReplayDocuments.register({ subscriptions: [] } as never));
});

it("says what it takes and runs one replay for all tests of a prompt once that is agreed to", async () => {
  await fresh.run(tests, run, token());
  expect(editor.dialogs).toEqual([
    {
      title: "Run 2 conversations again, with about 4 calls?",
      detail: expect.stringMatching(/at most 500 calls and \$2\.\n\nNothing is stored/),
    },
  ]);
  const of = { prompt: "file:///a/shop.md", evaluators: ["polite", "short"], folder: "file:///a" };
  expect(asked).toEqual([
    { method: methods.freshPlan, params: { ...of, limit: 10 } },
    { method: methods.freshRun, params: { ...of, conversationIds: ["c-1", "c-2"] } },
  ]);
  expect(output).toMatch(
    /replaying 1 of 4\r\n2 conversations again[\s\S]*polite: Fresh answers: 50 %[\s\S]*c-2 \(turn 1\) fails: it is rude[\s\S]*short: No verdict\.\r\n {2}c-1 skipped, unknown: cut/,
  );
  expect(ends.map(([id, end]) => [id, end])).toEqual([
    ["polite", "failed"],
    ["short", "skipped"],
  ]);
});

it("a failure says what was wanted and answered, and leads to the fresh conversation", async () => {
  await fresh.run(tests, run, token());
  const message = String(ends[0]![2]);
  expect(message).toMatch(
    /below the threshold[\s\S]*Fresh answer in c-2, turn 1[\s\S]*Wanted: Be polite\.[\s\S]*Answered: “No\. \[x\]\(y\)”[\s\S]*Why not: it is rude/,
  );
  const [, target] = /\(command:homeostat\.openFreshAnswers\?([^)]+)\)/.exec(message)!;
  const [kept] = JSON.parse(decodeURIComponent(target!)) as string[];
  await editor.commands.get(commands.openFreshAnswers)!(kept);
  expect(editor.opened.at(-1)).toMatchObject(["vscode.diff", {}, {}, "Replay: c-2 with shop.md", {}]);
});

it("why it failed opens the same, until it is run on stored conversations", async () => {
  await fresh.run(tests, run, token());
  expect(await fresh.explain("short")).toBe(false);
  expect(await fresh.explain("polite")).toBe(true);
  expect(editor.opened).toHaveLength(1);
  fresh.forget("polite");
  expect(await fresh.explain("polite")).toBe(false);
});

it("nothing is run where nobody says yes, where it is cancelled, or where the prompt has no conversation", async () => {
  editor.picked = undefined;
  await fresh.run(tests, run, token());
  await fresh.run(tests, run, token(true));
  plan = { conversationIds: [], calls: 0, text: "" };
  await fresh.run(tests, run, token());
  expect(ends.map(([, end]) => end)).toEqual(Array.from({ length: 6 }, () => "skipped"));
  expect(asked.map(({ method }) => method)).toEqual(Array.from({ length: 3 }, () => methods.freshPlan));
  expect(output).toMatch(/No conversation is known to have used this prompt/);
  expect(editor.dialogs).toHaveLength(1);
});

it("cancelled under way, its tests are skipped", async () => {
  ran = undefined;
  await fresh.run(tests, run, token());
  expect(ends).toEqual([
    ["polite", "skipped"],
    ["short", "skipped"],
  ]);
  expect(output).toMatch(/Cancelled/);
});

it("what keeps it from being run is the error of its tests; an agent that is missing is offered", async () => {
  plan = Object.assign(new Error("No agent is configured for the prompt shop."), {
    data: { code: "no-agent" },
  });
  await fresh.run(tests, run, token());
  expect(ends[0]).toEqual(["polite", "errored", "No agent is configured for the prompt shop."]);
  expect(editor.errors).toEqual(["No agent is configured for the prompt shop."]);
  expect(editor.dialogs).toEqual([]);
});

it.each([
  [0, 1],
  [1e9, 500],
  ["many", 10],
  [7.9, 7],
])("a sample size of %j is taken as %j", async (wanted, limit) => {
  editor.wanted = wanted;
  await fresh.run(tests.slice(0, 1), run, token());
  expect(asked[0]!.params).toMatchObject({ limit });
});
