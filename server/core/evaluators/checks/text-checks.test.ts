import { describe, expect, test } from "vitest";
import { both, calls, judge, problemsOf, says, user } from "../testing.ts";

const holds = "pass/fail";
const fails = "fail/pass";

describe("equals", () => {
  test.each([
    ["yes", "yes", holds],
    ["yes", "Yes", fails],
    ["yes", " yes", fails],
    [42, "42", holds],
    [true, "true", holds],
    [{ a: 1, b: [2, { c: null }] }, '{"b":[2,{"c":null}],"a":1}', holds],
    [{ a: 1 }, '{"a":1,"b":2}', fails],
    [{ a: 1 }, '{"a":"1"}', fails],
    [[1, 2], "[2,1]", fails],
    [{ a: 1 }, "not json", fails],
    [null, "null", holds],
  ])("%j against %j is %s", async (value, output, expected) => {
    expect(await both({ type: "equals", value }, output)).toBe(expected);
  });
});

describe("starts-with", () => {
  test.each([
    ["Dear", "Dear customer", holds],
    ["dear", "Dear customer", fails],
    ["customer", "Dear customer", fails],
  ])("%j against %j is %s", async (value, output, expected) => {
    expect(await both({ type: "starts-with", value }, output)).toBe(expected);
  });

  test("wants a text", () => {
    expect(problemsOf({ type: "starts-with", value: 3 })).toEqual([
      "`starts-with`: `value` must be a text that is not empty.",
    ]);
  });
});

describe("contains and its kin", () => {
  test.each([
    ["contains", "refund", "your refund is on its way", holds],
    ["contains", "Refund", "your refund", fails],
    ["contains", 15, "about 150 euro", holds],
    ["icontains", "REFUND", "your Refund", holds],
    ["icontains", "refunds", "your Refund", fails],
    ["contains-any", ["cat", "dog"], "a dog", holds],
    ["contains-any", ["cat", "dog"], "a Dog", fails],
    ["contains-any", "cat, dog", "a dog", holds],
    ["contains-any", '"one, two", three', "one, two", holds],
    ["contains-any", '"one, two", three', "one", fails],
    ["contains-any", [1, 2], "2", holds],
    ["contains-all", ["cat", "dog"], "dog and cat", holds],
    ["contains-all", ["cat", "dog"], "dog", fails],
    ["contains-all", "cat,dog,,", "dog and cat", holds],
    ["icontains-any", ["CAT", "DOG"], "a dog", holds],
    ["icontains-any", "CAT,DOG", "a bird", fails],
    ["icontains-all", "CAT, DOG", "Dog and Cat", holds],
    ["icontains-all", ["CAT", "DOG"], "Dog", fails],
  ])("%s %j against %j is %s", async (type, value, output, expected) => {
    expect(await both({ type, value }, output)).toBe(expected);
  });

  test("points at the message that holds the text, and quotes around it", async () => {
    const long = `${"word ".repeat(100)}I promise a refund tomorrow ${"word ".repeat(100)}`;
    const messages = [user("hi"), says("Hello."), user("money back"), says(long)];
    const { label, messageIndex, explanation } = await judge(
      { type: "not-contains", value: "promise" },
      messages,
    );
    expect([label, messageIndex]).toEqual(["fail", 3]);
    expect(explanation).toMatch(
      /^The output must not contain "promise": it says "….*I promise a refund.*…"\.$/,
    );
    expect(explanation.length).toBeLessThan(230);
  });

  test("points at the last thing said where the text is missing, and names what is missing", async () => {
    const messages = [user("hi"), says("Hello."), user("and?"), says("Goodbye.")];
    const result = await judge({ type: "contains-all", value: ["Hello", "refund"] }, messages);
    expect(result).toMatchObject({ label: "fail", messageIndex: 3 });
    expect(result.explanation).toBe(
      'The output must contain all of "Hello, refund"; missing "refund": it says "Goodbye.".',
    );
  });

  test.each([
    ["contains", "", "a text that is not empty, or a number"],
    ["contains", { a: 1 }, "a text that is not empty, or a number"],
    ["contains-any", [], "a list of texts that is not empty"],
    ["contains-all", '"open', "a quoted part is not closed"],
    ["icontains-any", '"a" b', "a comma must follow a quoted part"],
  ])("%s %j is refused: %s", (type, value, message) => {
    expect(problemsOf({ type, value }).join()).toContain(message);
  });
});

describe("word-count", () => {
  test.each([
    [3, "one two three", holds],
    ["3", " one  two\nthree ", holds],
    [3, "one two", fails],
    [0, "", holds],
    [{ min: 2, max: 3 }, "one two three", holds],
    [{ min: 2, max: 3 }, "one", fails],
    [{ max: 3 }, "one two three four", fails],
    [{ max: 3 }, "", holds],
    [{ min: 2 }, "one two", holds],
  ])("%j words against %j is %s", async (value, output, expected) => {
    expect(await both({ type: "word-count", value }, output)).toBe(expected);
  });

  test.each([[{ min: 3, max: 2 }], [{}], ["many"], [{ min: "two" }], [[1, 2]]])("%j is refused", (value) => {
    expect(problemsOf({ type: "word-count", value })).toHaveLength(1);
  });
});

describe("is-refusal", () => {
  test.each([
    ["I’m sorry, I can't do that.", "pass/fail"],
    ["Well, as an AI I have no opinion.", "pass/fail"],
    ["Of course, here it is.", "fail/pass"],
    ["", "pass/fail"],
  ])("%j is %s", async (said, expected) => {
    expect(await both({ type: "is-refusal" }, said)).toBe(expected);
  });

  test("an answer that only calls tools is none", async () => {
    expect(await both({ type: "is-refusal" }, [user("q"), calls("search")])).toBe("fail/pass");
  });

  test("quotes the phrase", async () => {
    const said = `${"So it goes. ".repeat(40)}I cannot help with that.`;
    expect((await judge({ type: "is-refusal" }, said)).explanation).toContain("I cannot help with that");
  });
});
