import { bothForms, type PromptfooCase } from "./case.ts";

const outputs = [
  "",
  " ",
  "the cat sat on the mat",
  "The Cat sat on the mat.",
  "the the the the the the the",
  "the cat",
  "a feline was seated upon a rug",
  "mat the on sat cat the",
  "The cats are sitting on mats...",
  'don\'t (really) "quote" — $3.50, 50% & more',
  "naïve Straße İstanbul",
  "日本 語 の テキスト",
  "👩‍👩‍👧 👍",
  "one",
  "a car drove quickly; the automobile was fast.",
  "the quick brown fox jumps over the lazy dog and runs away from the big bad wolf",
];
const references: unknown[] = [
  "the cat sat on the mat",
  "the cat sat on the mat, and the dog slept",
  "cat",
  "",
  "naïve Straße İstanbul",
  "日本 語 の テキスト",
  "the car drove fast. The auto was rapid",
  'don\'t (really) "quote" — $3.50, 50% & more',
  "the {{animal}} sat on the mat",
  ["the cat sat on the mat", "a feline was seated on a rug"],
  ["x y z", "the quick brown fox jumped over lazy dogs"],
  ["{{animal}}"],
  [],
  7,
  ["a", 1],
];
const thresholds = [undefined, 0, 1, 0.3];
const vars = { animal: "cat" };

export const overlapCases: readonly PromptfooCase[] = [
  ...["bleu", "gleu", "meteor", "rouge-n"].flatMap((type) =>
    references.flatMap((value, i) =>
      // Each reference with the default, and with the other thresholds in turn.
      [undefined, thresholds[1 + (i % 3)]].flatMap((threshold) =>
        bothForms({ type, value, ...(threshold === undefined ? {} : { threshold }) }, outputs, { vars }),
      ),
    ),
  ),
  ...[
    "the cat sat on the mat",
    "The cat",
    "",
    "日本 語",
    "👩‍👩‍👧",
    "e\u0301",
    "{{animal}}",
    7,
    ["a"],
  ].flatMap((value) =>
    [undefined, 0, 2, 5.5].flatMap((threshold) =>
      bothForms(
        { type: "levenshtein", value, ...(threshold === undefined ? {} : { threshold }) },
        ["", "cat", "the cat sat on the mat", "the bat sat on a mat", "日本 话", "é", "👩‍👩‍👦"],
        { vars },
      ),
    ),
  ),
  ...bothForms({ type: "meteor", value: "the cat sat on the mat", alpha: 0.5, beta: 1, gamma: 0.2 }, outputs),
  ...bothForms({ type: "meteor", value: "the cat sat on the mat", alpha: 0, gamma: 0 }, outputs),
  // Distances and scores exactly at the threshold: they pass.
  ...bothForms({ type: "levenshtein", value: "kitten", threshold: 3 }, ["sitting", "kitten", "sittings"]),
  ...bothForms({ type: "rouge-n", value: "a b c d", threshold: 0.5 }, ["a b x y", "a x y z", "a b c z"]),
  ...bothForms({ type: "gleu", value: "a b", threshold: 0.5 }, ["a b c", "a b", "a"]),
];
