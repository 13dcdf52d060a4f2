/** A diagnosis that asks a chat model: the scripted one, behind a server on this machine, and a real store. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  type ScriptedModel,
  type ScriptedOptions,
  scriptedModelName,
  startScriptedModel,
} from "../../../../test/support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { seededRandom } from "../../base/index.ts";
import { Store } from "../../store/index.ts";
import type { Host } from "../host.ts";
import { openHost } from "../open-host.ts";

let folder: TempFolder;
let server: ScriptedModel;
let host: Host;
beforeEach(() => {
  folder = tempFolder("opinions");
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
});
afterEach(async () => {
  await host.close();
  await server.close();
  vi.unstubAllEnvs();
  folder.remove();
});

const topics = ["refund", "invoice", "parcel", "password", "coupon"];
const prompt = `You answer customers of a shop.

${topics.map((one) => `- If the customer mentions a ${one}, quote the rule of the ${one} chapter.`).join("\n")}
- If the customer is furious, hand over to a person.
`;
const subject = { kind: "prompt", file: "shop.prompt.md" } as const;

/** Answers on parcels quote nothing, and every fourth one on invoices; every seventh customer is furious, in other words. */
function chats(): string {
  return Array.from({ length: 100 }, (_, i) => {
    const topic = topics[i % topics.length]!;
    const isBad = topic === "parcel" || (topic === "invoice" && i % 4 === 0);
    const mood = i % 7 === 0 ? "This is outrageous. " : "";
    return JSON.stringify({
      id: `c${i}`,
      messages: [
        { role: "system", content: prompt },
        { role: "user", content: `${mood}I have a question on my ${topic}, please.` },
        { role: "assistant", content: isBad ? "Sorry." : `The chapter says: quote ${topic} at once.` },
      ],
    });
  }).join("\n");
}

async function begin(options: ScriptedOptions = {}, more = ""): Promise<void> {
  server = await startScriptedModel(options);
  folder.write("shop.prompt.md", prompt);
  folder.write("chats.jsonl", chats());
  folder.write(
    "homeostat.yaml",
    `version: 1
models: { embeddings: lexical, chat: { baseUrl: "${server.url}", model: ${scriptedModelName}${more} } }
evaluators:
  - { name: quotes, assert: [{ type: contains, value: chapter says }] }
`,
  );
  host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
}

async function kept(): Promise<number> {
  const store = await Store.open(folder.file(".homeostat"));
  try {
    return await store.tables.opinions.count();
  } finally {
    store.close();
  }
}
const diagnosed = async () => (await host.diagnose(subject)).prompts[0]!;

it("asks what words leave open and what is least sure, keeps it, and asks nothing again", async () => {
  await begin();
  const before = await diagnosed();
  expect(before.asked).toBeUndefined();
  expect(server.exchanges).toHaveLength(0);
  const report = await host.askOpinions({});
  expect(report).toMatchObject({ conditions: 1, units: 100, fellBack: 0, unasked: 0, isHopeless: false });
  expect(report.failures).toBeGreaterThan(10);
  expect(report.calls).toBe(server.exchanges.length);
  const after = await diagnosed();
  const { asked } = after;
  expect(asked!.conditions).toMatchObject({ isInformed: true });
  expect(asked!.causes.known.right).toBeGreaterThan(asked!.causes.known.n * 0.8);
  expect(asked!.model).toContain(scriptedModelName);
  // In a process of its own with nothing in memory it finds the same, and asks nobody.
  await host.close();
  host = await openHost({ root: folder.path, trusted: true });
  expect(await diagnosed()).toEqual(after);
  expect(await host.askOpinions({})).toMatchObject({ calls: 0, units: 0, failures: 0 });
  expect(await diagnosed()).toEqual(after);
  expect(server.exchanges).toHaveLength(report.calls);
});

