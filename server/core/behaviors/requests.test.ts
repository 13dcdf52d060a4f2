import { expect, it } from "vitest";
import { processorMs, roomFor } from "../../../test/support/processor-time.ts";
import { openingRequest } from "./requests.ts";

const opening = (...said: string[]): string | undefined =>
  openingRequest(
    "c1",
    said.map((text) => ({ role: "user" as const, text })),
  )?.text;

it("is the first message that says something", () => {
  expect(opening("Hi!", "I want to cancel my flight.")).toBe("I want to cancel my flight.");
  expect(opening("Hello, I need some help", "thanks", "My card was stolen")).toBe("My card was stolen");
  expect(
    opening("Hi! Can you help me with something?", "My user ID is mia_li_3668.", "I'd like to book a flight"),
  ).toBe("I'd like to book a flight");
  expect(opening("Hi! I need help with my booking.", "It is EHGLP3")).toBe(
    "Hi! I need help with my booking.",
  );
});

it("falls back to the first words where all is courtesy", () => {
  expect(opening("Hello there!", "Thanks")).toBe("Hello there!");
});

it("looks at what the user said only, and is undefined where that is nothing", () => {
  const messages = [
    { role: "system" as const, text: "You are an agent" },
    { role: "assistant" as const, text: "How can I help?" },
  ];
  expect(openingRequest("c1", messages)).toBeUndefined();
  expect(openingRequest("c1", [...messages, { role: "user", text: "  \n" }])).toBeUndefined();
  expect(openingRequest("c1", [...messages, { role: "user", text: " Where  is\nmy parcel? " }])).toEqual({
    id: "c1",
    conversationId: "c1",
    text: "Where is my parcel?",
  });
});

it("keeps the user's own words in any language", () => {
  expect(opening("Hola, buenos días", "Quiero cancelar mi vuelo")).toBe("Quiero cancelar mi vuelo");
  expect(opening("Guten Tag, ich möchte meinen Flug stornieren")).toBe(
    "Guten Tag, ich möchte meinen Flug stornieren",
  );
  expect(opening("こんにちは", "フライトをキャンセルしたい")).toBe("フライトをキャンセルしたい");
});

it("cuts what is pasted after the request", () => {
  const text = opening(`Please summarise this. ${"lorem ipsum ".repeat(200)}`);
  expect(text!.length).toBeLessThanOrEqual(601);
  expect(text).toMatch(/^Please summarise this\. lorem.*…$/);
});

it("reads a pasted file of one long word at once", () => {
  const text = `Hello, please read this: ${"a1B2".repeat(50_000)}`;
  const started = processorMs();
  expect(openingRequest("c1", [{ role: "user", text }])?.text).toMatch(/^Hello, please read this: a1B2/);
  expect(processorMs() - started).toBeLessThan(roomFor(2_000));
});
