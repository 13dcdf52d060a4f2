import { expect, test } from "vitest";
import { isFound } from "./testing.ts";

const draft =
  "Dear customers, we are glad to announce that our shop opens on Monday at nine in the morning. There will be coffee and cake for everybody who comes before noon, and the first ten visitors receive a small present from the owner.";
const edited = (words: string): boolean => isFound("output-edited", `Here you are:\n\n${draft}`, words);

test("the agent's text comes back with changes", () => {
  expect(
    edited(draft.replace("Monday at nine", "Tuesday at ten").replace("Dear customers", "Dear friends")),
  ).toBe(true);
});

test("in any language", () => {
  const text =
    "Liebe Kundinnen und Kunden, wir freuen uns sehr, dass unser Laden am kommenden Montag um neun Uhr öffnet. Es gibt Kaffee und Kuchen für alle, die vor dem Mittag kommen, und die ersten zehn Gäste bekommen ein kleines Geschenk von der Inhaberin.";
  expect(isFound("output-edited", text, text.replace("Montag um neun", "Dienstag um zehn"))).toBe(true);
});

test("pasting it as it is, quoting a line or writing something else is none", () => {
  expect(edited(draft)).toBe(false);
  expect(edited("About 'coffee and cake for everybody who comes before noon': is there tea?")).toBe(false);
  expect(edited("Please write about the shop again and mention the parking lot behind it. ".repeat(4))).toBe(
    false,
  );
});
