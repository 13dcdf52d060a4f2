import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import {
  type Captured,
  inspectStore,
  messagesFromSpans,
  type RepairReport,
  repairStore,
  Store,
  spansFromMessages,
} from "./index.ts";

let folder: string;
beforeEach(() => {
  folder = ownFolder();
});

const captured = (id: string): Captured => ({
  conversation: {
    id,
    contentHash: `hash ${id}`,
    source: { file: "a.jsonl", format: "chat" },
    messageCount: 2,
    tags: [],
    attributes: {},
  },
  traces: [{ id: `trace-${id}`, conversationId: id, name: "chat", status: "ok", systemHash: "s1" }],
  spans: spansFromMessages(
    [
      { role: "user", text: `hi ${id}` },
      { role: "assistant", text: "hello" },
    ],
    { conversationId: id },
  ),
  systemTexts: { s1: "You are kind." },
});
const derive = ({ conversation: { id }, spans }: Captured) => ({
  samples: [{ id: `${id}#all`, conversationId: id, scope: "conversation", index: 0 }],
  opening: messagesFromSpans(spans)[0]?.text,
});

/** Two imports, so that tables have two data files, and a verdict on each conversation. */
async function twoImports(): Promise<void> {
  const store = await Store.open(folder);
  for (const ids of [
    ["a", "b", "c"],
    ["d", "e"],
  ]) {
    await store.addCaptured(ids.map(captured), derive);
    await store.tables.evaluations.upsert(
      ids.map((id) => ({ id: `k/${id}`, conversationId: id, label: "pass" })),
    );
    await store.tables.judged.upsert(ids.map((id) => ({ id, evaluators: "k" })));
  }
  store.close();
}

const repair = (): Promise<RepairReport> => repairStore(folder, { derive, orphanGraceMs: 0 });
const counts = async (
  ...names: ("conversations" | "spans" | "traces" | "samples" | "evaluations" | "judged")[]
) => {
  const store = await Store.open(folder);
  const all = await Promise.all(names.map((name) => store.tables[name].count()));
  store.close();
  return all;
};
/** Files of a part of a table, the oldest first. */
const filesOf = (table: string, part: "data" | "_versions"): string[] =>
  readdirSync(join(folder, `${table}.lance`, part))
    .map((name) => join(folder, `${table}.lance`, part, name))
    .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
const newestManifest = (table: string): string =>
  filesOf(table, "_versions")
    .filter((file) => file.endsWith(".manifest"))
    .sort()[0]!;

describe("a store in order", () => {
  it("is left as it is", async () => {
    await twoImports();
    const before = await counts("conversations", "spans", "samples", "evaluations");
    expect(await repair()).toEqual({ tables: [], leftovers: [], orphans: {}, rebuilt: {}, incomplete: 0 });
    expect(await counts("conversations", "spans", "samples", "evaluations")).toEqual(before);
    expect(existsSync(join(folder, "lost+found"))).toBe(false);
  });
});

