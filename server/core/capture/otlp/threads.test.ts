import { describe, expect, test } from "vitest";
import type { Message } from "../../store/index.ts";
import { newIn } from "./threads.ts";

/** "u:hi a:yo" as messages; equal words are separate objects, as they come from separate spans. */
const told = (text: string): Message[] =>
  text
    .split(" ")
    .filter(Boolean)
    .map((one) => ({
      role: one[0] === "u" ? "user" : one[0] === "t" ? "tool" : "assistant",
      text: one.slice(2),
    }));
const fresh = (history: string, said: string, onlyAtEnd = false) =>
  newIn(told(history), told(said), { onlyAtEnd })
    ?.map(({ role, text }) => `${role[0]}:${text}`)
    .join(" ");

describe("what a history adds to what was said", () => {
  test.each([
    ["u:a x:b u:c", "u:a x:b", "u:c"],
    ["u:a", "", "u:a"],
    ["u:yes x:ok u:yes", "u:yes x:ok", "u:yes"],
    ["u:a x:retold t:r", "u:a x:b", "t:r"],
    ["u:summary x:b u:c", "u:a x:b", "u:c"],
    ["x:b u:c", "u:a x:b", "u:c"],
    ["u:a", "u:a x:thrown-away", ""],
  ])("%s after %s: %s", (history, said, expected) => expect(fresh(history, said)).toBe(expected));

  test("another subject has nothing in common; a repeated question of a new trace is new", () => {
    expect(fresh("u:x", "u:a x:b")).toBeUndefined();
    expect(fresh("u:hi", "u:hi x:hello", true)).toBeUndefined();
  });

  test("results alone carry on where an API keeps the history itself", () => {
    const said: Message[] = [
      ...told("u:a"),
      { role: "assistant", text: "", toolCalls: [{ id: "1", name: "f", args: {} }] },
    ];
    const results: Message[] = [{ role: "tool", text: "r", toolCallId: "1" }];
    expect(newIn(results, said)).toEqual(results);
    expect(newIn([{ role: "tool", text: "r", toolCallId: "2" }], said)).toBeUndefined();
  });

  test("ids may differ between a call and the memory of it", () => {
    const withId = (id: string): Message[] => [
      ...told("u:a"),
      { role: "assistant", text: "", toolCalls: [{ id, name: "f", args: { x: 1 } }] },
    ];
    expect(newIn([...withId("fc_1"), ...told("t:r")], withId("call_1"))).toEqual(told("t:r"));
  });
});
