import { expect, it } from "vitest";
import { lowerWordsOf, wordsOf } from "./words.ts";

it.each([
  "I’d like a Round-Trip, please!",
  "naïve “café” ÄÖÜ straße İstanbul",
  "予約を変更したい and cancel",
  "",
  "a_b c3po 'quoted' it's",
])("words without their places are the same words: %j", (text) => {
  expect(lowerWordsOf(text)).toEqual(wordsOf(text).map(({ lower }) => lower));
});
