import { describe, expect, test } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { evaluate } from "../evaluate.ts";
import { openServices } from "../services.ts";
import { both, evaluatorOf, judge, problemsOf, sampleOf } from "../testing.ts";
import { jsonObjectsIn } from "./json-objects.ts";

const schema = { type: "object", required: ["id"], properties: { id: { type: "number" } } };

describe("is-json", () => {
  test.each([
    [undefined, '{"id":1}', "pass/fail"],
    [undefined, "[1]", "pass/fail"],
    [undefined, '"text"', "pass/fail"],
    [undefined, "```json\n{}\n```", "fail/pass"],
    [undefined, "", "fail/pass"],
    [schema, '{"id":1}', "pass/fail"],
    [schema, '{"id":"1"}', "fail/pass"],
    [schema, "{", "fail/pass"],
    ["type: object\nrequired: [id]", '{"id":1}', "pass/fail"],
    ["type: object\nrequired: [id]", "{}", "fail/pass"],
  ])("schema %j against %j is %s", async (value, output, expected) => {
    expect(await both({ type: "is-json", value }, output)).toBe(expected);
  });

  test("says what the schema misses", async () => {
    const { explanation } = await judge({ type: "is-json", value: schema }, '{"id":"x"}');
    expect(explanation).toContain('"/id" must be number; it says "{"id":"x"}"');
  });

  test.each([
    [{ type: "nonsense" }],
    [{ unheardOf: 1 }],
    ["- 1"],
    [{ $async: true, type: "object" }],
    [{ $ref: "#/x" }],
  ])("schema %j is refused", (value) => {
    expect(problemsOf({ type: "is-json", value })).toHaveLength(1);
  });

  test("a schema pattern that runs away is unknown in time", async () => {
    const services = openServices({ trusted: false, deadlineMs: 100 });
    const evaluator = evaluatorOf({
      assert: [{ type: "is-json", value: { type: "string", pattern: "(a+)+$" } }],
    });
    const result = await evaluate(evaluator, sampleOf(JSON.stringify(`${"a".repeat(50)}!`)), services);
    expect(result.label).toBe("unknown");
  });
});

describe("contains-json", () => {
  test.each([
    [undefined, 'Here: {"id": 1}. Bye', "pass/fail"],
    [undefined, "no braces", "fail/pass"],
    [undefined, "[1, 2]", "fail/pass"],
    [undefined, "{'id': 1, // yes\n next: two}", "pass/fail"],
    [undefined, 'cut off {"id": 1, "b": {"c": 2', "pass/fail"],
    [schema, 'first {"x": 1} then {"id": 2}', "pass/fail"],
    [schema, 'first {"x": 1} then {"id": "2"}', "fail/pass"],
    [schema, "nothing", "fail/pass"],
  ])("schema %j against %j is %s", async (value, output, expected) => {
    expect(await both({ type: "contains-json", value }, output)).toBe(expected);
  });

  test("finds the outermost objects", () => {
    const text = 'a {"a": {"b": 1}} } { see https://x.y {"c": "//no comment"}';
    expect([...jsonObjectsIn(text)]).toEqual([{ a: { b: 1 } }, { c: "//no comment" }]);
  });

  test.each([
    ["ends with {", 0],
    ["Dear {{name}}, hello {x}", 2],
    ["{a: !tag 1}", 0],
    ["{\u0000}", 0],
    ["it's {a: 'don't'} {b: 1}", 1],
    ["{a: https://x.y//z }", 1],
  ])("%j holds %d objects, as promptfoo counts them", (text, count) => {
    expect([...jsonObjectsIn(text)]).toHaveLength(count);
  });

  test("nothing but braces is unknown in time", async () => {
    const services = openServices({ trusted: false, deadlineMs: 100 });
    const start = processorMs();
    const output = `${"{".repeat(60_000)}:`;
    const result = await evaluate(
      evaluatorOf({ assert: [{ type: "contains-json" }] }),
      sampleOf(output),
      services,
    );
    expect(result.label).toBe("unknown");
    expect(processorMs() - start).toBeLessThan(roomFor(3000));
  });
});
