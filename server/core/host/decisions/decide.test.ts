import { existsSync, readFileSync, rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planted, plantedChats } from "../../../../test/support/planted-intents.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { markOf } from "../../behaviors/index.ts";
import { decisionsFileName, type Snapshot } from "../../review/index.ts";
import { inspectStore, Store } from "../../store/index.ts";
import { diagnose } from "../doctor.ts";
import type { Host } from "../host.ts";
import { openHost } from "../open-host.ts";
import { planForget } from "../privacy/forget.ts";
import { type DecideContext, type Decision, makeDecision } from "./decide.ts";

let folder: TempFolder;
let host: Host;
let before: Snapshot;

const open = (): Promise<Host> => openHost({ root: folder.path, trusted: true });
beforeEach(async () => {
  folder = tempFolder("decide", { "chats.jsonl": plantedChats(14) });
  host = await open();
  await host.importConversations(["chats.jsonl"], undefined);
  await host.findBehaviors();
  before = await host.snapshot();
});
afterEach(async () => {
  await host.close();
  folder.remove();
});

const text = (): string => readFileSync(folder.file(decisionsFileName), "utf8");
const ids = ({ behaviors }: Snapshot): string[] => behaviors.map(({ id }) => id);
const sizes = ({ behaviors }: Snapshot) => new Map(behaviors.map(({ id, size }) => [id, size]));
const shown = async (id: string) => (await host.snapshot()).behaviors.find((one) => one.id === id);
const problems = async (): Promise<string[]> =>
  ((await host.snapshot()).decisionProblems ?? []).map(({ line, message }) => `${line + 1}: ${message}`);