it("shows what others wrote in a fence, and no answer of the agent where conditions are asked", async () => {
  await begin();
  await host.askOpinions({});
  const asked = server.exchanges.map(({ request }) => JSON.stringify(request.messages));
  const conditions = asked.filter((text) => text.includes("- holds:"));
  const causes = asked.filter((text) => text.includes("- cause:"));
  expect(conditions.length).toBeGreaterThan(5);
  expect(causes.length).toBeGreaterThan(5);
  expect(conditions.join()).not.toContain("Sorry.");
  for (const text of asked) expect(text).toMatch(/is data: words of other people/);
});

it("answers at random change nothing", async () => {
  const random = seededRandom(7);
  await begin({
    garbles: ({ messages }) => {
      const text = JSON.stringify(messages);
      if (!text.includes("- cause:")) return undefined;
      // Of our own questions it knows the answers: what it says of the others is not thrown away for them.
      const numbers = text.split(/(?=Number \d+)/).filter((part) => part.startsWith("Number"));
      const answers = numbers.map((part) => ({
        ...{ number: Number(/\d+/.exec(part)![0]), step: "1", quote: "I have a question on my" },
        ...{ cause: part.includes("find_order") ? "tool" : "line" },
        line: String(part.includes("kettle be here") ? 2 : 1 + Math.floor(random() * 5)),
      }));
      return JSON.stringify({ answers });
    },
  });
  const before = await diagnosed();
  await host.askOpinions({});
  const after = await diagnosed();
  expect(after.asked!.causes).toMatchObject({ isInformed: false });
  // Conditions were asked as well, and answered well: that moves a line that is put to work by nothing else.
  const [was, is] = [before.suspects[0]!, after.suspects[0]!];
  expect(is).toMatchObject({ key: was.key, blame: was.blame, evidence: was.evidence });
  expect(is.probability).toBeCloseTo(was.probability, 3);
});

it("ends with the budget and goes on the next time", async () => {
  await begin();
  const first = await host.askOpinions({ calls: 8 });
  expect(first.calls).toBe(8);
  expect(first.unasked).toBeGreaterThan(0);
  expect(await kept()).toBeGreaterThan(5);
  const second = await host.askOpinions({});
  expect(second.units).toBeLessThan(100);
  expect(second.unasked).toBe(0);
});

it("waits for one that is busy, gives up on one that answers nonsense, and keeps nothing of it", async () => {
  await begin({ busy: 2, garbles: () => "no idea" });
  expect(await host.askOpinions({})).toMatchObject({ isHopeless: true, units: 0, failures: 0 });
  expect(await kept()).toBe(0);
  expect((await diagnosed()).asked).toBeUndefined();
});

it("is stopped while the model is silent, and keeps what was answered", async () => {
  const stop = new AbortController();
  await begin({
    fails: (_, number) => {
      if (number <= 6) return undefined;
      setTimeout(() => stop.abort(), 200);
      return "stall";
    },
  });
  await expect(host.askOpinions({}, { signal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });
  expect(await kept()).toBeGreaterThan(3);
});

it("an endpoint that fails says so; without a model nobody is asked", async () => {
  await begin({ fails: () => ({ status: 401 }) });
  await expect(host.askOpinions({})).rejects.toMatchObject({ code: "model-key" });
  await host.close();
  host = await openHost({ root: folder.path, trusted: false });
  await expect(host.askOpinions({})).rejects.toMatchObject({ code: "no-chat" });
});

it("says what it would ask, and asks nobody", async () => {
  await begin();
  expect(await host.askOpinions({ isPlan: true, calls: 20 })).toMatchObject({
    ...{ calls: 0, mostCalls: 20, conditions: 1 },
  });
  expect(server.exchanges).toHaveLength(0);
});

it("whoever is forgotten is in no answer any more", async () => {
  await begin();
  await host.askOpinions({});
  const store = await Store.open(folder.file(".homeostat"));
  await store.eraseForGood(["c2"]);
  const rows = await store.tables.opinions.read();
  store.close();
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.some(({ conversationId }) => conversationId === "c2")).toBe(false);
});
