import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { strangers, troubledChats, troubledConfig } from "../../../test/support/troubled-chats.ts";
import type { BehaviorFigures } from "../attribution/index.ts";
import { baselineOf, emptySnapshot, type Snapshot } from "../review/index.ts";
import { Store } from "../store/index.ts";
import type { Host } from "./host.ts";
import { openHost } from "./open-host.ts";
import { forgetConversations } from "./privacy/forget.ts";

let folder: TempFolder;
let host: Host;
let snapshot: Snapshot;

beforeAll(async () => {
  folder = tempFolder("issues", { "homeostat.yaml": troubledConfig, "chats.jsonl": troubledChats() });
  host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
  await host.findBehaviors();
  snapshot = await host.snapshot();
});
afterAll(async () => {
  await host.close();
  folder.remove();
});

/** Issues of the behaviors that most conversations of an intent are in, by kind. */
async function issuesOf(intent: string): Promise<Record<string, string>> {
  const { conversations } = await host.conversations({ limit: 1_000 });
  const ids = new Set(
    conversations.filter(({ id }) => id.startsWith(`${intent}-`)).flatMap(({ behaviorIds }) => behaviorIds),
  );
  const own = snapshot.behaviors.filter(({ id }) => ids.has(id));
  return Object.fromEntries(own.flatMap(({ issues }) => issues.map(({ kind, text }) => [kind, text])));
}

describe("what was planted in conversations is told of the behaviors that were found in them", () => {
  it("lost cards fail, and more since day 40", async () => {
    const issues = await issuesOf("lost");
    expect(issues.high).toMatch(/^Fails in \d+ % of its judged conversations/);
    expect(issues.rising).toMatch(/^Failures rose from (none of|\d+ %).* on 2026-04-(09|10|11)\.$/);
    expect(issues).not.toHaveProperty("new");
  });

  it("people give up on meals", async () => {
    expect(Object.keys(await issuesOf("meal"))).toEqual(["signals"]);
    expect((await issuesOf("meal")).signals).toMatch(/^People give up in 2\d % of its conversations \(15 of/);
  });

  it("marathon plans are new, bags drift, and neither needs a person", async () => {
    expect(Object.keys(await issuesOf("plan"))).toEqual(["new"]);
    expect((await issuesOf("plan")).new).toMatch(
      /^New since 2026-04-2\d: asked for by 60 people since, by nobody/,
    );
    expect(Object.keys(await issuesOf("bags"))).toEqual(["drifting"]);
    expect((await issuesOf("bags")).drifting).toMatch(/“violin”.* came, .*“telescope”.* went/);
    expect(snapshot.behaviors.filter(({ issue }) => issue).length).toBe(2);
  });

  it("the rest has none", async () => {
    for (const intent of ["knee", "broken", "cancel", "rebook"])
      expect(await issuesOf(intent), intent).toEqual({});
  });

  it("who hits most people comes first", () => {
    const ranked = snapshot.behaviors
      .filter(({ rank }) => rank !== undefined)
      .sort((a, b) => a.rank! - b.rank!);
    const order = ranked.map(({ issue }) => issue);
    expect(order).toEqual([...order].sort((a, b) => Number(b) - Number(a)));
    expect(ranked[0]!.issues[0]!.people).toBeGreaterThanOrEqual(ranked[1]!.issues[0]!.people);
  });
});

it("requests like no other of the last days, in their words", () => {
  const { unknown } = snapshot;
  expect(unknown!.recent.k).toBeGreaterThanOrEqual(strangers.length);
  expect(unknown!.newest.map(({ text }) => text)).toEqual(expect.arrayContaining([...strangers]));
});

describe("reasons", () => {
  it("why people gave up: meals, with what they said", async () => {
    const report = await host.reasons({ why: "gave-up", days: 60 });
    expect(report).toMatchObject({ what: "people give up", count: 15, people: 15 });
    const [first] = report.reasons;
    const meal = snapshot.behaviors.find(({ id }) => id === first!.behaviorId)!;
    expect(first).toMatchObject({ name: meal.name, count: 15, quote: "Forget it." });
    expect(first!.exemplar).toBe("meal-0056");
    expect(first!.lift).toBeGreaterThan(5);
  });

  it("of an evaluator and of all failures, in the last week unless said otherwise", async () => {
    const [one, all] = [await host.reasons({ why: "no-shrug" }), await host.reasons({ why: "failed" })];
    expect(one.count).toBeGreaterThan(2);
    expect(one.count).toBeLessThan(10);
    expect(one.reasons[0]!.quote).toMatch(/^no-shrug: .*no idea/);
    expect(all).toEqual({ ...one, what: "something fails" });
  });

  it("of what nobody knows: an error that names what there is", async () => {
    await expect(host.reasons({ why: "gave-ip" })).rejects.toMatchObject({
      code: "reason-unknown",
      hint: "Did you mean gave-up?",
    });
    await expect(host.reasons({ why: "weather forecast" })).rejects.toMatchObject({
      hint: expect.stringMatching(/failed, .*hand-over.*no-shrug/),
    });
  });
});

it("the same store gives the same issues", async () => {
  const other = await openHost({ root: folder.path, trusted: true });
  expect(JSON.stringify(await other.snapshot())).toBe(JSON.stringify(snapshot));
  await other.close();
});

it("a baseline holds issues, but no words of users and no conversation's time", () => {
  const { behaviors } = baselineOf({ ...emptySnapshot, behaviors: snapshot.behaviors }, [], [], undefined);
  const kinds = (list: readonly Pick<BehaviorFigures, "issues">[]): string[] =>
    list.flatMap(({ issues }) => issues.map(({ kind }) => kind));
  expect(kinds(behaviors as BehaviorFigures[]).sort()).toEqual(["high", "new", "rising", "signals"]);
  expect(JSON.stringify(behaviors)).not.toMatch(/violin|trend/);
});

it("what was forgotten is not told of a drift either", async () => {
  const drifts = async (): Promise<string> => {
    const store = await Store.open(folder.file(".homeostat"));
    const rows = await store.tables.behaviors.read({ columns: ["drift"] });
    store.close();
    return JSON.stringify(rows);
  };
  expect(await drifts()).toMatch(/violin/);
  const { conversations } = await host.conversations({ query: "violin", limit: 100 });
  expect(conversations.length).toBe(15);
  await forgetConversations(
    { root: folder.path, trusted: true },
    { conversations: conversations.map(({ id }) => id) },
  );
  expect(await drifts()).toMatch(/telescope/);
  expect(await drifts()).not.toMatch(/violin/);
});

it("reasons quote what an evaluator says as it is defined now", async () => {
  const quoteOf = async (): Promise<string | undefined> =>
    (await host.reasons({ why: "no-shrug", days: 60 })).reasons[0]!.quote;
  const before = await quoteOf();
  folder.write("homeostat.yaml", troubledConfig.replace("no idea", '"no i"'));
  await host.evaluate();
  expect(await quoteOf()).not.toBe(before);
  folder.write("homeostat.yaml", troubledConfig);
  expect(await quoteOf()).toBe(before);
});
