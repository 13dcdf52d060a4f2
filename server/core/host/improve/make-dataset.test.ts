import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refundFiles } from "../../../../test/support/refund-shop.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import type { Attempt } from "../../improve/index.ts";
import { Store } from "../../store/index.ts";
import type { Host } from "../host.ts";
import { openHost } from "../open-host.ts";
import { forgetConversations } from "../privacy/forget.ts";
import { keepAttempts } from "./kept-attempts.ts";
import { keptDataset } from "./make-dataset.ts";

let folder: TempFolder;
let host: Host;
beforeEach(async () => {
  folder = tempFolder("dataset", refundFiles(120));
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  host = await openHost({ root: folder.path, trusted: false });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
});
afterEach(async () => {
  await host.close();
  vi.unstubAllEnvs();
  folder.remove();
});

const file = (): string => folder.file("homeostat/datasets/no-promise.jsonl");
const query = { target: "no-promise" };

async function inStore<T>(act: (store: Store) => Promise<T>): Promise<T> {
  const store = await Store.open(folder.file(".homeostat"));
  try {
    return await act(store);
  } finally {
    store.close();
  }
}

test("of an evaluator: its failing and passing conversations; nothing is written unless it is asked for", async () => {
  const { dataset, totals, texts, called } = await host.dataset(query);
  expect({ called, totals, prompt: dataset.prompt }).toEqual({
    called: "no-promise",
    totals: { own: 120, others: 0 },
    prompt: "shop.prompt.md",
  });
  const failing = dataset.cases.filter(({ outcome }) => outcome === "fail");
  expect(failing.length).toBeGreaterThan(5);
  expect(dataset.cases.every(({ id }) => texts[id] !== undefined)).toBe(true);
  expect(existsSync(file())).toBe(false);
  expect(await inStore((store) => store.tables.datasets.count())).toBe(0);
  expect((await host.dataset(query)).dataset).toEqual(dataset);
});

test("of a behavior, by its name or id; what passes in other behaviors must go on passing", async () => {
  await host.findBehaviors();
  const { behaviors } = await host.snapshot();
  const [most] = [...behaviors].sort((a, b) => b.issues.length - a.issues.length || b.size - a.size);
  const { dataset, called } = await host.dataset({ target: most!.id });
  expect(called).toBe(most!.name);
  expect(dataset.target).toEqual({ kind: "behavior", id: most!.id });
  const regressions = dataset.cases.filter(({ role }) => role === "regression");
  expect(regressions.length).toBeGreaterThan(0);
  expect(regressions.every(({ outcome, behavior }) => outcome === "pass" && behavior !== most!.id)).toBe(
    true,
  );
});

test("written, it is the same again, stands in the store, and what a person changes stays", async () => {
  const first = await host.dataset({ ...query, write: true });
  expect(first).toMatchObject({ file: "homeostat/datasets/no-promise.jsonl", written: { isChanged: true } });
  const text = readFileSync(file(), "utf8");
  expect(await host.dataset({ ...query, write: true })).toMatchObject({ written: { isChanged: false } });
  expect(await inStore((store) => keptDataset(store, first.dataset.id))).toEqual(first.dataset);
  const [head, gone, ...rest] = text.split("\n");
  folder.write(
    "homeostat/datasets/no-promise.jsonl",
    [head, "{broken", '{"input":"Pay me back!"}', ...rest].join("\n"),
  );
  const second = await host.dataset({ ...query, write: true });
  expect(second.problems).toContain("Line 2 of the file: It is no JSON object. It stays as it is.");
  const ids = second.dataset.cases.map(({ id }) => id);
  expect(ids).not.toContain((JSON.parse(gone!) as { id: string }).id);
  expect(second.dataset.cases.some(({ input }) => input === "Pay me back!")).toBe(true);
  expect(readFileSync(file(), "utf8").split("\n")[1]).toBe("{broken");
});

test("as tests of promptfoo, whose edits count like those of the file", async () => {
  const tests = folder.file("homeostat/datasets/no-promise.promptfoo.yaml");
  const first = await host.dataset({ ...query, write: true });
  expect(first.tests).toBeUndefined();
  expect(existsSync(tests)).toBe(false);
  const { tests: named } = await host.dataset({ ...query, write: true, promptfoo: true });
  expect(named).toBe("homeostat/datasets/no-promise.promptfoo.yaml");
  const text = readFileSync(tests, "utf8");
  folder.write(
    named!,
    `${text}- vars: { input: Pay me back! }\n  assert: [{ type: contains, value: sorry }]\n`,
  );
  const second = await host.dataset({ ...query, write: true });
  expect(second.dataset.cases.some(({ input }) => input === "Pay me back!")).toBe(true);
  expect(readFileSync(file(), "utf8")).toContain("Pay me back!");
  expect(readFileSync(tests, "utf8")).toContain("value: sorry");
  expect((await host.dataset({ ...query, write: true })).dataset.id).toBe(second.dataset.id);
  folder.write(named!, "- vars: {");
  await expect(host.dataset({ ...query, write: true })).rejects.toMatchObject({ code: "tests-unreadable" });
  expect(readFileSync(tests, "utf8")).toBe("- vars: {");
});

