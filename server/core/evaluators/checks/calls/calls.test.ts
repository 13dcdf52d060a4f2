import { describe, expect, test } from "vitest";
import { both, call, calls, judge, problemsOf, user } from "../../testing.ts";

const tools = [
  {
    name: "book",
    parameters: { type: "object", properties: { seats: { type: "integer" } }, required: ["seats"] },
  },
  { name: "loose" },
];
const made = (...list: Parameters<typeof calls>) => [user("q"), calls(...list)];

describe("calls of functions and tools", () => {
  const types = ["is-valid-function-call", "is-valid-openai-function-call", "is-valid-openai-tools-call"];
  test.each(types)("%s holds arguments against the recorded schema", async (type) => {
    expect(await both({ type }, made(call("book", { seats: 2 })), { tools })).toBe("pass/fail");
    expect(await both({ type }, made(call("book", '{"seats": 2}')), { tools })).toBe("pass/fail");
    expect(await both({ type }, made(call("book", { seats: "2" })), { tools })).toBe("fail/pass");
    expect(await both({ type }, made(call("book", '{"seats"')), { tools })).toBe("fail/pass");
    expect(await both({ type }, made(call("other", {})), { tools })).toBe("fail/pass");
    expect(await both({ type }, "no call", { tools })).toBe("fail/pass");
    expect(await both({ type }, made(call("book", { seats: 2 })))).toBe("unknown/unknown");
  });

  test("the wrong call is pointed at", async () => {
    const messages = [...made(call("book", { seats: 1 })), calls(call("book", {}))];
    expect(await judge({ type: "is-valid-openai-tools-call" }, messages, { tools })).toMatchObject({
      messageIndex: 2,
      explanation: expect.stringContaining("must have required property 'seats'"),
    });
  });

  test.each(types)("%s passes nothing by a schema that answers later, and stays alive", async (type) => {
    const seen: unknown[] = [];
    const note = (reason: unknown): void => void seen.push(reason);
    process.on("unhandledRejection", note);
    const schema = { type: "object", required: ["seats"] };
    const tricks = [
      { ...schema, $async: true },
      { ...schema, $async: false },
      { allOf: [{ ...schema, $async: true }] },
      { $ref: "#/definitions/x", definitions: { x: { ...schema, $async: true } } },
    ];
    for (const parameters of tricks)
      expect(
        await judge({ type }, made(call("book", {})), { tools: [{ name: "book", parameters }] }),
      ).toMatchObject({ label: "fail", explanation: expect.stringContaining("cannot be used") });
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    expect(seen).toEqual([]);
  });

  test("a hostile schema is no more than a reason", async () => {
    const pattern = { type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } };
    const given = { tools: [{ name: "book", parameters: pattern }] };
    const messages = made(call("book", { a: `${"a".repeat(40)}!` }));
    expect((await judge({ type: "is-valid-function-call" }, messages, given)).label).toBe("unknown");
  });
});

test("tool-call-f1 compares the set of tools", async () => {
  const messages = made("search", "book", "book");
  expect(await both({ type: "tool-call-f1", value: ["book", "search"] }, messages)).toBe("pass/fail");
  expect(await both({ type: "tool-call-f1", value: "book, search, pay" }, messages)).toBe("fail/pass");
  expect(
    await judge({ type: "tool-call-f1", value: "book, search, pay", threshold: 0.8 }, messages),
  ).toMatchObject({
    label: "pass",
    score: 0.8,
  });
  expect(
    await both({ type: "tool-call-f1", value: ["search"] }, '{"tool_calls": [{"name": "search"}]}'),
  ).toBe("pass/fail");
});

test("skill-used reads calls of the tool Skill that went well", async () => {
  const used = [
    ...made(call("Skill", { skill: "pdf" }), call("Skill", { skill: "xlsx" }, 1)),
    { role: "tool", toolCallId: "Skill-1", text: "no such skill", isError: true } as const,
  ];
  expect(await both({ type: "skill-used", value: "pdf" }, used)).toBe("pass/fail");
  expect(await both({ type: "skill-used", value: ["pdf", "xlsx"] }, used)).toBe("fail/fail");
  expect(await both({ type: "skill-used", value: { pattern: "P*" } }, used)).toBe("pass/fail");
  expect(problemsOf({ type: "skill-used", value: { name: "pdf", min: 2, max: 1 } })).toHaveLength(1);
  expect(problemsOf({ type: "not-skill-used", value: { name: "pdf", min: 2 } })).toHaveLength(1);
});
