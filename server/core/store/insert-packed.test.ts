import { afterEach, beforeEach, expect, test } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { type Captured, RowPacker, Store } from "./index.ts";

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = ownFolder();
  store = await Store.open(folder);
});
afterEach(async () => {
  store.close();
});

function captured(id: string): Captured {
  const span = { id: `${id}-span`, traceId: `${id}-trace`, conversationId: id, seq: 0, attributes: {} };
  return {
    conversation: {
      id,
      contentHash: id,
      source: { file: "", format: "otlp" },
      messageCount: 1,
      tags: [],
      attributes: {},
    },
    traces: [{ id: `${id}-trace`, conversationId: id, name: "chat", status: "ok" }],
    spans: [{ ...span, kind: "model", name: "chat", status: "ok", input: [{ role: "user", text: "hi" }] }],
    systemTexts: { system: "You are kind." },
  };
}

const sampleOf = ({ conversation: { id } }: Captured) => ({
  samples: [{ id: `${id}#0`, conversationId: id, scope: "turn", index: 0 }],
});

function packed(...ids: readonly string[]) {
  const packer = new RowPacker(sampleOf, { importedMs: 1 });
  for (const id of ids) packer.add(captured(id));
  return packer.finish();
}

const names = ["conversations", "spans", "traces", "samples", "contents", "texts"] as const;
const counts = (): Promise<number[]> => Promise.all(names.map((name) => store.tables[name].count()));

test("what is new is appended, and the versions that come of it are told beforehand", async () => {
  const at = await store.capturedVersions();
  const then = await store.insertPacked(packed("a", "b"), ["a", "b"], at);
  expect(then).toEqual(await store.capturedVersions());
  expect(await counts()).toEqual([2, 2, 2, 2, 2, 1]);
});

test("where somebody wrote since, nothing is there twice", async () => {
  const at = await store.capturedVersions();
  await store.addCaptured([captured("a")], sampleOf);
  expect(await store.insertPacked(packed("a", "b"), ["a", "b"], at)).toBeUndefined();
  expect(await counts()).toEqual([2, 2, 2, 2, 2, 1]);
});

test("where somebody writes the same at the same moment, nothing is there twice", async () => {
  const other = await Store.open(folder);
  for (let round = 0; round < 8; round++) {
    const ids = [0, 1, 2].map((i) => `r${round}-${i}`);
    const at = await store.capturedVersions();
    await Promise.all([
      store.insertPacked(packed(...ids), ids, at),
      other.addCaptured(ids.map(captured), sampleOf),
    ]);
  }
  expect(await counts()).toEqual([24, 24, 24, 24, 24, 1]);
  other.close();
});
