import { expect, it } from "vitest";
import { orderIn } from "./order-in.ts";

it.each([
  ["Never promise a delivery date.", "Always promise a delivery date!"],
  ["You must not share the order number", "You must share order numbers"],
  ["Please do not apologise twice, even if asked.", "**Important:** apologise twice."],
  ["Avoid using emojis.", "Use emojis."],
])("%s is the opposite of %s", (one, other) => {
  expect(orderIn(one)?.action).toBe(orderIn(other)?.action);
  expect([orderIn(one)!.forbids, orderIn(other)!.forbids]).toEqual([true, false]);
});

it.each([
  ["Never promise a date unless the system gives one.", "Promise a date."],
  ["Do not use more than two emojis.", "Use emojis."],
  ["Do not just repeat the question.", "Repeat the question."],
  ["Never use markdown in letters.", "Use markdown."],
])("%s says something else than %s", (one, other) => {
  expect(orderIn(one)?.action).not.toBe(orderIn(other)?.action);
});

it.each([
  "Do not use this tool.",
  "Never do it.",
  "Do not use:",
  "The customer may promise a date.",
  "Delivery takes two days.",
])("%s is no order by itself", (sentence) => {
  expect(orderIn(sentence)).toBeUndefined();
});
