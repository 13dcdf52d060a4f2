import { expect, test } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { type Message, messagesFromSpans, spansFromMessages } from "../../store/index.ts";
import { causeMarks, causeRules } from "./cause-marks.ts";
import { calls, gives, says, span, user } from "./testing.ts";

test("marks come in the order of the messages, each with its span and a quotation on one line", () => {
  const messages: Message[] = [
    user("What does order A-100 cost?"),
    {
      role: "assistant",
      text: "",
      toolCalls: [{ id: "c1", name: "get_order", args: { order_id: "A-100" } }],
    },
    { role: "tool", text: "Error: service\nunavailable", toolCallId: "c1", isError: true },
    says("Two at $20 are $20 + $20 = $50."),
  ];
  const spans = spansFromMessages(messages, { conversationId: "c" });
  const [outage, sum, ...rest] = causeMarks(messagesFromSpans(spans), spans);
  expect(outage).toEqual({
    cause: "tool",
    kind: "tool-outage",
    strength: 0.9,
    messageIndex: 2,
    spanId: spans.find(({ kind }) => kind === "tool")!.id,
    quote: "Error: service unavailable",
  });
  expect(sum).toMatchObject({ cause: "capability", kind: "wrong-arithmetic", messageIndex: 3 });
  expect(sum!.spanId).toBe(spans.findLast(({ kind }) => kind === "model")!.id);
  expect(rest).toEqual([]);
});

test("a span's failure and its message's are one mark, and a span without message stands before the next one", () => {
  const spans = [
    span(1, { kind: "model", input: [user("Hello?")], output: calls("find", { q: "x" }) }),
    span(2, { kind: "retrieval", name: "search", status: "error", error: "504 Gateway Timeout" }),
    span(3, { kind: "model", input: [gives("[1]")], output: says("Done.") }),
  ];
  expect(causeMarks(messagesFromSpans(spans), spans)).toEqual([
    {
      cause: "tool",
      kind: "tool-outage",
      strength: 0.9,
      messageIndex: 2,
      spanId: "s2",
      quote: "504 Gateway Timeout",
    },
  ]);
});

test("a run that fails without end gives twenty marks of a kind", () => {
  const messages = Array.from({ length: 200 }, (_, i) => [
    calls("t", { i }),
    gives("Error: 503 unavailable"),
  ]).flat();
  expect(causeMarks(messages, []).filter(({ kind }) => kind === "tool-outage")).toHaveLength(20);
});

test("kinds are unique, and every rule says in words what happened", () => {
  const rules = Object.values(causeRules).flat();
  expect(new Set(rules.map(({ kind }) => kind)).size).toBe(rules.length);
  for (const { says: words, strength } of rules) {
    expect(words).toMatch(/^(?:an?|one|JSON|code|the) .{10,}[^.]$/);
    expect(strength).toBeGreaterThan(0);
    expect(strength).toBeLessThanOrEqual(1);
  }
});

test("empty conversations, lone roles and text of any language give nothing and break nothing", () => {
  for (const messages of [[], [says("")], [gives("")], [user("")], [{ role: "system" as const, text: "x" }]])
    expect(causeMarks(messages, [])).toEqual([]);
  const text = "नमस्ते, मुझे मदद चाहिए। 你好我想取消 Привет ІİıǅΣς ﷽ \ud800 \u0000\u202e";
  expect(causeMarks([user(text), says(text), gives(text), calls(text, text), user(text)], [])).toEqual([]);
});

test("hostile text costs no more than long text does", () => {
  const seeds = [
    "1+",
    "1 + 1 = ",
    "$1,234,567 - ",
    "1,234,",
    "15% of 200 is ",
    "here are the 3 things: ",
    "here are the 3 a\n",
    "- a\n",
    "```json ",
    "```json\n{",
    '{"a": ',
    '{"results": [',
    "no a a a ",
    "not not found ",
    "i don't have any any ",
    "could not find any any any ",
    "i don't have my my my ",
    "ignore all the your my ",
    "you are so such a an ",
    "i apologize for the earlier ",
    "Error.Error.",
    "Traceback (most recent call last)\nAError: ",
    "service is is is ",
    "does not match must be ",
    "\t \n",
    "aaaa1-bbbb2 ",
  ];
  const roles: readonly Message["role"][] = ["user", "assistant", "tool"];
  for (const seed of seeds) {
    const text = seed.repeat(Math.ceil(1_000_000 / seed.length));
    const args = { text, order_id: text.slice(0, 70), [text.slice(0, 5_000)]: text };
    const messages = Array.from({ length: 12 }, (_, i): Message => {
      const role = roles[i % 3]!;
      const toolCalls = [{ id: "", name: text.slice(0, 5_000), args }];
      return { role, text, ...(role === "assistant" && { toolCalls }) };
    });
    const spans = [
      span(1, { kind: "retrieval", documents: [{ text }], error: text }),
      span(2, { kind: "tool", status: "error", error: text }),
    ];
    const before = processorMs();
    causeMarks(messages, spans);
    expect(processorMs() - before, `ms for ${JSON.stringify(seed)}`).toBeLessThan(roomFor(800));
  }
});

test("many short messages cost time in proportion to their number", () => {
  const conversation = (n: number): Message[] =>
    Array.from({ length: n }, (_, i) => [
      user(`Order ${i} please`),
      calls("get_order", { order_id: `A${1000 + i}` }),
      gives(`{"id": "A${1000 + i}"}`),
      says(`It is 1 + ${i} = ${1 + i}.`),
    ]).flat();
  const costOf = (messages: readonly Message[]): number => {
    const before = processorMs();
    causeMarks(messages, []);
    return processorMs() - before;
  };
  costOf(conversation(500));
  expect(costOf(conversation(4_000))).toBeLessThan(roomFor(1_500));
});
