/** Mutation tests of an evaluator that asks a model: the scripted one, behind a server on this machine. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { judgeOpeningHours, openingAnswers, openingHours } from "../../../../test/support/opening-hours.ts";
import {
  type ScriptedFailure,
  type ScriptedModel,
  scriptedModelName,
  startScriptedModel,
} from "../../../../test/support/scripted-model.ts";
import type { TempFolder } from "../../../../test/support/temp-folder.ts";
import type { LongWork } from "../../base/index.ts";
import { Store } from "../../store/index.ts";
import { openHost } from "../open-host.ts";
import type { TestSummary } from "./test-evaluators.ts";

let folder: TempFolder;
let server: ScriptedModel;
let fails: ScriptedFailure | undefined;
const answers = openingAnswers("parcel", "lamp", "chair", "sofa", "cup", "rug");

beforeAll(async () => {
  server = await startScriptedModel({ fails: () => fails });
  folder = openingHours("judged-tests", answers);
  configure();
  await judgeOpeningHours(folder.path);
});
afterAll(async () => {
  await server.close();
  vi.unstubAllEnvs();
  folder.remove();
});

const configure = (limit = ""): string =>
  folder.write(
    "homeostat.yaml",
    `models: { embeddings: lexical, chat: { baseUrl: "${server.url}", model: ${scriptedModelName}${limit} } }
evaluators:
  - { name: says-ten, assert: [{ type: llm-rubric, value: 'The output contains "ten"' }] }
  - { name: at-ten, assert: [{ type: icontains, value: at ten }] }
`,
  );
async function testAll(names: readonly string[] = ["says-ten"], work?: LongWork): Promise<TestSummary> {
  const host = await openHost({ root: folder.path, trusted: true });
  try {
    return await host.testEvaluators({ evaluators: names }, work);
  } finally {
    await host.close();
  }
}
async function trustNow() {
  const host = await openHost({ root: folder.path, trusted: true });
  try {
    const { trust, tested } = (await host.snapshot()).evaluators[0]!;
    return { trust, tested };
  } finally {
    await host.close();
  }
}
async function inStore<T>(read: (store: Store) => Promise<T>): Promise<T> {
  const store = await Store.open(folder.file(".homeostat"));
  try {
    return await read(store);
  } finally {
    store.close();
  }
}
const judgements = (): Promise<string[]> =>
  inStore(async ({ tables }) => (await tables.judgements.read()).map(({ id }) => id).sort());

test("says what was asked of the judge, and keeps nothing of answers that nobody gave", async () => {
  const before = await judgements();
  expect(before).toHaveLength(answers.length);
  const asked = server.exchanges.length;
  const { evaluators, judges } = await testAll();
  expect(evaluators[0]!.report!.breaks.length).toBeGreaterThan(0);
  expect(judges).toMatchObject([
    { calls: server.exchanges.length - asked, kept: answers.length, unasked: 0 },
  ]);
  expect(server.exchanges.length).toBeGreaterThan(asked);
  expect(await judgements()).toEqual(before);
});

test.each<[string, string, ScriptedFailure | undefined]>([
  ["a limit of calls", ", maxCalls: 2", undefined],
  ["a model that is down", "", { status: 401 }],
])("%s ends a test, which takes no other's place", async (_, limit, failure) => {
  const before = await trustNow();
  expect(before.tested).toMatch(/^(?:mutation-tested|untrusted)/);
  configure(limit);
  fails = failure;
  try {
    const { evaluators, judges } = await testAll();
    expect(evaluators).toMatchObject([{ trust: before.trust, report: { isIncomplete: true } }]);
    expect(evaluators[0]!.says).toBe(
      `${before.tested}; it could not be tested again: what it judges by, code or a model, could not be had for all that a test takes`,
    );
    expect(judges![0]!.stopped).toBeDefined();
    expect(await trustNow()).toEqual(before);
  } finally {
    configure();
    fails = undefined;
  }
});

test("a test that may cost waits for who judges meanwhile, one that costs nothing does not", async () => {
  const asked = server.exchanges.length;
  await inStore((store) =>
    store.alone("judging", async () => {
      expect((await testAll(["at-ten"])).evaluators).toMatchObject([{ evaluator: "at-ten" }]);
      await expect(testAll(["says-ten"], { signal: AbortSignal.timeout(1_000) })).rejects.toThrow();
    }),
  );
  expect(server.exchanges).toHaveLength(asked);
});
