import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { planted } from "../../../../test/support/planted-intents.ts";
import {
  type ChatRequest,
  type ScriptedModel,
  type ScriptedOptions,
  scriptedModelName,
  startScriptedModel,
  textOf,
} from "../../../../test/support/scripted-model.ts";
import { type Prompted, promptedIn, readingOf } from "../../../../test/support/scripted-reading.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { type FoundBehaviors, findBehaviors } from "../../behaviors/index.ts";
import { openChat, spendingOn } from "../../models/index.ts";
import { Store } from "../../store/index.ts";
import { areAlike } from "./alike-names.ts";
import { type NamedBehaviors, nameByModel } from "./name-by-model.ts";
import { nameQuestion } from "./name-question.ts";
import { seenMark } from "./seen-mark.ts";

let found: FoundBehaviors;
let folder: TempFolder;
let store: Store;
let server: ScriptedModel;
const requests = planted(14, { seed: 1 });
beforeAll(async () => {
  const alone = await findBehaviors(requests, { seed: 1 });
  // Two groups of several behaviors, and one of one.
  const groupOf = (at: number): string => (at === 0 ? "g0" : at % 2 === 0 ? "g1" : "g2");
  const groups = ["g0", "g1", "g2"].map((id) => ({ id, name: id, description: id, words: [], size: 1 }));
  found = {
    ...alone,
    groups,
    behaviors: alone.behaviors.map((one, at) => ({ ...one, groupId: groupOf(at) })),
  };
});
beforeEach(async () => {
  folder = tempFolder("names");
  store = await Store.open(folder.file(".homeostat"));
  await store.tables.conversations.upsert(requests.map(({ id, text }) => ({ id, opening: text })));
});
afterEach(async () => {
  store.close();
  await server.close();
  folder.remove();
});

const serve = async (options: ScriptedOptions = {}): Promise<void> => {
  server = await startScriptedModel(options);
};
const name = (what = found, maxCalls = 100): Promise<NamedBehaviors> => {
  const chat = { baseUrl: server.url, model: scriptedModelName, concurrency: 2, maxCalls };
  return nameByModel(store, spendingOn(openChat(chat)), what, {});
};
const promptedBy = ({ messages: [system, user] }: ChatRequest): Prompted =>
  promptedIn(textOf(system!), textOf(user!))!;
type Shown = Prompted["numbers"][number]["texts"];
const has = (texts: Shown, part: string): boolean => texts.some(({ label }) => label.includes(part));
const probes = /forgot my password|on Sundays|cancel my subscription/;
/** Answers as the scripted model does, but for what `change` says of the things that are not our probes. */
const changing =
  (change: (texts: Shown) => object | undefined) =>
  (request: ChatRequest): string => {
    const prompted = promptedBy(request);
    const { answers } = JSON.parse(readingOf(prompted, false)) as { answers: { number: number }[] };
    const changed = answers.map((answer, i) => {
      const { texts } = prompted.numbers[i]!;
      return probes.test(texts[0]!.text) ? answer : { ...answer, ...change(texts) };
    });
    return JSON.stringify({ answers: changed });
  };
const namesIn = ({ found: { behaviors } }: NamedBehaviors): string[] => behaviors.map((one) => one.name);

it("behaviors and groups are named by what is typical of them, beside what is typical of their neighbours", async () => {
  await serve();
  const named = await name();
  expect(named).toMatchObject({ fellBack: 0, unasked: 0 });
  const shown = server.exchanges.flatMap(({ request }) => promptedBy(request).numbers);
  const first = found.behaviors[0]!;
  const own = shown.find(({ texts }) => texts[0]!.text.includes(first.exemplars[0]!.text))!;
  expect(own.texts.map(({ label }) => label)).toEqual(["requests of this kind", "requests of other kinds"]);
  expect(own.texts[1]!.text.split("\n").length).toBe(6);
  expect(own.texts[1]!.text).not.toContain(first.exemplars[0]!.text);
  for (const one of named.found.behaviors) {
    expect(one).toMatchObject({ name: expect.stringMatching(/^about /), namedBy: expect.any(String) });
    expect(one.description).toContain(one.name);
  }
  for (const { id, name: own, description } of named.found.groups) {
    const members = named.found.behaviors.filter(({ groupId }) => groupId === id);
    expect(description).toContain(members[0]!.name);
    if (members.length === 1) expect(own).toBe(members[0]!.name);
    else expect(own).toMatch(/^about /);
  }
});

