import { makeArrowTable } from "@lancedb/lancedb";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../base/index.ts";
import { arrowTableOf } from "./arrow-rows.ts";
import { toRows } from "./lance-table.ts";
import { arrowSchema, type Row, tableColumns } from "./schema.ts";

describe("rows as an Arrow table", () => {
  it("come back as they were: any text, absent cells, lists, bytes", () => {
    const rows: Row<"conversations">[] = [
      { id: "a", opening: "naïve “café” \u{1F600}", labels: ["tool=x", "tag=ü"], startMs: 1.5 },
      { id: "b", labels: [], opening: "" },
      { id: "c", trial: 0 },
    ];
    expect(toRows(arrowTableOf("conversations", rows))).toEqual(rows);
    const bytes: Row<"received">[] = [
      { id: "1", bytes: Buffer.from([0, 1, 255]) },
      { id: "2" },
      { id: "3", bytes: Buffer.alloc(0), receivedMs: 7 },
    ];
    const back = toRows<"received">(arrowTableOf("received", bytes));
    expect(back.map((row) => row.bytes && [...row.bytes])).toEqual([[0, 1, 255], undefined, []]);
    expect(toRows(arrowTableOf("texts", []))).toEqual([]);
  });

  it("are what Arrow's own builders make of them", () => {
    const random = seededRandom(7);
    const text = (): string | undefined =>
      random() < 0.2
        ? undefined
        : String.fromCodePoint(
            ...Array.from({ length: random() * 9 }, () => 32 + Math.floor(random() * 60_000)),
          ).replace(/\p{Cs}/gu, "?");
    const rows = Array.from(
      { length: 300 },
      (_, i): Row<"spans"> => ({
        id: String(i),
        name: text(),
        input: text(),
        seq: random() < 0.3 ? undefined : random(),
      }),
    );
    const complete = rows.map((row) =>
      Object.fromEntries(
        Object.keys(tableColumns.spans).map((column) => [column, (row as never)[column] ?? null]),
      ),
    );
    const theirs = makeArrowTable(complete, { schema: arrowSchema("spans") });
    expect(toRows(arrowTableOf("spans", rows))).toEqual(toRows(theirs as never));
  });
});