describe("damage", () => {
  it("a manifest cut off: the version before it comes back, and the rest is said to be lost", async () => {
    await twoImports();
    truncateSync(newestManifest("evaluations"), 10);
    expect((await inspectStore(folder)).tables.find(({ name }) => name === "evaluations")).toMatchObject({
      state: "damaged",
    });
    await expect(Store.open(folder)).rejects.toMatchObject({
      code: "store-damaged",
      message: expect.stringContaining("evaluations"),
    });
    const { tables } = await repair();
    expect(tables).toMatchObject([
      { table: "evaluations", rows: 3, lost: undefined, backToMs: expect.any(Number) },
    ]);
    // Nobody knows which verdicts are gone: all count as not judged.
    expect(await counts("evaluations", "judged", "conversations")).toEqual([3, 0, 5]);
    expect((await inspectStore(folder)).tables.every(({ state }) => state === "ok")).toBe(true);
  });

  it("a manifest gone, which LanceDB does not notice: what came after the one before counts as lost", async () => {
    await twoImports();
    rmSync(newestManifest("evaluations"));
    expect((await inspectStore(folder)).tables.find(({ name }) => name === "evaluations")).toMatchObject({
      state: "damaged",
      cause: expect.stringMatching(/^its version \d+ is gone, version \d+ is the newest there$/),
    });
    expect((await repair()).tables).toMatchObject([
      { table: "evaluations", rows: 3, lost: undefined, backToMs: expect.any(Number) },
    ]);
    expect(await counts("evaluations", "judged")).toEqual([3, 0]);
    expect((await repair()).tables).toEqual([]);
    const store = await Store.open(folder);
    await store.tables.evaluations.upsert([{ id: "k/d", conversationId: "d", label: "pass" }]);
    store.close();
    expect((await inspectStore(folder)).tables.every(({ state }) => state === "ok")).toBe(true);
  });

  it("a data file cut off: rows of the other files stay, and the damaged table is kept aside", async () => {
    await twoImports();
    const [older] = filesOf("spans", "data");
    truncateSync(older!, 20);
    const report = await repair();
    const [spans] = report.tables;
    expect(spans).toMatchObject({ table: "spans", fromOlder: 0 });
    expect(spans!.lost).toBeGreaterThan(0);
    expect(report.incomplete).toBe(3);
    expect(existsSync(join(folder, spans!.keptIn!, "_versions"))).toBe(true);
    const store = await Store.open(folder);
    const [whole, broken] = await store.conversations(["d", "a"]);
    expect(whole!.messages).toHaveLength(2);
    expect(broken!.messages).toHaveLength(0);
    // The next import of the same file brings the others back.
    expect(await store.addCaptured(["a", "b", "c", "d", "e"].map(captured), derive)).toMatchObject({
      updated: 3,
      unchanged: 2,
    });
    expect((await store.conversations(["a"]))[0]!.messages).toHaveLength(2);
    store.close();
    expect(await repair()).toMatchObject({ tables: [], incomplete: 0 });
  });

  it("the newest data file gone: the rows of the older ones stay", async () => {
    await twoImports();
    rmSync(filesOf("conversations", "data").at(-1)!);
    const { tables, rebuilt } = await repair();
    expect(tables).toMatchObject([{ table: "conversations", rows: 3, lost: 2 }]);
    expect(rebuilt).toEqual({ conversations: 2 });
    const store = await Store.open(folder);
    const row = await store.tables.conversations.get("d");
    expect(row).toMatchObject({ opening: "hi d", systemHash: "s1", messageCount: 2, contentHash: "" });
    store.close();
  });

  it("all manifests gone: conversations are made again from their spans", async () => {
    await twoImports();
    rmSync(join(folder, "conversations.lance", "_versions"), { recursive: true });
    await expect(Store.open(folder)).rejects.toMatchObject({ code: "store-damaged" });
    const { tables, rebuilt, orphans } = await repair();
    expect(tables).toMatchObject([{ table: "conversations", rows: 0, lost: undefined }]);
    expect(rebuilt).toEqual({ conversations: 5 });
    expect(orphans).toEqual({});
    expect(await counts("conversations", "spans", "samples")).toEqual(
      [5, 10, 5].map((n, i) => (i === 1 ? expect.any(Number) : n)),
    );
    expect(existsSync(join(folder, tables[0]!.keptIn!, "data"))).toBe(true);
  });

  it("a table that is gone is made again from the others", async () => {
    await twoImports();
    rmSync(join(folder, "samples.lance"), { recursive: true });
    rmSync(join(folder, "traces.lance"), { recursive: true });
    expect((await repair()).rebuilt).toEqual({ samples: 5, traces: 5 });
    expect(await counts("samples", "traces")).toEqual([5, 5]);
  });

  it("the table of settings overwritten with garbage", async () => {
    await twoImports();
    for (const file of filesOf("meta", "_versions")) writeFileSync(file, "garbage");
    await expect(Store.open(folder)).rejects.toMatchObject({ code: "store-damaged" });
    expect((await repair()).tables).toMatchObject([{ table: "meta" }]);
    expect(await counts("conversations")).toEqual([5]);
  });
});

describe("what belongs to nothing", () => {
  it("rows without a conversation go, and captured ones are kept aside", async () => {
    await twoImports();
    const store = await Store.open(folder);
    await store.tables.conversations.delete("id = 'b'");
    store.close();
    const { orphans, keptIn } = await repair();
    expect(orphans).toMatchObject({ traces: 1, samples: 1, evaluations: 1, spans: expect.any(Number) });
    const kept = readFileSync(join(folder, keptIn!, "spans.jsonl"), "utf8");
    expect(kept).toContain("hi b");
    expect(await counts("traces", "samples", "evaluations", "judged")).toEqual([4, 4, 4, 4]);
  });

  it("half-written files of killed processes go, but not those that are being written", async () => {
    await twoImports();
    const old = join(folder, "spans.lance", "data", ".tmp_abc");
    const young = join(folder, "spans.lance", "data", ".tmp_def");
    for (const file of [old, young]) writeFileSync(file, "x");
    utimesSync(old, new Date(0), new Date(0));
    expect((await repair()).leftovers).toEqual([join("spans.lance", "data", ".tmp_abc")]);
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });
});

describe("places that cannot be repaired", () => {
  it("a newer store is refused untouched", async () => {
    await twoImports();
    const store = await Store.open(folder);
    await store.tables.meta.upsert([{ id: "schemaVersion", value: "99" }]);
    store.close();
    truncateSync(filesOf("spans", "data")[0]!, 20);
    await expect(repair()).rejects.toMatchObject({ code: "store-version" });
    expect(existsSync(join(folder, "lost+found"))).toBe(false);
  });

  it("a file is no store", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    await expect(repairStore(file, { derive })).rejects.toMatchObject({ code: "store-unavailable" });
    expect(await inspectStore(file)).toMatchObject({ found: "file" });
    expect(await inspectStore(join(folder, "nothing"))).toMatchObject({ found: "nothing" });
    expect(existsSync(join(folder, "nothing"))).toBe(false);
  });
});
