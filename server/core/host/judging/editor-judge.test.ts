/** Evaluations by a language model of the editor: it stands in for VS Code, and judges by the rules of the scripted model. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { judgingOf } from "../../../../test/support/scripted-judging.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { type Editor, type EditorAnswer, type EditorQuestion, modelAccess } from "../../models/index.ts";
import { Store } from "../../store/index.ts";
import { openHost } from "../open-host.ts";

let folder: TempFolder;
let asked: EditorQuestion[];
/** What is answered in place of a verdict; undefined = the verdict. */
let instead: (question: EditorQuestion, number: number) => EditorAnswer | undefined;
const editor: Editor = {
  key: async () => undefined,
  chat: async (question) => {
    asked.push(question);
    const [system, user] = question.messages.map(({ content }) => content);
    return (
      instead(question, asked.length) ?? {
        text: judgingOf(system!, user!)!,
        tokens: { inputTokens: 10, outputTokens: 5 },
      }
    );
  },
};

beforeEach(async () => {
  folder = tempFolder("editor-judge");
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  [asked, instead] = [[], () => undefined];
  const line = (id: string, answer: string): string =>
    JSON.stringify({
      id,
      messages: [
        { role: "user", content: "when do you open?" },
        { role: "assistant", content: answer },
      ],
    });
  folder.write("chats.jsonl", [line("a", "We open at ten."), line("b", "No idea.")].join("\n"));
  configure();
  await withHost((host) => host.importConversations(["chats.jsonl"], undefined));
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

const configure = (more = ""): string =>
  folder.write(
    "homeostat.yaml",
    `models: { embeddings: lexical, chat: { vscode: acme/one${more} } }
evaluate: { continuous: all }
evaluators:
  - { name: opens, assert: [{ type: llm-rubric, value: 'The output contains "ten"' }] }
`,
  );
async function withHost<T>(
  act: (host: Awaited<ReturnType<typeof openHost>>) => Promise<T>,
  lent = true,
): Promise<T> {
  const host = await openHost(
    { root: folder.path, trusted: true },
    modelAccess(lent ? editor : undefined, {}),
  );
  try {
    return await act(host);
  } finally {
    await host.close();
  }
}
const evaluate = (lent = true) => withHost((host) => host.evaluate(), lent);

it("judges as any other does, and is asked nothing twice", async () => {
  const { labels, judges } = await evaluate();
  expect(labels.opens).toMatchObject({ pass: 1, fail: 1, unknown: 0 });
  expect(judges).toEqual([{ model: "acme/one", origin: "VS Code", calls: 2, kept: 0, unasked: 0 }]);
  expect(asked.map(({ isAsked }) => isAsked)).toEqual([true, true]);
  expect((await evaluate()).evaluations).toBe(0);
  expect(asked).toHaveLength(2);
});

it("what is no JSON of the form is asked for once more", async () => {
  configure(", concurrency: 1");
  instead = (_, number) => (number === 1 ? { text: "I would say that it passes." } : undefined);
  const { labels, judges } = await evaluate();
  expect(labels.opens).toMatchObject({ pass: 1, fail: 1, unknown: 0 });
  expect(judges).toMatchObject([{ calls: 3 }]);
});

it("what is longer than it takes is asked once, is no call, and speaks for no inability of the model", async () => {
  const count = 12;
  const chats = Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      id: `long-${i}`,
      messages: [
        { role: "user", content: "when do you open?" },
        { role: "assistant", content: `We open at ten, and this is a long story ${i}.` },
      ],
    }),
  );
  folder.write("long.jsonl", chats.join("\n"));
  configure(", concurrency: 1, maxCalls: 5");
  await withHost((host) => host.importConversations(["long.jsonl"], undefined));
  instead = ({ messages }) =>
    messages.some(({ content }) => content.includes("a long story"))
      ? { refused: "long", detail: "9 tokens, and it takes 5" }
      : undefined;
  const { labels, judges } = await evaluate();
  expect(labels.opens).toMatchObject({ pass: 1, fail: 1, unknown: count });
  expect(asked).toHaveLength(count + 2);
  expect(judges).toEqual([{ model: "acme/one", origin: "VS Code", calls: 2, kept: 0, unasked: 0 }]);
});

it("without VS Code verdicts wait and it is said who can give them; with it they are made up for", async () => {
  const first = await evaluate(false);
  expect(first.judges).toMatchObject([
    { unasked: 2, stoppedBy: "model-elsewhere", stopped: expect.stringContaining("only VS Code can ask it") },
  ]);
  expect((await evaluate()).labels.opens).toMatchObject({ pass: 1, fail: 1, unknown: 0 });
});

it("what a limit of money stands over is not asked, since nobody knows the price", async () => {
  configure(", maxUsd: 1");
  const { judges } = await evaluate();
  expect(judges).toMatchObject([
    { calls: 0, stopped: expect.stringContaining("price of acme/one is not known") },
  ]);
});

it("a refused consent ends the questions of that evaluation", async () => {
  configure(", concurrency: 1");
  instead = () => ({ refused: "consent", detail: "" });
  const { judges } = await evaluate();
  expect(asked).toHaveLength(1);
  expect(judges).toMatchObject([{ calls: 1, stoppedBy: "model-consent" }]);
});

it("what is judged by itself tells that nobody asked", async () => {
  const store = await Store.open(folder.file(".homeostat"));
  const rows = await store.tables.conversations.read();
  await store.tables.conversations.upsert(rows.map((row) => ({ ...row, receivedMs: Date.now() - 120_000 })));
  store.close();
  instead = ({ isAsked }) => (isAsked ? undefined : { refused: "consent", detail: "" });
  await withHost((host) => host.evaluateOnly({ isContinuous: true }));
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.every(({ isAsked }) => !isAsked)).toBe(true);
  expect((await evaluate()).labels.opens).toMatchObject({ pass: 1, fail: 1 });
});
