import { expect, test } from "vitest";
import { gives, marked, says, user } from "./testing.ts";

test.each([
  ["Please add 12.40, 3.95, 118, 77 and 6.10 for me.", true],
  ["How much is that altogether: 1,200 + 340 + 89 + 15?", true],
  ["My numbers are 4711 and 4712. How many bags may I take?", false],
  ["Call me at 12, 14, 15 or 17 o'clock.", false],
])("%s: reckoning with many numbers is %s", (text, isIt) => {
  expect(marked("reckoning-asked", [user(text), says("ok")])).toEqual(isIt ? [0] : []);
});

test.each([
  ["Sort these: pear, plum, fig, lime, date, kiwi, melon, grape, cherry.", true],
  ["1 pear\n2 plums\n3 figs\n4 limes\n5 dates\n6 kiwis\n7 melons\n8 grapes\n9 cherries", true],
  ["I want pears, plums and figs, please.", false],
  ["I came, I saw. It was late, and so, as they say, I left. He, too, went. Well, well.", false],
])("%s: a long list is %s", (text, isIt) => {
  expect(marked("long-list", [user(text), says("ok")])).toEqual(isIt ? [0] : []);
});

test.each([
  ['{"opened": "1970-01-01", "amount": 12}', true],
  ['{"value": "undefined"}', true],
  ['{"amount": -99999}', true],
  ["<html><head><title>302</title></head></html>", true],
  ['{"opened": "2024-01-01", "middle": null, "amount": 9999}', false],
  ['{"note": "the value is undefined"}', false],
])("%s: impossible values are %s", (text, isIt) => {
  expect(marked("impossible-values", [user("hi"), gives(text)])).toEqual(isIt ? [1] : []);
});
