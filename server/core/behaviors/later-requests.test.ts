import { expect, it } from "vitest";
import { processorMs, roomFor } from "../../../test/support/processor-time.ts";
import type { Message } from "../store/index.ts";
import { laterRequests } from "./later-requests.ts";

const user = (text: string): Message => ({ role: "user", text });
const agent = (text: string): Message => ({ role: "assistant", text });

/** What is found in a conversation whose messages are the user's and the agent's in turns. */
const found = (...said: string[]): [number, string][] =>
  laterRequests(said.map((text, i) => (i % 2 === 0 ? user(text) : agent(text)))).map(
    ({ messageIndex, text }) => [messageIndex, text],
  );

const BOOKED = [
  "I want to book a flight to Boston",
  "Your flight is booked. Anything else I can help you with?",
];

it("is a wish, an order, a plea or a marked question on something that nobody has spoken of", () => {
  expect(found(...BOOKED, "Great, thanks! I also need to rent a car.")).toEqual([
    [2, "I also need to rent a car."],
  ]);
  expect(found(...BOOKED, "Reserve a table for two at noon")).toEqual([
    [2, "Reserve a table for two at noon"],
  ]);
  expect(found(...BOOKED, "ok. Could you check my loyalty balance?")).toEqual([
    [2, "Could you check my loyalty balance?"],
  ]);
  expect(found(...BOOKED, "One more thing. What is the weather in Denver?")).toEqual([
    [2, "What is the weather in Denver?"],
  ]);
});

it("also while the agent waits for a detail, where the user says that something else comes", () => {
  const asked = ["I want to book a flight to Boston", "On what day would you like to leave?"];
  expect(found(...asked, "I want an aisle seat")).toEqual([]);
  expect(found(...asked, "On Friday. By the way, I'd like to cancel my newsletter too")).toEqual([
    [2, "By the way, I'd like to cancel my newsletter too"],
  ]);
});

it("is no answer, correction, rephrasing, thanks, or question about the same thing", () => {
  for (const said of [
    "economy please, 2 bags",
    "Yes",
    "Thank you so much, you have been a great help!",
    "No, I asked for a flight to Boston, not Austin",
    "I want to book that flight to Boston",
    "Can you change it to Friday?",
    "When does it leave?",
    "Could you make an exception?",
    "Let me check my calendar",
    "What about Chicago?",
  ])
    expect(found(...BOOKED, said), said).toEqual([]);
});

it("is nothing in a conversation with one request, whatever else is said, or with none", () => {
  expect(
    found("Hi", "How can I help?", "I want to cancel my order", "It is cancelled.", "thanks, bye"),
  ).toEqual([]);
  expect(laterRequests([agent("How can I help?")])).toEqual([]);
  expect(laterRequests([])).toEqual([]);
});

it("has what the agent did from there to the next request", () => {
  const call = (name: string): Message => ({
    ...agent(""),
    toolCalls: [{ id: name, name, args: {} }],
  });
  const requests = laterRequests([
    user("I want to book a flight to Boston"),
    call("book_flight"),
    agent("It is booked. Anything else?"),
    user("I also need to rent a car"),
    call("rent_car"),
    agent("The car is rented. Anything else?"),
    user("Also, can you check the weather?"),
  ]);
  expect(requests).toEqual([
    {
      messageIndex: 3,
      text: "I also need to rent a car",
      handling: "rent car. The car is rented. Anything else?",
    },
    { messageIndex: 6, text: "Also, can you check the weather?" },
  ]);
});

it("finds twenty at most, and reads a long conversation to its end", () => {
  const things = "abcdefghijklmnopqrstuvwxyz"
    .split("")
    .map((letter) => `${letter}${letter}odle ${letter}imsy`);
  const many = things.flatMap((thing) => [
    user(`I also need to buy a ${thing}`),
    agent("Done. Anything else?"),
  ]);
  expect(laterRequests(many)).toHaveLength(20);
  const long = Array.from({ length: 6_000 }, (_, i) =>
    i % 2
      ? agent("It is sunny. ".repeat(200))
      : user(`Can you tell me about the weather? ${"sunny ".repeat(100)}`),
  );
  expect(laterRequests(long)).toEqual([]);
});

it("is quoted from its first letter, also behind letters that are longer in small", () => {
  expect(found(...BOOKED, "İİ İstanbul, great. I also need to rent a car.")).toEqual([
    [2, "I also need to rent a car."],
  ]);
});

it("reads an answer once, however often a user writes after it", () => {
  const answer = `${"It is sunny in Boston today and all of the week. ".repeat(20_000)}Anything else?`;
  const messages = [
    user("What is the weather in Boston?"),
    agent(answer),
    ...Array.from({ length: 1_000 }, () => user("Can you tell me about the weather in Boston?")),
  ];
  const startedMs = processorMs();
  expect(laterRequests(messages)).toEqual([]);
  expect(processorMs() - startedMs).toBeLessThan(roomFor(3_000));
});
