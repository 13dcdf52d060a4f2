import { afterEach, beforeEach, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { Store } from "../../store/index.ts";
import { applyRetention, dropQuietReceived, planRetention } from "./retention.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 5, 1);
let folder: TempFolder;
let store: Store;

beforeEach(async () => {
  folder = tempFolder();
  store = await Store.open(folder.file("store"));
  await store.tables.conversations.upsert([
    { id: "old", endMs: now - 40 * day, importedMs: now, spanCount: 9 },
    { id: "long", startMs: now - 50 * day, endMs: now - 2 * day, spanCount: 9 },
    { id: "begun", startMs: now - 31 * day, spanCount: 9 },
    { id: "timeless", importedMs: now - 35 * day, messageCount: 9 },
    { id: "unknown", messageCount: 9 },
    { id: "new", endMs: now, spanCount: 9 },
  ]);
  await store.tables.spans.upsert([
    { id: "s1", conversationId: "old", input: "words of long ago" },
    { id: "s2", conversationId: "new" },
  ]);
});
afterEach(() => {
  store.close();
  folder.remove();
});

const left = async () =>
  (await store.tables.conversations.read({ columns: ["id"] })).map(({ id }) => id).sort();

it("by age: the last activity counts, and what has no age stays", async () => {
  const plan = await planRetention(store, { retainDays: 30 }, now);
  expect(plan).toMatchObject({ conversations: 6, tooOld: 3, tooMuch: 0 });
  expect([plan.oldestMs, plan.newestMs]).toEqual([now - 40 * day, now - 31 * day]);
  expect(await left()).toHaveLength(6);
  expect(await applyRetention(store, { retainDays: 30 }, now)).toEqual(plan);
  expect(await left()).toEqual(["long", "new", "unknown"]);
  expect((await store.tables.spans.read({ columns: ["id"] })).map(({ id }) => id)).toEqual(["s2"]);
  expect(await applyRetention(store, { retainDays: 30 }, now)).toMatchObject({ tooOld: 0, tooMuch: 0 });
});

it("by size: the oldest go first, as many as it takes", async () => {
  const { bytes = 0 } = await planRetention(store, {}, now);
  expect(bytes).toBeGreaterThan(0);
  // A sixth of the store is one conversation's.
  const plan = await applyRetention(store, { retainMb: (bytes * 0.6) / 1e6 }, now);
  expect(plan).toMatchObject({ tooOld: 0, tooMuch: 3 });
  expect(await left()).toEqual(["long", "new", "unknown"]);
});

it("without a limit nothing goes", async () => {
  expect(await applyRetention(store, {}, now)).toMatchObject({ tooOld: 0, tooMuch: 0 });
  expect(await left()).toHaveLength(6);
});

it("raw records of conversations that were quiet for a day go, all or none of one", async () => {
  const bytes = Buffer.from("x");
  await store.tables.received.upsert([
    { id: "1", conversationId: "old", receivedMs: now - 3 * day, bytes },
    { id: "2", conversationId: "new", receivedMs: now - 3 * day, bytes },
    { id: "3", conversationId: "new", receivedMs: now - 1_000, bytes },
  ]);
  expect(await dropQuietReceived(store, day, now)).toBe(1);
  expect((await store.tables.received.read({ columns: ["id"] })).map(({ id }) => id).sort()).toEqual([
    "2",
    "3",
  ]);
});
