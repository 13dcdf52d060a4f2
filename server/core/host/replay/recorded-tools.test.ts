import { describe, expect, it } from "vitest";
import type { Message } from "../../store/index.ts";
import { canonicalJson, recordedTools } from "./recorded-tools.ts";

const call = (id: string, name: string, args: unknown): Message => ({
  role: "assistant",
  text: "",
  toolCalls: [{ id, name, args }],
});
const result = (toolCallId: string, text: string, more: Partial<Message> = {}): Message => ({
  role: "tool",
  text,
  toolCallId,
  ...more,
});
const messages: Message[] = [
  call("a", "get_user", { id: 7, region: "eu" }),
  result("a", "first"),
  call("b", "get_user", { region: "eu", id: 7 }),
  result("b", "second", { isError: true }),
  call("c", "get_order", { id: 1 }),
];

describe("recorded tool results", () => {
  it("are given again for identical arguments, the n-th for the n-th call, whatever the order of keys", () => {
    const { next } = recordedTools(messages);
    const fresh = { id: "new", name: "get_user", args: { region: "eu", id: 7 } };
    expect(next(fresh)).toEqual({ role: "tool", text: "first", toolCallId: "new", toolName: "get_user" });
    expect(next(fresh)).toMatchObject({ text: "second", isError: true });
    expect(next(fresh)).toEqual({
      missing:
        'get_user({"id":7,"region":"eu"}) was called 3 times with these arguments, and 2 results are recorded.',
    });
  });

  it("are given for nothing else, and the call is named", () => {
    const { next } = recordedTools(messages);
    expect(next({ id: "x", name: "get_user", args: { id: "7", region: "eu" } })).toEqual({
      missing:
        'get_user({"id":"7","region":"eu"}) was never called with these arguments in the recording, so nobody knows what it gives.',
    });
    expect(next({ id: "x", name: "get_order", args: { id: 1 } })).toMatchObject({
      missing: expect.any(String),
    });
    expect(next({ id: "x", name: "drop_all", args: {} })).toMatchObject({
      missing: expect.stringContaining("drop_all({}) was never called in the recording"),
    });
  });

  it("takes arguments that are no JSON as they are", () => {
    expect(canonicalJson('{"half')).toBe('"{\\"half"');
    expect(canonicalJson({ b: [1, { d: null, c: undefined }], a: "x" })).toBe('{"a":"x","b":[1,{"d":null}]}');
  });
});
