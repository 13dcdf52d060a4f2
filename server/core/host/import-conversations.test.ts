import { truncateSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { call, lines } from "../capture/otlp/testing.ts";
import { Store, signalOf } from "../store/index.ts";
import type { Host } from "./host.ts";
import { repairWorkspace } from "./maintenance.ts";
import { openHost } from "./open-host.ts";

let root: string;
let host: Host;
beforeEach(async () => {
  root = ownFolder();
  host = await openHost({ root, trusted: true });
});
afterEach(async () => {
  await host.close();
});

const system = {
  "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: "You are kind." }]),
};
/** Spans by the hour: each tells the conversation so far, or only what is new. */
const repeating = {
  "1.jsonl": lines(call(1, 1, ["hi"], "hello", system)),
  "2.jsonl": lines(call(5, 5, ["hi", "hello", "more"], "there", system)),
  "3.jsonl": lines(call(9, 9, ["hi", "hello", "more", "there", "bye"], "see you", system)),
};
const bare = {
  "1.jsonl": lines(call(1, 1, ["hi"], "hello", system)),
  "2.jsonl": lines(call(5, 5, ["more"], "there", system)),
  "3.jsonl": lines(call(9, 9, ["bye"], "see you", system)),
};

async function importInOrder(files: Readonly<Record<string, string>>, order: readonly string[]) {
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  const summaries = [];
  for (const name of order) summaries.push(await host.importConversations([name], undefined));
  return summaries;
}

const said = async (): Promise<readonly string[] | undefined> =>
  (await host.conversation("c1"))?.messages.map(({ text }) => text);

describe("spans of one conversation in several files", () => {
  const whole = ["hi", "hello", "more", "there", "bye", "see you"];
  const orders = [
    ["1.jsonl", "2.jsonl", "3.jsonl"],
    ["3.jsonl", "2.jsonl", "1.jsonl"],
    ["2.jsonl", "3.jsonl", "1.jsonl"],
    ["3.jsonl", "1.jsonl", "2.jsonl"],
  ];
  for (const [kind, files] of Object.entries({ repeating, bare }))
    it.each(orders)(
      `with ${kind} histories, imported as %s, %s, %s, are one conversation`,
      async (...order) => {
        const summaries = await importInOrder(files, order);
        expect(summaries).toMatchObject([{ added: 1 }, { updated: 1 }, { updated: 1 }]);
        expect(summaries.flatMap(({ renamed }) => renamed)).toEqual([]);
        expect((await host.conversations({})).total).toBe(1);
        expect(await said()).toEqual(whole);
        expect((await importInOrder(files, order)).map(({ unchanged }) => unchanged)).toEqual([1, 1, 1]);
      },
    );

  it("that add no message are kept, and the conversation is judged anew", async () => {
    await importInOrder(repeating, ["3.jsonl", "1.jsonl"]);
    await host.evaluate();
    const tool = {
      ...call(7, 9, [], ""),
      name: "execute_tool weather",
      attributes: {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.call.id": "w1",
        "gen_ai.conversation.id": "c1",
      },
    };
    expect(
      await importInOrder({ "t.jsonl": `${repeating["3.jsonl"]}${lines(tool)}` }, ["t.jsonl", "t.jsonl"]),
    ).toMatchObject([{ updated: 1 }, { unchanged: 1 }]);
  });

  it("come back with their system text after it was lost", async () => {
    await importInOrder(repeating, ["2.jsonl", "1.jsonl"]);
    await host.close();
    const data = join(root, ".homeostat", "texts.lance", "data");
    for (const file of await readdir(data)) truncateSync(join(data, file), 20);
    expect(await repairWorkspace({ root, trusted: true })).toMatchObject({ incomplete: 1 });
    host = await openHost({ root, trusted: true });
    const again = await importInOrder(repeating, ["1.jsonl", "2.jsonl"]);
    expect(again).toMatchObject([{ updated: 1 }, { unchanged: 1 }]);
    expect(await repairWorkspace({ root, trusted: true })).toMatchObject({ tables: [], incomplete: 0 });
    expect((await host.conversation("c1"))?.conversation).toMatchObject({ messageCount: 4 });
  });
});

describe("signals", () => {
  const chat = (...messages: readonly (readonly [string, string])[]): string =>
    lines({ id: "c1", messages: messages.map(([role, content]) => ({ role, content })) });
  const asked = [
    ["user", "Please book a table for two."],
    ["assistant", "Unfortunately, I cannot do that."],
    ["user", "Can you check again?"],
  ] as const;

  it("are written with a conversation, and anew when it has grown", async () => {
    await importInOrder({ "chat.jsonl": chat(...asked) }, ["chat.jsonl"]);
    expect(await stored()).toEqual({
      signals: ["user-rephrases@2: Can you check again?", "no-answer@2: Can you check again?"],
      labels: ["signal=user-rephrases", "signal=no-answer"],
    });
    const more = [...asked, ["assistant", "A table has been booked."], ["user", "Great, thanks!"]] as const;
    await importInOrder({ "chat.jsonl": chat(...more) }, ["chat.jsonl"]);
    expect(await stored()).toEqual({
      signals: ["user-rephrases@2: Can you check again?", "user-accepts@4: Great, thanks!"],
      labels: ["signal=user-rephrases", "signal=user-accepts"],
    });
  });

  it("are found again where their table is lost", async () => {
    await importInOrder({ "chat.jsonl": chat(...asked) }, ["chat.jsonl"]);
    const before = await stored();
    await host.close();
    await rm(join(root, ".homeostat", "signals.lance"), { recursive: true });
    expect(await repairWorkspace({ root, trusted: true })).toMatchObject({ rebuilt: { signals: 2 } });
    host = await openHost({ root, trusted: true });
    expect(await stored()).toEqual(before);
  });

  async function stored(): Promise<{ signals: readonly string[]; labels: readonly string[] }> {
    const store = await Store.open(join(root, ".homeostat"));
    try {
      const signals = (await store.tables.signals.readAny("conversationId", ["c1"])).map(signalOf);
      const [row] = await store.tables.conversations.readAny("id", ["c1"]);
      return {
        signals: signals.map(({ kind, messageIndex, evidence }) => `${kind}@${messageIndex}: ${evidence}`),
        labels: (row?.labels ?? []).filter((label) => label.startsWith("signal=")),
      };
    } finally {
      store.close();
    }
  }
});

describe("chats", () => {
  it("under the id of a conversation of spans are another conversation", async () => {
    await importInOrder(bare, ["1.jsonl"]);
    const chat = { id: "c1", messages: [{ role: "user", content: "something else" }] };
    expect(await importInOrder({ "chat.jsonl": lines(chat) }, ["chat.jsonl"])).toMatchObject([
      { added: 1, renamed: [{ from: "c1" }] },
    ]);
    expect(await said()).toEqual(["hi", "hello"]);
  });
});

describe("what conversations cost", () => {
  const chat = (...messages: readonly object[]): string =>
    `${JSON.stringify({ id: "c1", model: "our-model", messages })}\n`;
  const user = { role: "user", content: "hi" };
  const answer = {
    role: "assistant",
    content: "hello",
    usage: { prompt_tokens: 1000, completion_tokens: 100 },
  };
  const priced = (input: number): Promise<void> =>
    writeFile(
      join(root, "homeostat.yaml"),
      `version: 1\ncapture: { prices: { "our-*": { input: ${input}, output: 10 } } }\n`,
    );

  it("is reckoned from tokens and the configured prices, and marked", async () => {
    await priced(1);
    await writeFile(join(root, "chat.jsonl"), chat(user, answer));
    await host.importConversations(["chat.jsonl"], undefined);
    const page = await host.conversations({});
    expect(page.conversations).toHaveLength(1);
    const text = (await host.conversation("c1"))!;
    expect(text.messages[1]!.costUsd).toBeCloseTo(0.002, 10);
  });

  it("may change with the prices: a conversation that has grown meanwhile is still the same one", async () => {
    await priced(1);
    await writeFile(join(root, "chat.jsonl"), chat(user, answer));
    await host.importConversations(["chat.jsonl"], undefined);
    await priced(2);
    await writeFile(join(root, "chat.jsonl"), chat(user, answer, user, answer));
    expect(await host.importConversations(["chat.jsonl"], undefined)).toMatchObject({
      updated: 1,
      renamed: [],
    });
  });
});

it("what was stored by older rules is read again: turns then hold what the agent said", async () => {
  await writeFile(join(root, "homeostat.yaml"), "version: 1\n");
  await importInOrder(repeating, ["1.jsonl", "2.jsonl", "3.jsonl"]);
  const store = await Store.open(join(root, ".homeostat"));
  const { conversations, samples } = store.tables;
  const turns = await samples.read({ where: "`scope` = 'turn'", orderBy: [{ column: "id" }] });
  expect(turns.map(({ said }) => said)).not.toContain(undefined);
  await samples.upsert(turns.map(({ said: _, ...row }) => row));
  const { derivedBy: _, ...old } = (await conversations.get("c1"))!;
  await conversations.upsert([old]);
  await host.evaluate();
  expect(await samples.read({ where: "`scope` = 'turn'", orderBy: [{ column: "id" }] })).toEqual(turns);
  store.close();
});

it("what was stored before conversations had labels is read again, and keeps what was concluded", async () => {
  await writeFile(join(root, "homeostat.yaml"), "version: 1\n");
  await importInOrder(repeating, ["1.jsonl", "2.jsonl", "3.jsonl"]);
  const store = await Store.open(join(root, ".homeostat"));
  const before = await store.tables.conversations.get("c1");
  const { labels: _, status: __, ...old } = before!;
  await store.tables.conversations.upsert([old]);
  await store.tables.contents.delete("true");
  await store.tables.evaluations.upsert([{ id: "e", conversationId: "c1", sampleId: "c1", label: "fail" }]);
  expect((await store.tables.conversations.get("c1"))?.labels).toBeUndefined();
  await host.evaluate();
  expect(await store.tables.conversations.get("c1")).toEqual(before);
  expect((await store.tables.contents.get("c1"))?.input).toContain("hi");
  expect(await store.tables.evaluations.get("e")).toMatchObject({ label: "fail" });
  store.close();
});
