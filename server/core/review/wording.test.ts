import { describe, expect, it } from "vitest";
import { clusteredRate } from "../base/index.ts";
import { bar, counts, percent, plural, rateSentence, tame, tameMarkdown } from "./wording.ts";

describe("percent", () => {
  it.each([
    [0, "0 %"],
    [0.000_1, "1 %"],
    [0.004, "1 %"],
    [0.5, "50 %"],
    [0.614, "61 %"],
    [0.996, "99 %"],
    [0.999_999, "99 %"],
    [1, "100 %"],
  ])("%d is %s", (rate, text) => {
    expect(percent(rate)).toBe(text);
  });

  it("says all and none only where it is true, for every count up to 300", () => {
    for (let n = 1; n <= 300; n++)
      for (const passes of [0, 1, n - 1, n]) {
        expect(percent(passes / n) === "100 %").toBe(passes === n);
        expect(percent(passes / n) === "0 %").toBe(passes === 0);
      }
  });
});

const rateOf = (passes: number, n: number) =>
  clusteredRate(Array.from({ length: n }, (_, i) => ({ n: 1, passes: i < passes ? 1 : 0 })));

it("a rate is told with its counts and its interval", () => {
  expect(rateSentence(rateOf(7, 10))).toBe("70 % pass (7 of 10; 95 % interval 40 to 89 %)");
  expect(counts(rateOf(7, 10))).toBe("7/10");
});

it("the bar is full or empty only where all or none passed", () => {
  expect([0, 0.5, 1].map(bar)).toEqual(["░░░░░░░░░░", "█████░░░░░", "██████████"]);
  expect([0.004, 0.96].map(bar)).toEqual(["█░░░░░░░░░", "█████████░"]);
});

it("plural counts", () => {
  expect([0, 1, 2].map((n) => plural(n, "line"))).toEqual(["0 lines", "1 line", "2 lines"]);
  expect(plural(2, "reply", "replies")).toBe("2 replies");
});

describe("tame", () => {
  it("puts text on one line, without control or direction characters", () => {
    expect(tame(" a\r\n\tb\0c\u2028d\u001b[31m ")).toBe("a b c d [31m");
    expect(tame("\u202Ecod.exe\u2066x\u200F")).toBe("cod.exex");
  });

  it("cuts what is too long, and says so", () => {
    expect(tame("abcdef", 4)).toBe("abc…");
    expect(tame("abcd", 4)).toBe("abcd");
  });

  it("does not cut a character in two", () => {
    expect(tame("ab🚚🚚", 4)).toBe("ab…");
    expect(tame("ab🚚🚚", 5)).toBe("ab🚚…");
  });
});

describe("tameMarkdown", () => {
  it("escapes every character that could begin markup", () => {
    const special = "\\`*_{}[]()#+-.!|<>~$&:@";
    expect(tameMarkdown(special)).toBe([...special].map((one) => `\\${one}`).join(""));
  });

  it("leaves words as they are", () => {
    expect(tameMarkdown("asks for the order number, 20 %")).toBe("asks for the order number, 20 %");
  });
});
