import { mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Schema } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { loadEngine } from "./engine.ts";
import { type Captured, type Message, Store, spansFromMessages } from "./index.ts";
import { arrowSchema } from "./schema.ts";

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = ownFolder();
  store = await Store.open(folder);
});
afterEach(async () => {
  store.close();
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

  it("takes a conversation that is read with more beside its words for the same one, grown or not", async () => {
    const plain = [say("user", "hi"), say("assistant", "hello")];
    await add(captured("a", plain));
    const thought: Message = { ...plain[1]!, reasoning: "a greeting", atMs: 5, usage: { inputTokens: 1 } };
    const seen: Message = { ...plain[0]!, media: [{ kind: "image", bytes: 8 }] };
    expect(await add(captured("a", [seen, thought], "other-hash"))).toMatchObject({ added: 0, renamed: [] });
    const grown = [seen, thought, say("user", "bye")];
    expect(await add(captured("a", grown))).toMatchObject({ added: 0, updated: 1, renamed: [] });
  });

  it("keeps evaluations that came with a conversation whose id was taken, under its own", async () => {
    await add(captured("a", [say("user", "hi")]));
    const other = captured("a", [say("user", "something else")]);
    const spanId = other.spans[0]!.id;
    const evaluations = [{ name: "tone", label: "pass", spanId }];
    const { renamed } = await add({ ...other, evaluations });
    const rows = await store.tables.evaluations.read();
    expect(rows).toMatchObject([{ evaluator: "tone", conversationId: renamed[0]!.to, label: "pass" }]);
    expect(rows[0]!.sampleId).toBe((await store.conversations([renamed[0]!.to]))[0]!.spans[0]!.id);
  });

  it("leaves nothing of a conversation's former self behind, and nothing that was concluded from it", async () => {
    const two = [say("user", "hi"), say("assistant", "hello"), say("user", "and"), say("assistant", "so")];
    await add(captured("a", two));
    await store.tables.judged.upsert([{ id: "a", evaluators: "k" }]);
    await store.tables.evaluations.upsert([{ id: "k/a", conversationId: "a", label: "pass" }]);
    const before = await store.tables.spans.count();
    const relabelled = captured("a", two, "another hash");
    expect(
      await add({ ...relabelled, spans: spansFromMessages(two, { conversationId: "a", traceId: "t2" }) }),
    ).toMatchObject({
      updated: 1,
    });
    expect(await store.tables.spans.count()).toBe(before);
    expect((await store.conversations(["a"]))[0]?.messages).toEqual(two);
    expect([await store.tables.judged.count(), await store.tables.evaluations.count()]).toEqual([0, 0]);
  });

  it("a conversation with all spans that are stored and more replaces them, whatever was said first", async () => {
    const recorded = (messages: Message[], ...traces: string[]) => ({
      ...captured("a", messages),
      spans: traces.flatMap((traceId, turn) =>
        spansFromMessages(messages.slice(-2 * (traces.length - turn)).slice(0, 2), {
          conversationId: "a",
          traceId,
        }).map((span) => ({ ...span, seq: turn * 10 + span.seq })),
      ),
    });
    const early = [say("user", "hi"), say("assistant", "hello")];
    const late = [say("user", "more"), say("assistant", "there")];
    await add(recorded(late, "t2"));
    expect(await add(recorded([...early, ...late], "t1", "t2"))).toMatchObject({ updated: 1, renamed: [] });
    expect((await store.conversations(["a"]))[0]?.messages).toEqual([...early, ...late]);
    expect(await add(recorded([...early, ...late], "t1", "t2"))).toMatchObject({ unchanged: 1 });
    // The same words with one span more: it is kept, though nothing new was said.
    const more = recorded([...early, ...late], "t1", "t2");
    const tool = {
      ...more.spans.at(-1)!,
      id: "tool",
      seq: 99,
      kind: "tool" as const,
      input: [],
      output: undefined,
    };
    expect(await add({ ...more, spans: [...more.spans, tool as never] })).toMatchObject({ updated: 1 });
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

  it("writes nothing that was concluded from what a conversation is no longer, and leaves who judged it as it is", async () => {
    await add(captured("a", [say("user", "hi")]), captured("b", [say("user", "ho")]));
    const { contentHash: now = "" } = (await store.tables.conversations.get("b"))!;
    await store.tables.judged.upsert([{ id: "a", evaluators: "k" }]);
    const rows = ["a", "b", "gone"].map((id) => ({ id: `k/${id}`, conversationId: id, label: "pass" }));
    const read = new Map(Object.entries({ a: "what it was", b: now, gone: "x" }));
    const before = await store.tables.evaluations.version();
    await store.conclude("evaluations", [rows[0]!, rows[2]!], read);
    expect(await store.tables.evaluations.version()).toBe(before);
    await store.conclude("evaluations", rows, read);
    expect((await store.tables.evaluations.read()).map(({ id }) => id)).toEqual(["k/b"]);
    expect(await store.tables.judged.count()).toBe(1);
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

  it("a store that was deleted while it was open says so, to who reads and to who writes", async () => {
    await rm(folder, { recursive: true });
    for (const work of [
      () => store.conversations(["a"]),
      () => store.revision(),
      () => add(captured("a", [])),
    ])
      await expect(work()).rejects.toMatchObject({
        code: "store-gone",
        message: expect.stringContaining(folder),
      });
    const again = await Store.open(folder);
    expect(await again.tables.conversations.count()).toBe(0);
    again.close();
  });

  it("a table that breaks while the store is open says which it is and what to do", async () => {
    await add(captured("a", [say("user", "hi")]));
    const data = join(folder, "spans.lance", "data");
    for (const file of await readdir(data)) await truncate(join(data, file), 10);
    await expect((await Store.open(folder)).conversations(["a"])).rejects.toMatchObject({
      code: "store-unreadable",
      message: expect.stringMatching(/^The table spans of the store .* could not be read: /),
      hint: expect.stringContaining("homeostat repair"),
    });
  });

  it.runIf(process.platform === "linux")("a store that cannot be written to can be read", async () => {
    await add(captured("a", [say("user", "hi")]));
    // Permissions stop nobody who is root; a folder in the place of one that is written to does not either: the lock must not be needed.
    await mkdir(join(folder, ".lock"));
    const reader = await Store.open(folder);
    expect(await reader.tables.conversations.count()).toBe(1);
    reader.close();
  });

  it("an older build that has the store open while a newer migrates it goes on writing, and takes nothing away", async () => {
    await store.tables.conversations.upsert([{ id: "a", importedMs: 5, opening: "x" }]);
    const lancedb = await loadEngine();
    const connection = await lancedb.connect(folder, { readConsistencyInterval: 0 });
    const old = new Schema(arrowSchema("conversations").fields.filter(({ name }) => name !== "importedMs"));
    const rows = ["a", "b"].map((id) =>
      Object.fromEntries(old.fields.map(({ name }) => [name, name === "id" ? id : null])),
    );
    await (await connection.openTable("conversations"))
      .mergeInsert("id")
      .whenMatchedUpdateAll()
      .whenNotMatchedInsertAll()
      .execute(lancedb.makeArrowTable(rows, { schema: old }));
    expect(await store.tables.conversations.get("a")).toEqual({ id: "a", importedMs: 5 });
    expect(await store.tables.conversations.get("b")).toEqual({ id: "b" });
  });

  it("keeps out of version control what is its own, and nothing else of a folder that it shares", async () => {
    expect(await readFile(join(folder, ".gitignore"), "utf8")).toBe("*\n");
    const shared = join(folder, "shared");
    await mkdir(shared);
    await writeFile(join(shared, "notes.md"), "mine");
    (await Store.open(shared)).close();
    expect(await readFile(join(shared, ".gitignore"), "utf8")).toBe("*.lance/\nlost+found/\n.lock*\n");
  });

  it("a place that is no folder is refused with a reason", async () => {
    await expect(Store.open("/dev/null/store")).rejects.toMatchObject({ code: "store-unavailable" });
  });
});
