import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generateLarge, type IntentTruth } from "../scripts/demo/large/generate-large.ts";
import { largeGroups } from "../scripts/demo/large/groups.ts";
import { largeEvaluators } from "../scripts/demo/large/large-evaluators.ts";
import { largePrompts, largeWorkspace } from "../scripts/demo/large/write-large.ts";
import type { ChatMessage } from "../scripts/demo/transcript.ts";
import { openHost } from "../server/core/index.ts";
import { Store } from "../server/core/store/index.ts";
import { repository } from "./support/built.ts";
import { keywordBaseline } from "./support/keyword-baseline.ts";
import { agreementOf } from "./support/planted-agreement.ts";
import { tempFolder } from "./support/temp-folder.ts";

const prompts = largePrompts(repository);
const { lines, truth } = generateLarge(prompts);
const intents = largeGroups.flatMap((group) => group.intents.map((intent) => ({ ...intent, group })));
const workspace = largeWorkspace(repository);

interface Line {
  readonly id: string;
  readonly messages: readonly ChatMessage[];
}

const all = Object.values(lines)
  .flat()
  .map((line) => JSON.parse(line) as Line);

const folded = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}{}]+/gu, " ")
    .trim();

describe("the large demo", () => {
  it("holds 19,372 conversations of 133 intents in eleven groups, the smallest of 20 or more", () => {
    expect(all).toHaveLength(19_372);
    expect(truth.intents).toHaveLength(133);
    expect(largeGroups).toHaveLength(11);
    const sizes = truth.intents.map(({ conversations }) => conversations);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(19_372);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(20);
    // A long tail: the tenth part of the intents that is asked most makes up more than a quarter of all, the lesser half less than one.
    const sorted = [...sizes].sort((a, b) => b - a);
    const sum = (some: readonly number[]): number => some.reduce((total, size) => total + size, 0);
    expect(sum(sorted.slice(0, 13))).toBeGreaterThan(19_372 / 4);
    expect(sum(sorted.slice(-66))).toBeLessThan(19_372 / 4);
  });

  it("has 20 openings written by hand for 40 intents, 6 for the others, and none twice", () => {
    expect(intents.filter(({ says }) => says.length >= 20)).toHaveLength(40);
    for (const { id, says } of intents) expect(says.length, id).toBeGreaterThanOrEqual(6);
    const texts = intents.flatMap(({ says }) => says.map(folded));
    expect(texts.filter((text, i) => texts.indexOf(text) !== i)).toEqual([]);
  });

  it("puts look-alikes in pairs, with one intent more that leans on a pair", () => {
    const byId = new Map(intents.map((intent) => [intent.id, intent]));
    expect(byId.size).toBe(133);
    for (const { id, twin, group } of intents) {
      expect(byId.get(twin)?.group, id).toBe(group);
      expect(twin).not.toBe(id);
    }
    expect(intents.filter(({ id, twin }) => byId.get(twin)?.twin !== id).map(({ id }) => id)).toEqual([
      "map-blank",
    ]);
  });

  it("gives the same bytes for the same seed", () => {
    const digest = (demo: ReturnType<typeof generateLarge>): string =>
      createHash("sha256").update(JSON.stringify(demo)).digest("hex");
    expect(digest(generateLarge(prompts))).toBe(digest({ lines, truth }));
  });

  it("leaves no slot open", () => {
    for (const { id, messages } of all)
      for (const { role, content } of messages)
        if (role !== "tool") expect(content ?? "", id).not.toMatch(/\{\w*\}|\bundefined\b|\bNaN\b/);
  });
});

