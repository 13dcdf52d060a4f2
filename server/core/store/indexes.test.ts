import { expect, test } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { ensureIndexes, indexedColumns } from "./indexes.ts";
import { Store } from "./store.ts";

test("every index that is named can be made, once, and finds rows that come after it", async () => {
  const folder = tempFolder("indexes");
  const store = await Store.open(folder.file("store"));
  try {
    const { contents, conversations } = store.tables;
    expect(await ensureIndexes(store.tables)).toBe(0);
    const rows = Array.from({ length: 300 }, (_, i) => ({
      id: `c-${i}`,
      input: i % 3 === 0 ? "my refund, please" : "nothing",
      output: "Grüße aus Köln",
    }));
    await contents.upsert(rows);
    await conversations.upsert(
      rows.map(({ id }, i) => ({ id, startMs: i, labels: [`tag=${i % 2}`], status: "ok" })),
    );
    expect(await ensureIndexes(store.tables, { enough: 0 })).toBe(indexedColumns.length);
    expect(await ensureIndexes(store.tables, { enough: 0 })).toBe(0);
    await contents.upsert([{ id: "late", input: "A REFUND", output: "" }]);
    const found = await contents.search("input", ["refund"]);
    expect(found).toHaveLength(101);
    expect(found).toContain("late");
    await store.compact();
    expect(await contents.search("input", ["refund", "please"])).toHaveLength(100);
    expect(await contents.search("output", ["grüße"])).toHaveLength(300);
    expect(await contents.search("output", ["gru"])).toEqual([]);
  } finally {
    store.close();
    folder.remove();
  }
});