test("who is forgotten is in no version any more, and the file that names them is told", async () => {
  const { dataset } = await host.dataset({ ...query, write: true });
  const conversation = dataset.cases.find(({ origin }) => origin === "recorded")!.conversation!;
  await host.close();
  const { mentions } = await forgetConversations(
    { root: folder.path, trusted: false },
    { conversations: [conversation] },
  );
  expect(mentions).toContain(file());
  expect(await inStore((store) => store.tables.datasets.count())).toBe(0);
  host = await openHost({ root: folder.path, trusted: false });
  const again = await host.dataset({ ...query, write: true });
  expect(readFileSync(file(), "utf8")).not.toContain(`"${conversation}"`);
  expect(again.dataset.cases.some((one) => one.conversation === conversation)).toBe(false);
});

test("what an earlier edit mended must go on passing; what was tried is told and can be forgotten", async () => {
  await host.findBehaviors();
  const { behaviors } = await host.snapshot();
  const target = behaviors[0]!.id;
  const { dataset } = await host.dataset({ target });
  const others = (await host.conversations({ limit: 200 })).conversations
    .map(({ id }) => id)
    .filter((id) => !dataset.cases.some(({ conversation }) => conversation === id));
  const { cases: all } = (await host.dataset({ target, sizes: { target: 500, general: 500 } })).dataset;
  const mended = others
    .filter((id) => all.find((one) => one.conversation === id)?.role === "general")
    .slice(0, 2);
  expect(mended).toHaveLength(2);
  const attempt: Attempt = {
    ...{ id: "a", atMs: 1, prompt: "shop.prompt.md", target: "x", operator: "rewrite" },
    ...{ context: { cause: "ignored" }, end: "accepted", mended },
  };
  await inStore((store) => keepAttempts(store, [attempt, { ...attempt, id: "b", mended: ["nobody"] }]));
  const again = await host.dataset({ target });
  for (const conversation of mended)
    expect(again.dataset.cases.find((one) => one.conversation === conversation)).toMatchObject({
      role: "regression",
    });
  const memory = await host.memory({});
  expect(memory.attempts).toEqual([attempt]);
  expect(memory.choices[0]).toMatchObject({ context: { cause: "ignored" } });
  expect(memory.choices[0]!.ranked[0]!.operator).toBe("rewrite");
  expect(await host.resetMemory({ prompt: "shop.prompt.md" })).toBe(1);
  expect((await host.memory({})).attempts).toEqual([]);
});

test("what there is not is said so", async () => {
  await expect(host.dataset({ target: "nothing" })).rejects.toMatchObject({ code: "target-unknown" });
  await expect(host.dataset({ ...query, prompt: "none.md" })).rejects.toMatchObject({
    code: "prompt-unknown",
  });
  await expect(host.memory({ prompt: "none.md" })).rejects.toMatchObject({ code: "prompt-unknown" });
});

test("mistakes in the file are told with their lines, and nothing is lost", async () => {
  const first = await host.dataset({ ...query, write: true });
  const train = first.dataset.cases.find(({ split, origin }) => split === "train" && origin === "recorded")!;
  const [head, one, ...rest] = readFileSync(file(), "utf8").split("\n");
  const near = { input: `Hello! ${first.texts[train.id]!}`, split: "held-out" };
  const wrong = [
    '{"input": "unfinished',
    one,
    '{"input":"Is it open?","splt":"train"}',
    JSON.stringify(near),
  ];
  folder.write("homeostat/datasets/no-promise.jsonl", [head, one, ...wrong, ...rest].join("\n"));
  const { problems, dataset } = await host.dataset({ ...query, write: true });
  expect(problems).toEqual(
    expect.arrayContaining([
      "Line 3 of the file: It is no JSON object. It stays as it is.",
      "Line 4 of the file: The same case stands above it. It stays as it is.",
      "Line 5 of the file: `splt` is read as a note. Is `split` meant? It stays as it is.",
      expect.stringMatching(/^Line 6 of the file: it says nearly what case \w+ says, which is train/),
    ]),
  );
  expect(dataset.cases.find(({ input }) => input === near.input)).toMatchObject({ split: "held-out" });
  const after = readFileSync(file(), "utf8").split("\n");
  expect(after).toContain(wrong[0]);
  expect(after.filter((line) => line === one)).toHaveLength(2);
  expect(after.find((line) => line.includes("splt"))).toContain("Is it open?");
});