it("keeps a name as long as the exemplars stand, whatever happens around", async () => {
  await serve();
  const before = await name();
  expect(await name()).toMatchObject({ asked: 0, found: before.found });
  const [changed, ...others] = found.behaviors;
  const exemplars = [{ requestId: "new", text: "a wish nobody had before" }, ...changed!.exemplars.slice(1)];
  await store.tables.conversations.upsert([{ id: "new", opening: exemplars[0]!.text }]);
  const alone = { ...found, behaviors: [{ ...changed!, exemplars }, ...others], groups: [] };
  const after = await name(alone);
  expect(after.asked).toBe(1);
  expect(namesIn(after).slice(1)).toEqual(namesIn(before).slice(1));
  expect(await store.tables.behaviorNames.count()).toBe(found.behaviors.length);
});

it("of whom somebody forgets meanwhile no name stays that was given with their request in view", async () => {
  await serve();
  const { requestId, text } = found.behaviors[0]!.exemplars[0]!;
  await store.tables.conversations.deleteAny("id", [requestId]);
  await name();
  const kept = await store.tables.behaviorNames.read();
  expect(kept.flatMap(({ seen = [] }) => seen)).not.toContain(seenMark(text));
  expect(kept.length).toBeGreaterThan(0);
  // Its own, its neighbours', and those of groups that show it.
  expect((await name()).asked).toBeGreaterThanOrEqual(3);
});

it("a name that another one has is asked for again, with both in view", async () => {
  await serve({ garbles: changing((texts) => (has(texts, "taken") ? undefined : { name: "get it done" })) });
  const named = await name({ ...found, groups: [] });
  expect(namesIn(named)[0]).toBe("get it done");
  for (const other of namesIn(named).slice(1)) expect(other).toMatch(/^about /);
  const again = server.exchanges
    .flatMap(({ request }) => promptedBy(request).numbers)
    .filter(({ texts }) => has(texts, "taken"));
  expect(again).toHaveLength(found.behaviors.length - 1);
  expect(again[0]!.texts.at(-1)!.text).toContain(`get it done\n- ${found.behaviors[0]!.exemplars[0]!.text}`);
  const calls = server.exchanges.length;
  expect(namesIn(await name({ ...found, groups: [] }))).toEqual(namesIn(named));
  expect(server.exchanges).toHaveLength(calls);
});

it("where the model has no other name, or none that can stand, the users' phrase does", async () => {
  await serve({ garbles: changing(() => ({ name: "get it done" })) });
  const named = await name({ ...found, groups: [] });
  expect(namesIn(named)).toEqual(["get it done", ...found.behaviors.slice(1).map((one) => one.name)]);
  expect(named.found.behaviors.filter(({ namedBy }) => namedBy)).toHaveLength(1);
  expect(named.found.behaviors[1]).toEqual(found.behaviors[1]);
  for (const bad of [
    "a\nb",
    "say “hi” to me",
    "see https://evil.example",
    "one two three four five six seven eight nine ten eleven",
    "-1",
    "",
  ])
    expect(nameQuestion.read({ name: bad, description: "Fine." }), bad).toBeUndefined();
  expect(nameQuestion.read({ name: " don't pay twice. ", description: "Fine." })?.name).toBe(
    "don't pay twice",
  );
});

it("at the limit of calls the rest keeps its phrases", async () => {
  await serve();
  const named = await name(found, 1);
  expect(server.exchanges).toHaveLength(1);
  expect(named.found.behaviors.filter(({ namedBy }) => namedBy)).toHaveLength(6);
  expect(named.unasked).toBeGreaterThan(0);
});

it("names that nobody could tell apart are alike", () => {
  expect(areAlike("cancel a trip", "Cancelling trips")).toBe(true);
  expect(areAlike("refund a late delivery", "refund a late delivery order")).toBe(true);
  expect(areAlike("cancel a flight", "cancel a hotel")).toBe(false);
  expect(areAlike("what is it", "what is it")).toBe(true);
});
