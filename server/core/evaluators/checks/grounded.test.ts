import { expect, test } from "vitest";
import { growthOf, inStep, processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import type { Message } from "../../store/index.ts";
import { evaluate } from "../evaluate.ts";
import { openServices } from "../services.ts";
import { call, calls, evaluatorOf, sampleOf, says, untrusted, user } from "../testing.ts";
import { looseIn } from "./grounded.ts";

const result = (data: unknown): Message => ({
  role: "tool",
  text: typeof data === "string" ? data : JSON.stringify(data),
  toolName: "get_booking",
  toolCallId: "get_booking-0",
});
const booking = {
  id: "XEWRD9",
  flights: [
    { number: "HAT030", date: "2024-05-13", price: 92, departs: "14:05:00" },
    { number: "HAT223", date: "2024-05-14", price: 100.5, departs: "09:30:00" },
  ],
  passenger: { first: "Mia", last: "Lee" },
};
const about = (answer: string, asked = "what have I booked, for three of us?") =>
  sampleOf([user(asked), calls(call("get_booking", { day: "2024-06-01" })), result(booking), says(answer)]);
const loose = (answer: string, systemText?: string): string[] =>
  looseIn({ ...about(answer), ...(systemText && { systemText }) }).loose.map(({ piece }) => piece.text);

test.each([
  ["as it stands", "Booking XEWRD9 has HAT030 on 2024-05-13 for $92."],
  ["dates written otherwise", "You fly on May 13, 2024 and on the 14th of May."],
  ["times written otherwise", "It leaves at 2:05 PM and 9:30 am."],
  ["a sum", "Together that is $192.50."],
  ["a sum for several", "For the three of you that is $577.50."],
  ["a difference", "The second one is $8.50 more."],
  ["a total of totals", "That is $192.50 each, so 3 x $192.50 = $577.50; with two more, $962.50."],
  ["rounded", "The second one costs about $101."],
  ["a name", "The passenger is Ms. Mia Lee."],
  ["what it looked for", "There is nothing on June 1."],
  ["lists, small counts and examples", "1. You have 2 flights.\n2. Tell me an id, e.g. ZFA04Y."],
  ["a question", "Which one?"],
])("says nothing of what has a source: %s", (_, answer) => {
  expect(loose(answer)).toEqual([]);
});

test.each([
  ["an id", "Booking XEWRD8 is yours.", ["XEWRD8"]],
  ["an amount", "That costs $437.", ["$437"]],
  ["a date", "You fly on May 23, 2024.", ["May 23, 2024"]],
  ["a time", "It leaves at 4:05 PM.", ["4:05 PM"]],
  ["a name", "The passenger is Mr. Tom Riddle.", ["Tom Riddle"]],
  ["a quotation", 'The booking says "no refund in any case".', ["no refund in any case"]],
  ["wrong arithmetic", "That is $92 + $100.50 = $207.50.", ["$207.50"]],
  ["a percentage", "You get 35% off.", ["35%"]],
  ["a mail address", "Write to help@air.example.", ["help@air.example"]],
])("finds what no source has: %s", (_, answer, found) => {
  expect(loose(answer)).toEqual(found);
});

test("the system text is a source, what the agent said before is none", () => {
  expect(loose("A change costs $75.", "Changes cost 75 dollars.")).toEqual([]);
  const twice = sampleOf([user("hello"), says("It costs $437."), user("sure?"), says("Yes, $437.")]);
  expect(looseIn(twice).loose).toMatchObject([{ messageIndex: 1 }]);
});

test("points at the message, the piece and what was searched", async () => {
  const sample = { ...about("That costs $437."), spans: [] };
  expect(await evaluate(evaluatorOf({ assert: [{ type: "grounded" }] }), sample, untrusted)).toMatchObject({
    label: "fail",
    messageIndex: 3,
    explanation:
      'The agent must say only what it was told or found: no source has the number "$437", said in "That costs $437."; searched: get_booking in message 2; the user\'s messages; no system text was recorded.',
  });
});

/** The product's deadline would end what takes too long, and no test would tell. */
const patient = openServices({ trusted: false, deadlineMs: 10_000 });

test.each(["a.", "a-", "1 + ", "1", "77 ", "a1 ", "$1 is 2, ", "1 = 1, "])(
  "a text of many %j is judged in step with its length",
  async (unit) => {
    const evaluator = evaluatorOf({ assert: [{ type: "grounded" }] });
    const growth = await growthOf(async (length) => {
      const text = `x${unit.repeat(length / unit.length)}x`;
      const sample = sampleOf([user(text), calls(call("get_booking", {})), result(text), says(text)]);
      expect((await evaluate(evaluator, sample, patient)).label).not.toBe("unknown");
    });
    expect(growth).toBeLessThan(inStep);
  },
);

test("a sum of many numbers without a result is read once, however many ways there were", async () => {
  const sum = Array.from({ length: 35 }, (_, i) => `$${100 + i}`).join(" + ");
  const sample = { ...about(`${sum}, and so on`), spans: [] };
  const { explanation } = await evaluate(evaluatorOf({ assert: [{ type: "grounded" }] }), sample, patient);
  expect(explanation).toContain("each of 35 figures");
});

test("a long conversation with many figures is judged before the deadline", () => {
  const asked = Array.from({ length: 40 }, (_, i) => [
    user("and the next?"),
    calls(call("get_booking", { i })),
    result({
      items: Array.from({ length: 15 }, (__, k) => ({ price: 100 + i * 17 + k * 3.5, id: `A${i}B${k}XX` })),
    }),
    says(
      `It costs $${100 + i * 17}, in all $${203.5 + 34 * i}; your id is A${i}B3XX. Not $437.91 or $991.13 or $${i * 7919}.77`,
    ),
  ]);
  const start = processorMs();
  expect(looseIn(sampleOf(asked.flat())).checked).toBeGreaterThan(200);
  expect(processorMs() - start).toBeLessThan(roomFor(200));
});
