import { describe, expect, test } from "vitest";
import { both, judge, problemsOf } from "../../testing.ts";

describe("is-html and contains-html", () => {
  test.each([
    ["<p>Hello</p>", "pass/fail", "pass/fail"],
    ["text <b>bold</b>", "fail/pass", "pass/fail"],
    ["a < b, c > d", "fail/pass", "fail/pass"],
    ["<my-card>x</my-card>", "pass/fail", "pass/fail"],
    ['<?xml version="1.0"?><a/>', "fail/pass", "pass/fail"],
    ["", "fail/pass", "fail/pass"],
  ])("%j is %s and contains it %s", async (said, is, contains) => {
    expect(await both({ type: "is-html" }, said)).toBe(is);
    expect(await both({ type: "contains-html" }, said)).toBe(contains);
  });

  test("says what is wrong", async () => {
    expect((await judge({ type: "is-html" }, "Hi <b>you</b>")).explanation).toBe(
      'The output must be HTML: text stands outside of its elements; it says "Hi <b>you</b>".',
    );
  });
});

describe("is-xml and contains-xml", () => {
  test.each([
    [undefined, "<a><b>1</b></a>", "pass/fail", "pass/fail"],
    [undefined, "see <a><b>1</b></a>", "fail/pass", "pass/fail"],
    ["a.b, a.c", "<a><b>1</b></a>", "fail/pass", "fail/pass"],
    [["a.b"], "<a><b>1</b></a>", "pass/fail", "pass/fail"],
    [{ requiredElements: ["b"] }, "<b/><c/>", "fail/pass", "pass/fail"],
    [undefined, "<a><b></a></b>", "fail/pass", "fail/pass"],
    [undefined, "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "fail/pass", "pass/fail"],
  ])("%j in %j: %s, contained %s", async (value, said, is, contains) => {
    expect(await both({ type: "is-xml", value }, said)).toBe(is);
    expect(await both({ type: "contains-xml", value }, said)).toBe(contains);
  });

  test("names what is missing", async () => {
    expect((await judge({ type: "is-xml", value: "a.b,a.c" }, "<a><b/></a>")).explanation).toContain(
      "it lacks a.c",
    );
    expect(problemsOf({ type: "is-xml", value: { elements: [] } })).toHaveLength(1);
  });
});

// Deep, unclosed and long: every one is judged or unknown, none throws or hangs.
const hostile = [
  "<a>".repeat(200_000),
  `${"<a>".repeat(50_000)}${"</a>".repeat(50_000)}`,
  "<a ".repeat(100_000),
  `<a x="${"<a x='".repeat(50_000)}`,
  "<!--".repeat(50_000),
  "<!DOCTYPE a [".repeat(20_000),
  `${"&".repeat(100_000)};`,
  "<a/>".repeat(50_000),
];
test.each(["is-html", "contains-html", "is-xml", "contains-xml"])(
  "%s survives hostile texts",
  async (type) => {
    for (const said of hostile)
      expect(["pass", "fail", "unknown"]).toContain((await judge({ type }, said)).label);
  },
  60_000,
);
