import { expect, it } from "vitest";
import { termsOf } from "./text-terms.ts";
import { wordTermsOf } from "./word-terms.ts";

it("counts the words that the embedder counts", () => {
  const texts = ["Booking a flight, booking flights", "", "a flight"];
  expect(wordTermsOf(texts)).toEqual(termsOf(texts).words);
});
