import { describe, expect, it } from "vitest";
import type { Message } from "../../store/index.ts";
import { exerciseEvidence } from "./evidence.ts";

const nowMs = Date.UTC(2024, 4, 15, 15);
const messages: Message[] = [
  { role: "user", text: "Hello there. I’d like to cancel my trip, I don't have the reservation id." },
  {
    role: "assistant",
    text: "Let me look.",
    toolCalls: [{ id: "1", name: "get_reservation", args: { id: "A1" } }],
  },
  {
    role: "tool",
    toolCallId: "1",
    text: '{"cabin":"basic_economy","insurance":"no","created_at":"2024-05-15T03:00:00","passengers":[{},{},{},{}],"flights":[{"date":"2024-05-11"}]}',
  },
  { role: "assistant", text: "", toolCalls: [{ id: "2", name: "cancel_reservation", args: { id: "A1" } }] },
  { role: "tool", toolCallId: "2", text: '{"status":"cancelled"}' },
];
const why = (...triggers: string[]): string[] =>
  exerciseEvidence(triggers, messages, nowMs).map(
    ({ messageIndex, kind, quote, tool }) => `${messageIndex} ${kind}${tool ? ` ${tool}` : ""}: ${quote}`,
  );

describe("why a conversation puts a condition to work", () => {
  it("is a field of what a tool gave", () =>
    expect(why("the user flies basic economy and has no insurance")).toEqual([
      "2 data get_reservation: cabin: basic_economy",
      "2 data get_reservation: insurance: no",
    ]));
  it("is a time before now, a count, a date that is past", () => {
    expect(why("the booking was made within the last 24 hours")).toEqual([
      "2 data get_reservation: created_at: 2024-05-15T03:00:00",
    ]);
    expect(why("there are more than three passengers")).toEqual(["2 data get_reservation: passengers: 4"]);
    expect(why("there are more than four passengers")).toEqual([]);
    expect(why("any of the flights has already been flown")).toEqual([
      "2 data get_reservation: date: 2024-05-11",
    ]);
  });
  it("is the sentence of the user", () => {
    expect(why("the user wants to cancel a trip")).toEqual([
      "0 said: I’d like to cancel my trip, I don't have the reservation id.",
    ]);
    expect(why("the user doesn't know their reservation id")).toHaveLength(1);
  });
  it("is a call", () =>
    expect(why("calling cancel_reservation")[0]).toBe("1 call get_reservation: get_reservation"));
  it("is nothing where nothing does, or where the instruction always applies", () => {
    expect(why("the user is a gold member")).toEqual([]);
    expect(why()).toEqual([]);
  });
  it("is cut to a line", () => {
    const long: Message[] = [
      { role: "user", text: `${"very ".repeat(100)}long wish to\ncancel ${"now ".repeat(100)}` },
    ];
    for (const { quote } of exerciseEvidence(["the user wants to cancel"], long))
      expect(quote.length).toBeLessThanOrEqual(120);
  });
});
