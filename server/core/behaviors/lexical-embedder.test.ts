import { expect, it } from "vitest";
import { embedTexts, fitLexicalEmbedder } from "./lexical-embedder.ts";
import { TermCounter } from "./term-counts.ts";
import { fitTerms, knownTerms, weighTerms } from "./term-weights.ts";
import { stemOf, wordsOf } from "./words.ts";

const TEXTS = [
  "cancel my flight",
  "I am cancelling a flight",
  "my card was stolen",
  "a thief stole my card",
  "knee pain after a run",
  "my knee hurts on runs",
];

it("puts like requests nearer than unlike ones, ids and courtesy aside", () => {
  const { model, embeddings } = fitLexicalEmbedder(TEXTS, 1);
  const { width, vectors } = embedTexts(model, [
    "Hello! Please cancel flight XQ4431",
    "Hi, is my card stolen?",
  ]);
  const cosine = (a: number, b: number): number =>
    Array.from(
      { length: width },
      (_, c) => vectors[a * width + c]! * embeddings.vectors[b * width + c]!,
    ).reduce((sum, x) => sum + x, 0);
  expect(cosine(0, 0)).toBeGreaterThan(0.8);
  expect(cosine(0, 0)).toBeGreaterThan(cosine(0, 2) + 0.5);
  expect(cosine(1, 2)).toBeGreaterThan(cosine(1, 4) + 0.5);
});

it("gives the fitted texts the same vectors later, also through a structured clone", () => {
  const { model, embeddings } = fitLexicalEmbedder(TEXTS, 1);
  expect(embedTexts(structuredClone(model), TEXTS)).toEqual(embeddings);
});

it("rows have length 1, or 0 where nothing is known", () => {
  const { model } = fitLexicalEmbedder(TEXTS, 1);
  const { width, vectors } = embedTexts(model, ["cancel", "ω"]);
  const length = (row: number): number => Math.hypot(...vectors.subarray(row * width, (row + 1) * width));
  expect(length(0)).toBeCloseTo(1);
  expect(length(1)).toBe(0);
});

it("weighs terms as worked by hand", () => {
  const counter = new TermCounter();
  for (const text of ["abb", "a", "c"]) {
    for (const letter of text) counter.add("abc".indexOf(letter));
    counter.endText();
  }
  const texts = counter.finish(["a", "b", "c"]);
  const known = fitTerms(texts, { minTexts: 1, maxTerms: 2 });
  const { block } = known;
  expect([...knownTerms(["c", "b", "a"], block).columnOf]).toEqual([-1, 1, 0]);
  expect([...block.columns.keys()]).toEqual(["a", "b"]);
  expect(block.idf[0]).toBeCloseTo(Math.log(4 / 3) + 1);
  const [a, b] = [Math.log(4 / 3) + 1, (1 + Math.log(2)) * (Math.log(2) + 1)];
  expect([...weighTerms([{ counts: texts, known }]).values]).toEqual(
    [a / Math.hypot(a, b), b / Math.hypot(a, b), 1].map((value) => expect.closeTo(value, 6)),
  );
});

it("brings the forms of a word together", () => {
  expect(new Set(["cancel", "cancels", "cancelled", "cancelling", "cancellation"].map(stemOf)).size).toBe(1);
  expect(new Set(["city", "cities"].map(stemOf)).size).toBe(1);
  expect(stemOf("card")).not.toBe(stemOf("care"));
  expect(stemOf("zürich")).toBe("zürich");
});

it("cuts words where they stand, in scripts without spaces too", () => {
  expect(wordsOf("I’d book round-trip!").map(({ surface, start }) => [surface, start])).toEqual([
    ["I'd", 0],
    ["book", 4],
    ["round-trip", 9],
  ]);
  expect(wordsOf("取消我的航班").length).toBeGreaterThan(1);
});
