import { describe, expect, it } from "vitest";
import { answerRule, areIncompatible } from "./answer-rule.ts";

const length = (unit: string, min: number, max: number) => ({ about: "length", unit, min, max });
const { POSITIVE_INFINITY: endless } = Number;

describe("a rule for whole answers", () => {
  it.each([
    ["Keep your answers to three sentences.", length("sentence", 0, 3)],
    ["Responses should be no longer than five sentences.", length("sentence", 0, 5)],
    ["**Answer in 2-4 short paragraphs**", length("paragraph", 2, 4)],
    ["Please keep every reply under 120 words!", length("word", 0, 119)],
    ["Your answer must not exceed 1,000 characters.", length("character", 0, 1000)],
    ["All responses must have at least 2 paragraphs.", length("paragraph", 2, endless)],
    ["Respond ONLY with a JSON object.", { about: "form", value: "json" }],
    ["Format your responses in markdown.", { about: "form", value: "markdown" }],
    ["Don’t use any markdown.", { about: "form", value: "no markdown" }],
    ["Always respond in Spanish", { about: "language", value: "Spanish" }],
    ["Reply in the same language as the user.", { about: "language", value: "the language of the user" }],
  ])("%s", (sentence, rule) => {
    expect(answerRule(sentence)).toEqual(rule);
  });

  it.each([
    "Write MINUTES as exactly 16 words.",
    "Keep it to three sentences.",
    "Keep your answers to three sentences for simple questions.",
    "Answer in German where the letter is German.",
    "The slide's content will be 3-5 bullets.",
    "Respond with the JSON that the tool gave.",
    "Format your response in markdown, except for code.",
  ])("is none where it says more, or of less: %s", (sentence) => {
    expect(answerRule(sentence)).toBeUndefined();
  });
});

describe("two rules for whole answers", () => {
  const clash = (one: string, other: string): boolean =>
    areIncompatible(answerRule(one)!, answerRule(other)!) &&
    areIncompatible(answerRule(other)!, answerRule(one)!);

  it.each([
    ["Answer in 1 to 2 sentences.", "Answer in at least 3 sentences."],
    ["Answer in JSON only.", "Format your answers as YAML."],
    ["Answer in JSON only.", "Respond in markdown."],
    ["Answer in plain text.", "Respond in markdown."],
    ["No markdown.", "Respond in markdown."],
    ["Answer in German.", "Always respond in French."],
  ])("exclude each other: %s %s", (one, other) => {
    expect(clash(one, other)).toBe(true);
  });

  it.each([
    ["Answer in 1 to 3 sentences.", "Answer in at least 3 sentences."],
    ["Answer in at most 3 sentences.", "Answer in at least 50 words."],
    ["Answer in plain text.", "Answer in JSON only."],
    ["No markdown.", "Answer in JSON only."],
    ["Answer in German.", "Answer in the language of the user."],
    ["Answer in GERMAN.", "Answer in German."],
  ])("may both be kept: %s %s", (one, other) => {
    expect(areIncompatible(answerRule(one)!, answerRule(other)!)).toBe(false);
  });
});