describe("what is planted", () => {
  const failShare = ({ failed, conversations }: IntentTruth): number => failed / conversations;

  it("makes seven intents fail, in 60 to 80 of 100, by an evaluator each", () => {
    const failing = truth.intents.filter(({ fails }) => fails);
    expect(failing).toHaveLength(7);
    expect(new Set(failing.map(({ fails }) => fails!.evaluator)).size).toBe(7);
    for (const intent of failing) {
      expect(failShare(intent), intent.id).toBeGreaterThan(0.6);
      expect(failShare(intent), intent.id).toBeLessThan(0.8);
    }
  });

  it("lets all others fail in 2 to 8 of 100, as nearly as whole conversations allow", () => {
    for (const intent of truth.intents.filter(({ fails }) => !fails)) {
      expect(intent.failed + 0.5, intent.id).toBeGreaterThanOrEqual(0.02 * intent.conversations);
      expect(intent.failed - 0.5, intent.id).toBeLessThanOrEqual(0.08 * intent.conversations);
    }
  });

  it("has one of the seven rise in the last two weeks and one begin in the last ten days", () => {
    const end = Math.max(...truth.intents.map(({ lastMs }) => lastMs));
    const days = (ms: number): number => ms / 86_400_000;
    const fresh = truth.intents.find(({ fails }) => fails?.arrives === "new")!;
    expect(days(end - fresh.firstMs)).toBeLessThan(10);
    const rising = truth.intents.find(({ fails }) => fails?.arrives === "rising")!;
    const times = all
      .filter(({ id }) => truth.intentOf[id] === rising.id)
      .map(({ messages }) => Date.parse(messages[0]!.timestamp));
    const late = times.filter((ms) => days(end - ms) < 14).length;
    expect(late / times.length).toBeGreaterThan(0.65);
    for (const { id, fails, firstMs } of truth.intents)
      if (fails?.arrives !== "new") expect(days(end - firstMs), id).toBeGreaterThan(40);
  });

  it("stands under the 14 evaluators of homeostat.yaml, each on one line of its prompt", () => {
    const { evaluators } = parse(readFileSync(resolve(workspace, "homeostat.yaml"), "utf8")) as {
      evaluators: { name: string; prompts?: (keyof typeof prompts)[]; covers?: string[] }[];
    };
    expect(evaluators.map(({ name }) => name)).toEqual(Object.keys(largeEvaluators));
    expect(evaluators).toHaveLength(14);
    for (const { prompts: own = [], covers = [] } of evaluators)
      for (const text of covers)
        expect(prompts[own[0]!].split("\n").filter((line) => line.includes(text))).toHaveLength(1);
  });
});

describe("what a keyword baseline makes of it", () => {
  it("stays below an adjusted Rand index of 0.6, told the number of intents", () => {
    const texts = all.map(({ messages }) => messages[1]!.content!);
    const planted = new Map(all.map(({ id }) => [id, truth.intentOf[id]!]));
    const baseline = keywordBaseline(texts, truth.intents.length);
    for (const labels of Object.values(baseline) as (readonly number[])[]) {
      const { ari } = agreementOf(planted, new Map(all.map(({ id }, i) => [id, labels[i]!])));
      expect(ari).toBeGreaterThan(0.05);
      expect(ari).toBeLessThan(0.6);
    }
  });
});

describe("what the product's evaluators say of a twentieth of it", () => {
  const folder = tempFolder("large");
  afterAll(folder.remove);

  it("is what was planted, conversation by conversation", async () => {
    for (const name of ["coach", "injury", "nutrition", "support"] as const) {
      folder.write(`prompts/${name}.prompt.md`, prompts[name]);
      const some = lines[name].filter((_, i) => i % 20 === 0);
      folder.write(`conversations/${name}.jsonl.gz`, gzipSync(`${some.join("\n")}\n`));
    }
    folder.write("homeostat.yaml", readFileSync(resolve(workspace, "homeostat.yaml"), "utf8"));
    const host = await openHost({ root: folder.path, trusted: false });
    await host.importConversations(["conversations"], undefined);
    await host.evaluate();
    const { totals, evaluators } = await host.snapshot();
    await host.close();
    expect(totals.unmatched).toBe(0);
    const store = await Store.open(folder.file(".homeostat"));
    const rows = await store.tables.evaluations.read({ columns: ["conversationId", "evaluator", "label"] });
    const ids = (await store.tables.conversations.read({ columns: ["id"] })).map(({ id }) => id);
    store.close();
    expect(evaluators).toHaveLength(14);
    const found = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]));
    for (const { conversationId = "", evaluator = "", label } of rows)
      if (label === "fail") found.get(conversationId)!.add(evaluator);
    for (const [id, names] of found)
      expect([...names].sort(), `${id} ${truth.intentOf[id]}`).toEqual([...(truth.failing[id] ?? [])].sort());
  });
});
