import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../test/support/processor-time.ts";
import { flightDetail, flightSpans, manySpans } from "../../../test/support/trace.ts";
import { type Message, messagesFromSpans } from "../store/index.ts";
import { type TraceDetail, traceSpan, traceText, traceView } from "./trace-view.ts";

/** One model span with these messages as input. */
const saying = (...messages: readonly Message[]): TraceDetail => {
  const spans = [{ ...flightSpans[2]!, parentId: undefined, input: messages, output: undefined }];
  return flightDetail({ spans, messages: messagesFromSpans(spans), evaluations: [], signals: [] });
};

describe("a conversation", () => {
  const view = traceView(flightDetail());

  it("is told by its facts", () => {
    expect(view.facts).toMatchObject({
      opening: "Book me the cheapest flight to Oslo on Friday.",
      status: "ok",
      models: ["gpt-4o", "gpt-4o-mini"],
      services: ["travel"],
      costIsComputed: true,
      durationMs: 8_200,
      behaviors: [
        { id: "b-1", name: "book a flight" },
        { id: "b-2", name: "complain about a booking", message: 4 },
      ],
    });
  });
  it("has its tools' results beside the calls, and each message its span", () => {
    expect(view.messages.map(({ role, spanId, answers }) => [role, spanId, answers])).toEqual([
      ["user", "s3", undefined],
      ["assistant", "s3", undefined],
      ["tool", "s5", 1],
      ["assistant", "s5", undefined],
      ["user", "s7", undefined],
      ["assistant", "s7", undefined],
    ]);
    expect(view.messages[1]!.calls).toMatchObject([{ name: "search_flights", result: 2, spanId: "s4" }]);
  });
  it("leads from spans to messages, and marks those that something is said about", () => {
    expect(view.waterfall.rows.map(({ id, message, marks }) => [id, message, marks])).toEqual([
      ["s1", undefined, 0],
      ["s2", undefined, 0],
      ["s3", 1, 0],
      ["s4", 2, 0],
      ["s5", 3, 3],
      ["s6", undefined, 0],
      ["s7", 5, 1],
    ]);
  });
  it("has failures first, with the message that is the evidence or begins the part", () => {
    expect(
      view.evaluations.map(({ evaluator, label, message, part, spanId, isRecorded }) => ({
        evaluator,
        label,
        message,
        part,
        spanId,
        isRecorded,
      })),
    ).toEqual([
      {
        evaluator: "grounded",
        label: "fail",
        message: undefined,
        part: undefined,
        spanId: "s5",
        isRecorded: true,
      },
      {
        evaluator: "no-promise",
        label: "fail",
        message: 3,
        part: "turn 1",
        spanId: undefined,
        isRecorded: false,
      },
      {
        evaluator: "polite",
        label: "pass",
        message: 4,
        part: "turn 2",
        spanId: undefined,
        isRecorded: false,
      },
    ]);
  });
});

describe("a span", () => {
  it("is shown with documents, events, cost and where it comes from", () => {
    expect(traceSpan(flightDetail(), "s2")!.documents).toEqual([
      { title: "rules-7", score: 0.8312, text: { text: "Light fares cannot be changed." } },
    ]);
    expect(traceSpan(flightDetail(), "s4")!).toMatchObject({
      error: { text: "HTTP 503 from the booking system" },
      tool: { name: "search_flights", result: { text: '{\n  "error": "try again"\n}' } },
      events: [{ name: "retry", fields: [{ name: "attempt", value: { text: "2" } }] }],
    });
    const model = traceSpan(flightDetail(), "s3")!;
    expect(model.facts).toContainEqual({ name: "Cost", value: "$0.004200, computed from the price table" });
    expect(model.facts).toContainEqual({ name: "of them reasoning", value: "30" });
    expect(model.attributes.map(({ name }) => name)).toEqual(["app.tenant", "gen_ai.request.temperature"]);
  });
  it("that nobody knows is none", () => {
    expect(traceSpan(flightDetail(), "s99")).toBeUndefined();
  });
});

describe("texts", () => {
  it("that are long are cut, and whole by their place", () => {
    const long = `start ${"x".repeat(60_000)} end`;
    const detail = saying({ role: "user", text: long });
    const { text } = traceView(detail).messages[0]!;
    expect(text.text).toHaveLength(20_000);
    expect(text.cut).toEqual({ length: long.length, place: "message:0:text" });
    expect(traceText(detail, text.cut!.place)).toBe(long);
    expect(traceText(detail, "message:7:text")).toBeUndefined();
    const inSpan = traceSpan(detail, "s3")!.input[0]!.text.cut!.place;
    expect(traceText(detail, inSpan)).toBe(long);
  });
  it("are cut between characters", () => {
    const { text } = traceView(saying({ role: "user", text: `x${"🚚".repeat(20_000)}` })).messages[0]!.text;
    expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  });
  it("of a huge conversation stay small together, none of them lost", () => {
    const messages = Array.from(
      { length: 1_000 },
      (_, n): Message => ({ role: "user", text: `${n} ${"y".repeat(19_000)}` }),
    );
    const detail = saying(...messages);
    const view = traceView(detail);
    expect(JSON.stringify(view).length).toBeLessThan(3_000_000);
    expect(view.messages).toHaveLength(1_000);
    expect(traceText(detail, view.messages[999]!.text.cut!.place)).toBe(messages[999]!.text);
  });
  it("show what would deceive the eye, and stay what they are otherwise", () => {
    const hostile = "<img src=x onerror=alert(1)> \u202egnp.exe \u001b[31m [click](command:evil)\r\nnext";
    const view = traceView(saying({ role: "user", text: hostile }));
    expect(view.messages[0]!.text.text).toBe(
      "<img src=x onerror=alert(1)> \\u202egnp.exe \\u001b[31m [click](command:evil)\nnext",
    );
    expect(view.facts.opening).not.toMatch(/[\u202e\p{Cc}]/u);
  });
  it("of calls that are no JSON stay as they came", () => {
    const [message] = traceView(
      saying({ role: "assistant", text: "", toolCalls: [{ id: "1", name: "a", args: '{"broken": ' }] }),
    ).messages;
    expect(message!.calls[0]!.args.text).toBe('{"broken": ');
  });
});

it("a view of 10,000 spans is made while one waits", () => {
  const spans = manySpans(10_000);
  const detail = flightDetail({ spans, messages: messagesFromSpans(spans), evaluations: [], signals: [] });
  const started = processorMs();
  const { waterfall } = traceView(detail);
  const took = processorMs() - started;
  console.log(`view of 10,000 spans: ${took.toFixed(0)} ms`);
  expect(waterfall.rows).toHaveLength(10_000);
  expect(took).toBeLessThan(roomFor(5_000));
});
