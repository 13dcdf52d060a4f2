import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Captured, type Message, Store, spansFromMessages } from "./index.ts";

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeostat-store-"));
  store = await Store.open(folder);
});
afterEach(async () => {
  store.close();
  await rm(folder, { recursive: true, force: true });
});

const say = (role: Message["role"], text: string): Message => ({ role, text });

function captured(
  id: string,
  messages: Message[],
  hash = JSON.stringify(messages).length.toString(16).padStart(8, "0") + id,
): Captured {
  return {
    conversation: {
      id,
      contentHash: hash,
      source: { file: "a.jsonl", format: "chat" },
      messageCount: messages.length,
      tags: [],
      attributes: {},
    },
    traces: [{ id: `trace-${id}`, conversationId: id, name: "chat", status: "ok", systemHash: "s1" }],
    spans: spansFromMessages(messages, { conversationId: id }),
    systemTexts: { s1: "You are kind." },
  };
}
const derive = (one: Captured) => ({
  samples: [
    {
      id: `${one.conversation.id}#all`,
      conversationId: one.conversation.id,
      scope: "conversation",
      index: 0,
    },
  ],
  opening: "hi",
});
const add = (...batch: Captured[]) => store.addCaptured(batch, derive);

describe("writing conversations", () => {
  it("gives back the messages that went in, and adds nothing the second time", async () => {
    const messages = [say("user", "hi 'quoted' \u{1F600}"), say("assistant", "hello")];
    expect(await add(captured("a", messages))).toMatchObject({ added: 1, unchanged: 0 });
    expect(await add(captured("a", messages))).toMatchObject({ added: 0, updated: 0, unchanged: 1 });
    const [whole] = await store.conversations(["a", "nobody"]);
    expect(whole?.messages).toEqual(messages);
    expect(await store.tables.texts.read()).toEqual([{ id: "s1", text: "You are kind." }]);
  });

  it("replaces a conversation by its longer self and keeps the longer one when the shorter comes again", async () => {
    const short = [say("user", "hi"), say("assistant", "hello")];
    const long = [...short, say("user", "bye")];
    await add(captured("a", short));
    expect(await add(captured("a", long))).toMatchObject({ added: 0, updated: 1 });
    expect(await add(captured("a", short))).toMatchObject({ added: 0, updated: 0, unchanged: 1 });
    expect((await store.conversations(["a"]))[0]?.messages).toHaveLength(3);
    expect(await store.tables.samples.count()).toBe(1);
  });

  it("keeps another conversation that came under the same id, once", async () => {
    const other = captured("a", [say("user", "something else")], "ffffffff0");
    await add(captured("a", [say("user", "hi")]));
    expect(await add(other)).toMatchObject({ added: 1, renamed: [{ from: "a", to: "a~ffffffff" }] });
    expect(await add(other)).toMatchObject({ added: 0, unchanged: 1 });
    expect(await store.tables.conversations.count()).toBe(2);
    expect((await store.conversations(["a~ffffffff"]))[0]?.messages[0]?.text).toBe("something else");
  });

  it("sees one conversation twice in a batch as one", async () => {
    const one = captured("a", [say("user", "hi")]);
    expect(await add(one, one)).toMatchObject({ added: 1, unchanged: 1 });
  });

  it("forgets all traces of a conversation", async () => {
    await add(captured("a", [say("user", "hi")]), captured("b", [say("user", "ho")]));
    await store.forget(["a"]);
    expect(await store.tables.spans.count("`conversationId` = 'a'")).toBe(0);
    expect(await store.tables.conversations.count()).toBe(1);
  });
});

describe("several users of one store", () => {
  it("two connections that write the same rows at once make no doubles", async () => {
    const second = await Store.open(folder);
    const batch = Array.from({ length: 50 }, (_, i) => captured(`c${i}`, [say("user", `hi ${i}`)]));
    await Promise.all([store.addCaptured(batch, derive), second.addCaptured(batch, derive)]);
    expect(await store.tables.conversations.count()).toBe(50);
    const before = await store.revision();
    await second.addCaptured([captured("new", [say("user", "x")])], derive);
    expect(await store.revision()).not.toBe(before);
    second.close();
  });

  it("a store of another version is refused with its number", async () => {
    await store.tables.meta.upsert([{ id: "schemaVersion", value: "99" }]);
    await expect(Store.open(folder)).rejects.toMatchObject({
      code: "store-version",
      message: expect.stringContaining("99"),
    });
  });

  it("a place that is no folder is refused with a reason", async () => {
    await expect(Store.open("/dev/null/store")).rejects.toMatchObject({ code: "store-unavailable" });
  });
});
