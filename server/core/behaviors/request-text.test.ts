import { expect, it } from "vitest";
import { contentKey, contentOf, hasContent } from "./request-text.ts";

it("takes courtesy, asking, ids and names out and leaves the intent", () => {
  expect(contentKey("Hi there! I'd like to cancel my flight, please.")).toBe("cancel my flight");
  expect(
    contentKey("Could you help me with this? I need to book a flight from New York to Seattle on May 20th."),
  ).toBe("book a flight");
  expect(contentKey("I need to cancel my flight. My reservation number is PEP4E0 and I'm mia_li_3668")).toBe(
    "cancel my flight",
  );
  expect(contentKey("Write to anna.b@example.com about order #12-3345")).toBe("write about order");
});

it("keeps offsets", () => {
  const text = "Hello, please cancel order EHGLP3 for me";
  const content = contentOf(text);
  expect(content).toHaveLength(text.length);
  expect(content.indexOf("cancel")).toBe(text.indexOf("cancel"));
});

it("never empties a text", () => {
  expect(contentKey("Hi!")).toBe("hi");
  expect(contentKey("DSGVO Auskunft")).toBe("dsgvo auskunft");
});

it("tells courtesy from content", () => {
  expect(
    ["Hi", "Hello, I need some help.", "thanks a lot!", "Good morning, can you help me?", "ok"].filter(
      hasContent,
    ),
  ).toEqual([]);
  expect(["refund", "I need help with my knee", "where is it going?"].filter(hasContent)).toHaveLength(3);
});

it("finds content at the end of long courtesy, and courtesy where a phrase goes over any length", () => {
  const long = "hello there good morning thank you so much ".repeat(12);
  expect(hasContent(long)).toBe(false);
  expect(hasContent(`${long}refund`)).toBe(true);
  for (let shift = 0; shift < 60; shift++)
    expect(hasContent(`${"hi ".repeat(40 + shift)}can you please help me out with this`)).toBe(false);
  expect(hasContent(`refund ${long}`)).toBe(true);
});
