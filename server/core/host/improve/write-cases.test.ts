/** Cases that a chat model wrote: the scripted one behind a server on this machine, a real store, files as people commit them. */
import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { greetingShop, rightGreeting } from "../../../../test/support/greeting-shop.ts";
import {
  type ScriptedModel,
  type ScriptedOptions,
  startScriptedModel,
  textOf,
} from "../../../../test/support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import type { Host } from "../host.ts";
import { openHost } from "../open-host.ts";

let folder: TempFolder;
let host: Host;
let model: ScriptedModel;
let options: ScriptedOptions = {};
const query = { target: "polite", write: true, model: {} };
const file = (): string => folder.file("homeostat/datasets/polite.jsonl");

beforeEach(async () => {
  options = {};
  model = await startScriptedModel({
    fails: (...asked) => options.fails?.(...asked),
    garbles: (request) => options.garbles?.(request),
    reflects: ({ lines }) => [[{ action: "add", line: lines.at(-1)!.number, text: rightGreeting }]],
  });
  folder = tempFolder("write-cases", greetingShop(model.url));
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
});
afterEach(async () => {
  await host.close();
  await model.close();
  vi.unstubAllEnvs();
  folder.remove();
});

test("nobody is asked unless it is wanted; before that it is said what it would take", async () => {
  const { writing } = await host.dataset({ target: "polite", model: {} });
  expect(writing).toMatchObject({ orders: 20, calls: 0, kept: 0 });
  expect(writing!.mostCalls).toBeGreaterThan(3);
  expect((await host.dataset({ target: "polite", write: true })).writing).toBeUndefined();
  expect(model.exchanges).toEqual([]);
});

test("what it writes is to learn from, labelled, unlike all else, and paid for once", async () => {
  const plain = (await host.dataset({ target: "polite" })).dataset;
  const { dataset, writing, texts } = await host.dataset(query);
  const written = dataset.cases.filter(({ origin }) => origin === "written");
  expect(writing).toMatchObject({ kept: written.length, calls: model.exchanges.length, unasked: 0 });
  expect(written.length).toBeGreaterThan(8);
  expect(writing!.spread!.distance).toBeGreaterThan(0);
  expect(new Set(written.map(({ split, role }) => `${role} ${split}`))).toEqual(new Set(["target train"]));
  expect(written.every(({ how }) => how!.startsWith("written by a model: "))).toBe(true);
  const splitOf = new Map(dataset.cases.map(({ id, split }) => [id, split]));
  expect(plain.cases.every(({ id, split }) => splitOf.get(id) === split)).toBe(true);
  // Nothing that is held out was shown.
  const heldOut = dataset.cases.filter(({ split }) => split !== "train").map(({ id }) => texts[id]!);
  const sent = model.exchanges.map(({ request }) => request.messages.map(textOf).join("\n"));
  expect(heldOut.filter((text) => sent.some((one) => one.includes(text)))).toEqual([]);
  expect(sent[0]).toContain("To be written: ");
  const asked = model.exchanges.length;
  const again = await host.dataset(query);
  expect(again.dataset.cases.filter(({ origin }) => origin === "written").length).toBeGreaterThanOrEqual(
    written.length,
  );
  const { exchanges } = model;
  expect(exchanges.length - asked).toBeLessThanOrEqual(20 - written.length + 4);
  const stays = await host.dataset({ target: "polite", write: true });
  expect(stays.written).toEqual({ isChanged: false });
  expect(stays.dataset.id).toBe(again.dataset.id);
});

test("they are run: a cycle learns from them, and its gate looks at none", async () => {
  await host.testEvaluators({});
  const { dataset, texts } = await host.dataset(query);
  const written = dataset.cases.filter(({ origin }) => origin === "written").map(({ id }) => texts[id]!);
  const before = model.exchanges.length;
  const report = await host.improve({ target: "polite" });
  expect(report.end).toBe("suggestion");
  const users = model.exchanges.slice(before).map(({ request }) => textOf(request.messages.at(-1)!));
  expect(users.some((text) => written.includes(text))).toBe(true);
  const ids = new Set(dataset.cases.flatMap(({ id, origin }) => (origin === "written" ? id : [])));
  expect(report.suggestion!.fixed.some((one) => ids.has(one.case))).toBe(false);
});

test("a limit ends it, and what came is kept", async () => {
  const { writing } = await host.dataset({ ...query, model: { calls: 2 } });
  expect(writing).toMatchObject({ calls: 2, mostCalls: 2, unasked: 10 });
  expect(readFileSync(file(), "utf8")).toContain('"origin":"written"');
});

test("an endpoint that fails midway loses nothing that came; one that never answers writes nothing", async () => {
  options = { fails: (_, n) => (n > 2 ? { status: 401 } : undefined) };
  const { writing } = await host.dataset(query);
  expect(writing!.kept).toBeGreaterThan(0);
  expect(writing!.stopped).toBeDefined();
  folder.write("homeostat/datasets/polite.jsonl", "");
  options = { fails: () => ({ status: 401 }) };
  await expect(host.dataset(query)).rejects.toMatchObject({ code: expect.stringContaining("key") });
  expect(readFileSync(file(), "utf8")).toBe("");
});

test("a writer that gets our own question wrong, or writes nonsense, adds nothing", async () => {
  options = { garbles: () => JSON.stringify({ answers: [{ number: 1, text: "pass" }] }) };
  const { writing, dataset } = await host.dataset(query);
  expect(writing).toMatchObject({ kept: 0 });
  expect(writing!.unusable).toBeGreaterThan(0);
  expect(dataset.cases.some(({ origin }) => origin === "written")).toBe(false);
});

test("without a chat model it says so", async () => {
  const { "homeostat.yaml": config = "" } = greetingShop(model.url);
  folder.write("homeostat.yaml", config.replace(/^models:.*\n/m, "").replace(/^agents:[\s\S]*/m, ""));
  await expect(host.dataset(query)).rejects.toMatchObject({ code: "no-chat" });
  expect(existsSync(file())).toBe(false);
});
