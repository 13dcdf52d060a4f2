import { expect, test } from "vitest";
import { both, judge, problemsOf } from "../../testing.ts";
import { plainSql } from "./plain-sql.ts";
import { sqlBlocks } from "./sql-blocks.ts";

test.each([
  [undefined, "SELECT id, name FROM orders", "pass/fail"],
  [undefined, "SELECT id name FROM orders", "fail/pass"],
  [undefined, "SELECT * FORM orders", "fail/pass"],
  [{ databaseType: "PostgresQL" }, "SELECT id::text FROM orders", "pass/fail"],
  [{ allowedTables: ["select::(.*)::orders"] }, "SELECT id FROM orders", "pass/fail"],
  [{ allowedTables: ["select::(.*)::orders"] }, "SELECT id FROM users", "fail/pass"],
  [{ allowedColumns: ["select::orders::id"] }, "SELECT id FROM orders", "pass/fail"],
  [{ allowedColumns: ["select::orders::id"] }, "SELECT name FROM orders", "fail/pass"],
])("is-sql %j of %j is %s", async (value, said, expected) => {
  expect(await both({ type: "is-sql", value }, said)).toBe(expected);
});

test("contains-sql reads fenced blocks, and the whole where there is none", async () => {
  expect(await both({ type: "contains-sql" }, "Here:\n```sql\nSELECT 1\n```\nDone.")).toBe("pass/fail");
  expect(await both({ type: "contains-sql" }, "Here:\n```python\nSELECT 1\n```")).toBe("fail/pass");
  expect(await both({ type: "contains-sql" }, "SELECT 1")).toBe("pass/fail");
});

test("says what is wrong, and refuses what it cannot read", async () => {
  expect((await judge({ type: "is-sql" }, "SELECT id name FROM t")).explanation).toContain(
    "a comma may be missing",
  );
  expect(problemsOf({ type: "is-sql", value: "MySQL" })).toHaveLength(1);
  expect(problemsOf({ type: "is-sql", value: { allowedTables: "orders" } })).toHaveLength(1);
});

test("what is quoted or commented is left out", () => {
  expect(plainSql("a 'b''c' -- d\n/* e */ $x$ f $x$ [g]", "MySQL").replace(/\s+/g, " ")).toBe("a ? ? [g]");
  expect(plainSql("[g h]", "TransactSQL").trim()).toBe("?");
});

test("blocks are those that are closed, and of SQL or not marked", () => {
  expect(sqlBlocks("```\na\n```\n~~~SQL\nb\n~~~\n```js\nc\n```\n```sql\nopen")).toEqual(["a", "b"]);
});

test("hostile texts are judged or unknown", async () => {
  for (const said of [
    `SELECT ${"(".repeat(20_000)}`,
    "SELECT 1 + ".repeat(20_000),
    "`".repeat(100_001),
    "$a$".repeat(50_000),
  ])
    expect(["fail", "unknown"]).toContain((await judge({ type: "is-sql" }, said)).label);
}, 60_000);
