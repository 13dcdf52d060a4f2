import { expect, test } from "vitest";
import { evaluatorOf } from "../testing.ts";
import { claimsOf } from "./claims-of.ts";
import { named, shopTalks, tested } from "./testing.ts";

const claimed = (assert: readonly object[], instructions: readonly string[] = []) =>
  claimsOf(evaluatorOf({ assert }), instructions);
const aspectsOf = (assert: readonly object[]): string[] => [...claimed(assert).aspects.keys()];

test("what all of several texts may not do, each of them may", () => {
  const { forbidden } = claimed([{ type: "not-contains-all", value: ["no", "refund"] }]);
  expect(forbidden.map(({ places }) => places("no").length)).toEqual([0]);
  expect(forbidden.map(({ places }) => places("a refund, no").length)).toEqual([2]);
  expect(forbidden.map(({ example }) => example(() => 0))).toEqual(["no refund"]);
});

test("a check of the user's words, or of what code makes of the answer, claims nothing of the answer", () => {
  expect(aspectsOf([{ type: "word-count", value: { max: 5 }, on: "input" }])).toEqual([]);
  expect(aspectsOf([{ type: "is-json", on: "input" }])).toEqual([]);
  expect(aspectsOf([{ type: "contains", value: "x", transform: "output.slice(0, 3)" }])).toEqual([]);
  expect(aspectsOf([{ type: "contains", value: "x" }])).toEqual(["presence", "topic"]);
});

test("an F1 of tool calls needs each tool only where its threshold leaves none out", () => {
  const needed = (threshold?: number): readonly string[] =>
    claimed([{ type: "tool-call-f1", value: "a, b", ...(threshold && { threshold }) }]).calls.needed;
  expect(needed()).toEqual(["a", "b"]);
  expect(needed(0.7)).toEqual(["a", "b"]);
  expect(needed(0.66)).toEqual([]);
  expect(claimed([{ type: "tool-call-f1", value: ["a"] }]).calls.most).toBeUndefined();
});

test.each([
  ["Answer in at most 40 words.", { max: 40 }],
  ["Keep each answer under 40 words.", { max: 39 }],
  ["Use no less than 50 words.", { min: 50 }],
  ["Never use fewer than 50 words.", {}],
  ["Write at least 20 and at most 60 words.", { max: 60 }],
  ["Use at most 12 words per sentence.", {}],
  ["Each bullet has no more than 10 words.", {}],
  ["Give a title of up to 6 words. Answer in at most 80 words.", { max: 80 }],
  ["At most 15 words in every line.", {}],
])("limits on words, of the answer alone: %s", (line, words) => {
  expect(claimed([{ type: "contains", value: "refund" }], [line]).words).toEqual(words);
});

test.each([
  [{ type: "says", value: ["refund*", "money back"] }, "presence"],
  [{ type: "begins-with", value: "Hello" }, "beginning"],
  [{ type: "ends-with", value: "bye" }, "ending"],
  [{ type: "keyword-count", value: { keyword: "refund", min: 1 } }, "presence"],
  [{ type: "keyword-count", value: { keyword: "refund", max: 0 } }, "absence"],
  [{ type: "not-says", value: "refund" }, "absence"],
  [{ type: "not-exclamation" }, "absence"],
  [{ type: "any-tool-used", value: "a" }, "call"],
  [{ type: "not-any-tool-used", value: ["a", "b"] }, "no-call"],
])("%j claims what it looks for: %s", (assertion, aspect) => {
  expect(aspectsOf([assertion])).toContain(aspect);
});

test.each([
  [{ type: "says", value: ["refund*", "money back"] }, (text: string) => `${text} Refunds take a week.`],
  [{ type: "begins-with", value: "hello" }, (text: string) => `Hello there. ${text}`],
  [{ type: "ends-with", value: "have a good day" }, (text: string) => `${text} Have a good day`],
  [
    { type: "keyword-count", value: { keyword: "refund", min: 1 } },
    (text: string) => `${text} A refund is yours.`,
  ],
  [{ type: "not-says", value: ["guarantee*", "don't worry"] }, (text: string) => text],
  [{ type: "not-contains-all", value: ["zebra", "unicorn"] }, (text: string) => `${text} A zebra.`],
])("%j catches what breaks it, and fails on nothing harmless", async (assertion, said) => {
  const talks = shopTalks.map(([asked, answer]) => [asked!, { ...answer!, text: said(answer!.text) }]);
  const report = await tested({ name: "e", assert: [assertion] }, talks);
  expect(report.tested).toMatchObject({ trust: "trusted", alarms: 0 });
  expect(report.tested.caught).toBe(report.tested.breaks);
  expect(named(report.breaks, "number-changed")).toBe("-");
});
