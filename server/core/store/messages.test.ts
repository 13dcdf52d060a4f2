import { describe, expect, test } from "vitest";
import { type Random, seededRandom, shuffle } from "../base/index.ts";
import { messagesFromSpans, spansFromMessages } from "./messages.ts";
import type { Message, Role, Span } from "./records.ts";

const of = { conversationId: "c1" };
const call = (id: string, name = "lookup", args: unknown = { q: 1 }) => ({ id, name, args });

/** Any list of messages at all, sensible or not: answers without calls, calls without answers, ids used twice. */
function anyMessages(random: Random): Message[] {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  return Array.from({ length: Math.floor(random() * 12) }, (): Message => {
    const role = pick<Role>(["user", "assistant", "assistant", "tool", "system"]);
    const text = pick(["", "hello", "naïve 😀", "\u0000", '{"a":1}', "  two\n lines "]);
    if (role === "tool")
      return {
        role,
        text,
        ...(random() < 0.7 && { toolCallId: pick(["a", "b", "c"]) }),
        ...(random() < 0.3 && { isError: true }),
      };
    if (role !== "assistant")
      return { role, text, ...(random() < 0.5 && { atMs: Math.floor(random() * 1e6) }) };
    const toolCalls = Array.from({ length: Math.floor(random() * 3) }, () => call(pick(["a", "b", "c"])));
    return {
      role,
      text,
      ...(toolCalls.length > 0 && { toolCalls }),
      ...(random() < 0.5 && { costUsd: 0.5, usage: { inputTokens: 3 } }),
    };
  });
}

test("messages come back exactly, whatever they are, stored as JSON and read in any order", () => {
  const random = seededRandom(7);
  for (let round = 0; round < 500; round++) {
    const messages = anyMessages(random);
    const stored = JSON.parse(JSON.stringify(spansFromMessages(messages, of))) as Span[];
    expect(messagesFromSpans(shuffle(stored, random))).toStrictEqual(messages);
  }
});

test("messages of several traces come trace by trace, a root's unread words at the end of its own trace", () => {
  const first = spansFromMessages(
    [
      { role: "assistant", text: "hi" },
      { role: "user", text: "unread" },
    ],
    { ...of, traceId: "t1" },
  );
  const second = spansFromMessages([{ role: "assistant", text: "again" }], { ...of, traceId: "t2" }).map(
    (span) => ({
      ...span,
      seq: span.seq + first.length,
    }),
  );
  expect(messagesFromSpans([...second, ...first]).map((message) => message.text)).toEqual([
    "hi",
    "unread",
    "again",
  ]);
});

describe("the tree", () => {
  const messages: Message[] = [
    { role: "user", text: "two things", atMs: 100 },
    {
      role: "assistant",
      text: "",
      toolCalls: [call("a", "find"), call("b", "book")],
      atMs: 250,
      costUsd: 0.1,
    },
    { role: "tool", text: "booked", toolCallId: "b", atMs: 400 },
    { role: "tool", text: "not found", toolCallId: "a", isError: true, atMs: 500 },
    { role: "assistant", text: "done", atMs: 700 },
    { role: "user", text: "bye" },
  ];
  const spans = spansFromMessages(messages, { ...of, model: "m" });

  test("has a root, a model span an answer, a tool span a call, in order", () => {
    expect(spans.map((span) => `${span.seq} ${span.kind} ${span.name}`)).toEqual([
      "0 agent agent",
      "1 model chat m",
      "2 tool find",
      "3 tool book",
      "4 model chat m",
    ]);
    expect(spans.slice(1).every((span) => span.parentId === spans[0]!.id)).toBe(true);
    expect(new Set(spans.map((span) => span.id)).size).toBe(spans.length);
  });

  test("gives each model call only what is new to it, and the root what nobody read", () => {
    expect(spans.map((span) => span.input.map((message) => message.text))).toEqual([
      ["bye"],
      ["two things"],
      [],
      [],
      ["booked", "not found"],
    ]);
  });

  test("joins parallel calls with their answers by id, with status and times", () => {
    expect(spans[2]).toMatchObject({
      status: "error",
      tool: { callId: "a", result: "not found" },
      startMs: 250,
      endMs: 500,
    });
    expect(spans[3]).toMatchObject({
      status: "ok",
      tool: { callId: "b", result: "booked" },
      startMs: 250,
      endMs: 400,
    });
    expect(spans[1]).toMatchObject({ startMs: 100, endMs: 250, costUsd: 0.1 });
  });

  test("is the same each time", () => {
    expect(spansFromMessages(messages, { ...of, model: "m" })).toStrictEqual(spans);
  });
});

test("an id used twice answers the latest call; an answer without an id goes to the open call of its name", () => {
  const spans = spansFromMessages(
    [
      { role: "assistant", text: "", toolCalls: [call("0", "x")] },
      { role: "tool", text: "one", toolCallId: "0" },
      { role: "assistant", text: "", toolCalls: [call("0", "x"), call("1", "y")] },
      { role: "tool", text: "of y", toolName: "y" },
      { role: "tool", text: "two", toolCallId: "0" },
    ],
    of,
  );
  expect(spans.flatMap((span) => (span.tool ? [`${span.name} ${span.tool.result}`] : []))).toEqual([
    "x one",
    "x two",
    "y of y",
  ]);
});

test("what happened beside the conversation is a span of its own that no message list shows", () => {
  const messages: Message[] = [
    { role: "user", text: "a" },
    { role: "assistant", text: "b" },
  ];
  const spans = spansFromMessages(messages, {
    ...of,
    asides: [{ after: 1, name: "reboot", attributes: { requestor: "user" } }],
  });
  expect(spans.map((span) => span.kind)).toEqual(["agent", "other", "model"]);
  expect(messagesFromSpans(spans)).toEqual(messages);
});