/** The behavior that most conversations of an intent are in. */
async function behaviorOf(intent: string): Promise<string> {
  const { conversations } = await host.conversations({ limit: 1_000 });
  const counts = new Map<string, number>();
  for (const {
    id,
    behaviorIds: [behaviorId = "none"],
  } of conversations)
    if (id.startsWith(intent)) counts.set(behaviorId, (counts.get(behaviorId) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]![0];
}

describe("over the figures that are there", () => {
  it("pinned ones come first, muted ones last and are no issues, weights count, names stand everywhere", async () => {
    const [first, second, third, last] = [
      ids(before)[0]!,
      ids(before)[1]!,
      ids(before)[2]!,
      ids(before).at(-1)!,
    ];
    const revision = await host.revision();
    await host.decide({ kind: "pin", behavior: last });
    await host.decide({ kind: "mute", behavior: first, reason: "  not\nours " });
    await host.decide({ kind: "weight", behavior: third, weight: 10 });
    await host.decide({ kind: "rename", behavior: second, name: "Suitcases" });
    const snapshot = await host.snapshot();
    const all = ids(snapshot);
    expect([all[0], all[1], all.at(-1)]).toEqual([last, third, first]);
    expect(await shown(first)).toMatchObject({ issue: false, decision: { muted: { reason: "not ours" } } });
    expect(await shown(second)).toMatchObject({ name: "Suitcases", decision: { isNamed: true } });
    expect(sizes(snapshot)).toEqual(sizes(before));
    expect(await host.revision()).not.toBe(revision);
    expect(snapshot.revision).toBe(await host.revision());
    const { total } = await host.conversations({ query: "behavior:Suitcases" });
    expect(total).toBe(sizes(before).get(second));
    const { conversations } = await host.conversations({ query: "behavior:suitcases", limit: 1 });
    expect((await host.conversation(conversations[0]!.id))?.behaviors[0]?.name).toBe("Suitcases");
    expect((await host.trace(conversations[0]!.id))?.facts.behaviors[0]?.name).toBe("Suitcases");
    expect((await host.completeQuery("behavior:Suit", 13)).completions.map(({ label }) => label)).toContain(
      "Suitcases",
    );
  });

  it("hold through a search, and through a store that was made anew", async () => {
    const [first, second] = ids(before) as [string, string];
    await host.decide({ kind: "pin", behavior: second });
    await host.decide({ kind: "rename", behavior: first, name: "The large one", description: "All of it." });
    await host.findBehaviors();
    expect(ids(await host.snapshot())).toEqual([second, ...ids(before).filter((id) => id !== second)]);
    await host.close();
    rmSync(folder.file(".homeostat"), { recursive: true });
    host = await open();
    await host.importConversations(["chats.jsonl"], undefined);
    await host.findBehaviors();
    expect(await shown(first)).toMatchObject({ name: "The large one", description: "All of it." });
    expect(ids(await host.snapshot())[0]).toBe(second);
    expect(await problems()).toEqual([]);
  });

  it("know their behaviors by their requests where a store has other ids", async () => {
    const [first] = ids(before) as [string];
    await host.decide({ kind: "rename", behavior: first, name: "The large one" });
    folder.write(decisionsFileName, text().replace(first, "b-elsewhere"));
    expect(await shown(first)).toMatchObject({ name: "The large one" });
    await host.decide({ kind: "pin", behavior: first });
    expect(text()).toContain("b-elsewhere");
    expect(text()).not.toContain(first);
    await host.findBehaviors();
    expect(ids(await host.snapshot())[0]).toBe("b-elsewhere");
  });

  it("can all be taken back, which leaves nothing", async () => {
    const [id] = ids(before) as [string];
    await host.decide({ kind: "pin", behavior: id });
    await host.decide({ kind: "mute", behavior: id, reason: "x", until: "2999-01-01" });
    await host.decide({ kind: "weight", behavior: id, weight: 3 });
    await host.decide({ kind: "rename", behavior: id, name: "x", description: "y" });
    await host.decide({ kind: "unpin", behavior: id });
    await host.decide({ kind: "unmute", behavior: id });
    await host.decide({ kind: "weight", behavior: id, weight: 1 });
    await host.decide({ kind: "rename", behavior: id, name: "" });
    expect((await host.snapshot()).behaviors).toEqual(before.behaviors);
    expect(text()).not.toContain(id);
  });

  it("nothing of anybody's words is in the file", async () => {
    const [id, other] = ids(before) as [string, string];
    await host.decide({ kind: "pin", behavior: id });
    await host.decide({ kind: "merge", behavior: id, others: [other] });
    for (const { words, name } of before.behaviors)
      for (const word of [name, ...words].filter((one) => one.includes(" ")))
        expect(text()).not.toContain(word);
  });
});

describe("merge and split", () => {
  it("join behaviors at once, through searches with more conversations, and give them back", async () => {
    const [knee, meal] = [await behaviorOf("knee"), await behaviorOf("meal")];
    const all = sizes(before);
    expect(await host.decide({ kind: "merge", behavior: knee, others: [meal] })).toMatchObject({
      isSearched: true,
    });
    expect(sizes(await host.snapshot()).get(knee)).toBe(all.get(knee)! + all.get(meal)!);
    expect(ids(await host.snapshot())).not.toContain(meal);
    const more = planted(4, { seed: 31, from: 700 }).map(({ id, text: content }) =>
      JSON.stringify({ id, messages: [{ role: "user", content }] }),
    );
    folder.write("more.jsonl", more.join("\n"));
    await host.importConversations(["more.jsonl"], undefined);
    await host.findBehaviors();
    expect(await behaviorOf("meal")).toBe(knee);
    expect(await behaviorOf("meal-07")).toBe(knee);
    expect((await shown(knee))?.decision?.merged).toEqual([meal]);
    await host.decide({ kind: "unmerge", behavior: knee });
    expect([await behaviorOf("knee"), await behaviorOf("meal")]).toEqual([knee, meal]);
    expect(text()).not.toContain(meal);
  });

  it("part a behavior where its requests fall apart, and make it whole again", async () => {
    const [knee, meal] = [await behaviorOf("knee"), await behaviorOf("meal")];
    await host.decide({ kind: "merge", behavior: knee, others: [meal] });
    await expect(host.decide({ kind: "split", behavior: knee })).rejects.toMatchObject({
      code: "decision-invalid",
    });
    // As if they had been found as one.
    folder.write(decisionsFileName, "");
    const largest = ids(before)[0]!;
    const { parts = [] } = await host.decide({ kind: "split", behavior: largest });
    expect(parts.length).toBeGreaterThanOrEqual(2);
    const split = (await host.snapshot()).behaviors.filter(({ decision }) => decision?.partOf === largest);
    expect(split.map(({ size }) => size).sort((a, b) => b - a)).toEqual(parts);
    await host.findBehaviors();
    expect(ids(await host.snapshot())).toEqual(expect.arrayContaining(split.map(({ id }) => id)));
    await host.decide({ kind: "unsplit", behavior: split.find(({ id }) => id !== largest)!.id });
    expect((await shown(largest))?.size).toBe(parts.reduce((a, b) => a + b, 0));
    expect(await problems()).toEqual([]);
  });

  it("part a behavior by what a search compares its requests by", async () => {
    const knee = await behaviorOf("knee");
    const store = await Store.open(folder.file(".homeostat"));
    try {
      // Requests in the same words have one vector.
      const isLow = (text: string): boolean => markOf(text) < "8";
      const lowIds = new Set<string>();
      let parted: Parameters<DecideContext["search"]>[0];
      const { parts } = await makeDecision(
        { kind: "split", behavior: knee },
        {
          ...{ store, root: folder.path, seed: 1 },
          vectors: async (requests) => {
            for (const { id, text: said } of requests) if (isLow(said)) lowIds.add(id);
            return new Map(
              requests.map(({ id }) => [id, Float32Array.from(lowIds.has(id) ? [1, 0] : [0, 1])]),
            );
          },
          search: async (given) => {
            parted = given;
          },
        },
      );
      expect(parts).toHaveLength(2);
      for (const { memberIds } of parted!.parts)
        expect(new Set(memberIds.map((id) => lowIds.has(id))).size).toBe(1);
    } finally {
      store.close();
    }
  });

  it("wait for the next search where somebody else wrote them, which is said", async () => {
    const [knee, meal] = [await behaviorOf("knee"), await behaviorOf("meal")];
    await host.decide({ kind: "merge", behavior: knee, others: [meal] });
    const merged = text();
    await host.decide({ kind: "unmerge", behavior: knee });
    folder.write(decisionsFileName, merged);
    expect(await problems()).toEqual([expect.stringContaining("wait for the next search")]);
    await host.findBehaviors();
    expect(await problems()).toEqual([]);
    expect(await behaviorOf("meal")).toBe(knee);
  });
});

describe("what is wrong", () => {
  it("a broken file is told with its line, changes nothing, is not written over, and undoes no merge", async () => {
    const [knee, meal] = [await behaviorOf("knee"), await behaviorOf("meal")];
    await host.decide({ kind: "merge", behavior: knee, others: [meal] });
    const broken = text().replace("knownBy: [", "knownBy: [[");
    folder.write(decisionsFileName, broken);
    expect((await problems())[0]).toMatch(/^\d+: /);
    await expect(host.decide({ kind: "pin", behavior: knee })).rejects.toMatchObject({
      code: "decisions-unreadable",
    });
    expect(text()).toBe(broken);
    await host.findBehaviors();
    expect(await behaviorOf("meal")).toBe(knee);
  });

  it("a slip of the pen undoes no merge, and lets none be made that would have no effect", async () => {
    const [knee, meal] = [await behaviorOf("knee"), await behaviorOf("meal")];
    await host.decide({ kind: "merge", behavior: knee, others: [meal] });
    const slip = text().replace("merge:", "mrege:");
    folder.write(decisionsFileName, slip);
    await host.findBehaviors();
    expect(await behaviorOf("meal")).toBe(knee);
    const other = ids(await host.snapshot()).find((id) => id !== knee)!;
    const refused: readonly Decision[] = [
      { kind: "merge", behavior: knee, others: [other] },
      { kind: "split", behavior: other },
    ];
    for (const decision of refused)
      await expect(host.decide(decision)).rejects.toMatchObject({
        code: "decisions-unreadable",
        message: expect.stringMatching(/behaviors\.yaml:\d+: Unknown key `mrege`/),
      });
    expect(text()).toBe(slip);
    await host.decide({ kind: "pin", behavior: other });
    expect((await shown(other))?.decision?.pinned).toBe(true);
  });

  it("an entry that matches nothing is told with what to do", async () => {
    folder.write(decisionsFileName, "behaviors:\n  b-gone: { pinned: true, knownBy: [aaaaaaaaaaaa] }\n");
    expect(await problems()).toEqual([
      "2: b-gone matches no behavior any more: no behavior has most of its requests. Decide again, or remove the entry.",
    ]);
  });

  it("the doctor names lines that are wrong, and entries that are no behavior", async () => {
    const [id] = ids(before) as [string];
    folder.write(
      decisionsFileName,
      `behaviors:\n  b-gone: { pinned: true }\n  ${id}: { weight: 0 }\n  b-none: { pined: true }\n`,
    );
    const { checks } = await diagnose(
      { root: folder.path, trusted: true },
      { version: "0", inspect: inspectStore },
    );
    expect(checks.filter(({ area }) => area === "decisions")).toMatchObject([
      { code: "decisions", status: "ok", says: expect.stringContaining("3 behaviors") },
      { code: "decisions.issue", status: "problem", says: expect.stringContaining("behaviors.yaml:3: ") },
      {
        code: "decisions.issue",
        says: expect.stringContaining("behaviors.yaml:4: "),
        next: expect.stringContaining("merges and splits stay as they are"),
      },
      {
        code: "decisions.lost",
        status: "warning",
        says: expect.stringContaining("behaviors.yaml:2: b-gone"),
      },
      { code: "decisions.lost", says: expect.stringContaining("behaviors.yaml:4: b-none") },
    ]);
  });

  it("forgetting says which line quotes who is forgotten", async () => {
    const [{ id, exemplars }] = before.behaviors as [Snapshot["behaviors"][number]];
    const { conversationId, text: said } = exemplars[0]!;
    const mentions = async (): Promise<readonly string[]> =>
      (await planForget({ root: folder.path, trusted: true }, { conversations: [conversationId] })).mentions;
    await host.decide({ kind: "rename", behavior: id, name: "What nobody said so" });
    expect(await mentions()).toEqual([]);
    await host.decide({ kind: "rename", behavior: id, name: said.toUpperCase() });
    const line = text().split("\n").indexOf(`  ${id}:`) + 1;
    expect(await mentions()).toEqual([`${folder.file(decisionsFileName)}:${line}`]);
  });

  it("forgetting finds such words in reasons, between quotation marks, in comments, and in what the agent answered", async () => {
    folder.write(
      "one.jsonl",
      `{"id":"x1","messages":[{"role":"user","content":"My  aunt Zelda\\nlives in Quebec"},
      {"role":"assistant","content":"Dear Ms Zelda Montgomery, she does."}]}`.replace(/\n +/, ""),
    );
    await host.importConversations(["one.jsonl"], undefined);
    const [id] = ids(before) as [string];
    const file = folder.file(decisionsFileName);
    const mentions = async (written: string): Promise<readonly string[]> => {
      folder.write(decisionsFileName, `behaviors:\n  ${id}:\n    ${written}\n`);
      const report = await planForget({ root: folder.path, trusted: true }, { conversations: ["x1"] });
      return report.mentions.map((place) => place.slice(file.length));
    };
    expect(await mentions("muted: { reason: my aunt Zelda lives in Quebec }")).toEqual([":2"]);
    expect(await mentions("muted: { reason: my aunt Zelda lives in Quebec, until: 2020-01-01 }")).toEqual([
      ":2",
    ]);
    expect(await mentions("description: People say “aunt Zelda lives in Quebec” and more.")).toEqual([":2"]);
    expect(await mentions("pinned: true # Zelda Montgomery")).toEqual([":3"]);
    expect(await mentions("name: an aunt, Zelda")).toEqual([]);
    expect(await mentions("name: my aunt")).toEqual([]);
    expect(await mentions("name: [Zelda Montgomery")).toEqual([]);
  });

  it("what makes no sense is refused, and nothing is written", async () => {
    const [behavior] = ids(before) as [string];
    const refused: readonly (readonly [Decision, string])[] = [
      [{ kind: "pin", behavior: "b-none" }, "behavior-unknown"],
      [{ kind: "mute", behavior, reason: " " }, "decision-invalid"],
      [{ kind: "mute", behavior, reason: "x", until: "soon" }, "decision-invalid"],
      [{ kind: "weight", behavior, weight: 0 }, "decision-invalid"],
      [{ kind: "weight", behavior, weight: Number.NaN }, "decision-invalid"],
      [{ kind: "rename", behavior, name: "x".repeat(301) }, "decision-invalid"],
      [{ kind: "merge", behavior, others: [] }, "decision-invalid"],
      [{ kind: "merge", behavior, others: [behavior] }, "decision-invalid"],
      [{ kind: "unmerge", behavior }, "decision-invalid"],
      [{ kind: "unsplit", behavior }, "decision-invalid"],
    ];
    for (const [decision, code] of refused)
      await expect(host.decide(decision), JSON.stringify(decision)).rejects.toMatchObject({ code });
    expect(existsSync(folder.file(decisionsFileName))).toBe(false);
  });
});
