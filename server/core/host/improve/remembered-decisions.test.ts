/** What people decided about suggestions, as later cycles and other clones know it: a real store, the scripted model as agent and proposer. */
import { cpSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { greetingShop, rightGreeting } from "../../../../test/support/greeting-shop.ts";
import { type ScriptedModel, startScriptedModel, textOf } from "../../../../test/support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import type { Suggestion } from "../../improve/index.ts";
import { readAuditTrail } from "../../review/index.ts";
import type { Host } from "../host.ts";
import { openHost } from "../open-host.ts";
import { forgetConversations } from "../privacy/forget.ts";

let folder: TempFolder;
let model: ScriptedModel;
let suggestion: Suggestion;
const proposed = rightGreeting;
const audit = (): string => readFileSync(folder.file("homeostat/audit.jsonl"), "utf8");

beforeAll(async () => {
  model = await startScriptedModel({
    reflects: ({ lines }) => [[{ action: "add", line: lines.at(-1)!.number, text: proposed }]],
  });
  folder = shop("decisions");
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  await here(async (host) => {
    suggestion = (await host.improve({ target: "polite" })).suggestion!;
  });
});
afterAll(async () => {
  await model.close();
  vi.unstubAllEnvs();
  folder.remove();
});

/** With a second evaluator of the same answers, which always passes. */
function shop(name: string): TempFolder {
  const files = greetingShop(model.url);
  const second = "- { name: calm, scope: turn, assert: [{ type: not-icontains, value: hurry }] }";
  const config = files["homeostat.yaml"]!.replace("\nmodels:", `\n  ${second}\nmodels:`);
  return tempFolder(name, { ...files, "homeostat.yaml": config });
}

async function within<T>(place: TempFolder, act: (host: Host) => Promise<T>): Promise<T> {
  const host = await openHost({ root: place.path, trusted: true });
  try {
    await host.importConversations(["chats.jsonl"], undefined);
    await host.evaluate();
    await host.testEvaluators({});
    return await act(host);
  } finally {
    await host.close();
  }
}

const here = <T>(act: (host: Host) => Promise<T>): Promise<T> => within(folder, act);

/** The same project elsewhere: what is committed is there, the store is empty. */
async function inClone<T>(act: (host: Host) => Promise<T>): Promise<T> {
  const clone = shop("clone");
  cpSync(folder.file("homeostat"), clone.file("homeostat"), { recursive: true });
  try {
    return await within(clone, act);
  } finally {
    clone.remove();
  }
}

test("a clone knows what was turned down and why, tells it to who proposes, and tries it no more", async () => {
  await here((host) =>
    host.decideSuggestion({
      ...{ kind: "reject", suggestion: suggestion.id, who: "Ada", reason: "Nobody talks like that here." },
    }),
  );
  const known = (await here((host) => host.memory({}))).attempts;
  await inClone(async (host) => {
    const { attempts } = await host.memory({});
    expect(attempts).toEqual(known.filter(({ who }) => who !== undefined));
    expect(attempts).toMatchObject([
      {
        ...{ operator: "add", end: "rejected", who: "Ada", why: "Nobody talks like that here." },
        ...{ target: "polite", text: rightGreeting },
        reflection: `“${rightGreeting}” was turned down by a person: Nobody talks like that here.`,
      },
    ]);
    const before = model.exchanges.length;
    const report = await host.improve({ target: "polite", budget: { calls: 200 } });
    expect(report.suggestion).toBeUndefined();
    const asked = model.exchanges.slice(before).map(({ request }) => request.messages.map(textOf));
    const reflections = asked.filter(([system]) => system!.startsWith("You mend the prompt"));
    expect(reflections.length).toBeGreaterThan(0);
    for (const [, user] of reflections)
      expect(user).toContain("was turned down by a person: Nobody talks like that here.");
    // Who decided is nobody's business outside.
    expect(reflections.flat().join()).not.toContain("Ada");
    expect(asked.filter(([system]) => system!.includes(rightGreeting))).toEqual([]);
  });
});

test("forgotten in one place it is forgotten in every clone; the trail keeps what was decided", async () => {
  const before = audit();
  expect(await here((host) => host.resetMemory({ prompt: "shop.prompt.md" }))).toBeGreaterThan(0);
  expect(audit().startsWith(before)).toBe(true);
  expect(readAuditTrail(audit())).toMatchObject({
    entries: [{ action: "rejected" }],
    resets: [{ file: "shop.prompt.md", behind: 1 }],
    issues: [],
  });
  for (const place of [here, inClone]) expect((await place((host) => host.memory({}))).attempts).toEqual([]);
  // Nothing is left to forget, so that nothing more is written.
  const after = audit();
  await here((host) => host.resetMemory({}));
  expect(audit()).toBe(after);
});

test("what an accepted one mended stays a regression case of every later dataset, in clones and where others are forgotten", async () => {
  const fixed = suggestion.fixed.flatMap(({ conversationId }) => conversationId ?? []);
  const rolesOf = async (host: Host, target: string): Promise<Map<string, string>> => {
    const { cases } = (await host.dataset({ target })).dataset;
    return new Map(cases.flatMap(({ conversation, input, role }) => (input ? [] : [[conversation!, role]])));
  };
  const recorded = await here(async (host) => {
    const { cases } = (await host.dataset({ target: "polite" })).dataset;
    const own = cases.filter(({ input, conversation }) => !input && fixed.includes(conversation!));
    await host.decideSuggestion({ kind: "accept", suggestion: suggestion.id, who: "Ada" });
    return own.map(({ conversation }) => conversation!);
  });
  expect(recorded.length).toBeGreaterThan(3);
  for (const place of [here, inClone])
    await place(async (host) => {
      // Memory is one thing, what a change mended another: that one goes on.
      await host.resetMemory({});
      for (const target of ["polite", "calm"]) {
        const roles = await rolesOf(host, target);
        expect([...new Set(recorded.map((id) => roles.get(id)))], target).toEqual(["regression"]);
      }
    });
  const [gone, ...left] = recorded;
  const { mentions } = await forgetConversations(
    { root: folder.path, trusted: false },
    { conversations: [gone!] },
  );
  expect(mentions).toContain(folder.file("homeostat/audit.jsonl"));
  folder.write(
    "chats.jsonl",
    readFileSync(folder.file("chats.jsonl"), "utf8")
      .split("\n")
      .filter((line) => !line.includes(`"${gone}"`))
      .join("\n"),
  );
  await here(async (host) => {
    const roles = await rolesOf(host, "calm");
    expect(roles.has(gone!)).toBe(false);
    expect([...new Set(left.map((id) => roles.get(id)))]).toEqual(["regression"]);
  });
});
