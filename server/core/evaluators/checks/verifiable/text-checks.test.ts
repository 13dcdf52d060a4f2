import { describe, expect, test } from "vitest";
import { growthOf, inStep, roomFor } from "../../../../../test/support/processor-time.ts";
import type { Assertion } from "../../check-type.ts";
import { evaluate } from "../../evaluate.ts";
import { openServices } from "../../services.ts";
import { both, evaluatorOf, judge, problemsOf, sampleOf, says, user } from "../../testing.ts";

/** type, value, an output that passes, one that fails. */
const cases: readonly (readonly [string, unknown, string, string])[] = [
  ["sentence-count", 2, "Pay first, e.g. by card. Then wait.", "One. Two. Three."],
  ["sentence-count", { max: 1 }, "version 2.0 costs 3.50 a month", "Yes! It does."],
  ["paragraph-count", { max: 2 }, "a\n\nb", "a\n\nb\n \nc"],
  ["paragraph-count", 2, "a\r\nb\r\n\r\nc\r\nd", "a\r\nb\r\nc"],
  ["character-count", 3, " 👨‍👩‍👧é! ", "👨‍👩‍👧é!!"],
  ["bullet-count", { min: 2, max: 3 }, "- a\n* b\n3) c", "- a\n```\n- b\n- c\n```"],
  ["heading-count", 2, "# A\ntext\n**B**", "# A\n#hashtag"],
  ["question-count", 1, "Really??", "No? Or yes? See https://x.org/?a"],
  ["emoji-count", { max: 1 }, "done 👍🏽 1 # ©", "👍 🎉"],
  ["link-count", 1, "see [https://a.org](https://a.org)", "https://a.org and www.b.org"],
  ["placeholder-count", 1, "Dear [name], [x] [a](b)", "Dear {{name}}, your {order}"],
  ["says", "cat", "The CAT sat", "concatenate"],
  ["says", ["refund*"], "we refunded it", "funded"],
  ["says", "can't", "you can’t", "you can"],
  ["says", "注文", "ご注文の品", "品"],
  ["keyword-count", { keyword: "very", min: 2, max: 2 }, "very, very good", "every very"],
  ["keyword-count", { keyword: "ship*", min: 2 }, "shipping, shipped", "ship it"],
  ["begins-with", "Dear", "**Dear** friend", "My dear"],
  ["ends-with", ["Bye.", "See you"], "ok… bye.\n", "Bye. Now"],
  ["ends-with-question", undefined, "Shall I? 🙂", "Shall I? Yes."],
  ["ends-with-question", undefined, "よろしいですか？", "はい。"],
  ["letter-case", "lower", "all is low `CODE` https://X.org", "Not"],
  ["letter-case", "upper", "ÄRGER 3", "ÄRGEr"],
  ["letter-case", "title", "It’s A Well-Known Fact", "A fact"],
  ["capital-words", { max: 1 }, "The USA and a AB12", "NOT NOW"],
  ["markdown", undefined, "**bold**", "2 * 3 * 4 and a_b_c"],
  ["markdown-table", undefined, "| a | b |\n|---|:-:|\n| 1 | 2 |", "a | b\n- c"],
  ["code-block", undefined, "x\n```js\n1\n```", "`x`"],
  ["title", undefined, "# On cats\nThey…", "On cats\n# late"],
  ["title", undefined, "<<On cats>>\nThey…", "<On cats>"],
  ["quoted", undefined, "“all of it”", '"a" and more'],
  ["postscript", undefined, "Bye\n\nP.S. one more thing", "Press PS5"],
  ["comma", undefined, "a, b", "1,000"],
  ["exclamation", undefined, "Great！", "a `!` b"],
  [
    "units",
    "metric",
    "run 5 km, then 3 miles-wide smiles are no amount… ".replace("3 miles-wide smiles", "milestones"),
    "run 3 miles",
  ],
  ["units", "imperial", "68 °F", "20 °C"],
  [
    "language",
    "German",
    "Das Paket kommt morgen früh bei Ihnen an.",
    "The parcel will arrive tomorrow morning.",
  ],
  ["language", "ja", "荷物は明日の朝に届きます。", "The parcel will arrive tomorrow morning."],
  ["hedges", undefined, "It probably works.", "It works."],
  ["hedges", undefined, "It might take a week.", "Might I help you?"],
  ["disclaims", undefined, "This does not replace medical advice.", "We replace it."],
  [
    "refuses-with-alternative",
    undefined,
    "I can't. I can **offer** you a cup.",
    "I'm sorry, but I can't do that.",
  ],
  ["code-block", undefined, "x\n```js\n1", "x\n```js"],
  ["disclaims", undefined, "I'm not a doctor, but rest.", "Ask the doctor's office for the form."],
  ["apologises", undefined, "I’m so sorry about that.", "A sorry state of affairs."],
  ["polite", undefined, "Thank you!", "No."],
  ["promises", undefined, "You will definitely get it. ", "You get it in 5 days."],
  ["opines", undefined, "I would recommend the blue one.", "The blue one costs 3."],
  ["refuses-with-alternative", undefined, "I can't do that. You could call us instead.", "I can't do that."],
];

describe("checks of one output", () => {
  test.each(cases)("%s %j", async (type, value, good, bad) => {
    const assertion = { type, ...(value !== undefined && { value }) } as Assertion;
    expect(await both(assertion, good)).toBe("pass/fail");
    expect(await both(assertion, bad)).toBe("fail/pass");
  });

  test("same-language reads the user's words, and says where they are too short", async () => {
    const asked = user("Wann kommt mein Paket denn endlich bei mir an?");
    const german = says("Ihr Paket kommt morgen früh bei Ihnen an.");
    const english = says("Your parcel will arrive tomorrow morning, before ten.");
    expect(await both({ type: "same-language" }, [asked, german])).toBe("pass/fail");
    expect(await both({ type: "same-language" }, [asked, english])).toBe("fail/pass");
    expect(await both({ type: "same-language" }, [user("Hi"), english])).toBe("unknown/unknown");
    // It passes for Romanian by one word.
    const short = user("How much is a tune-up for my bike?");
    expect(await both({ type: "same-language" }, [short, english])).toBe("unknown/unknown");
    expect(await both({ type: "same-language" }, [short, german])).toBe("fail/pass");
    expect(
      await both({ type: "language", value: "en" }, [asked, says("How much is a tune-up for my bike?")]),
    ).toBe("unknown/unknown");
  });

  test("repeats-request compares with what the user said", async () => {
    const asked = user("What is  a cat?");
    expect(await both({ type: "repeats-request" }, [asked, says("“What is a cat?” It is…")])).toBe(
      "pass/fail",
    );
    expect(await both({ type: "repeats-request" }, [asked, says("A cat is…")])).toBe("fail/pass");
  });

  test("evidence quotes the place", async () => {
    const { explanation, messageIndex } = await judge({ type: "not-hedges" }, [
      user("q"),
      says("Sure."),
      user("q"),
      says("It costs 3. It will probably rain."),
    ]);
    expect(explanation).toContain("It will probably rain.");
    expect(messageIndex).toBe(3);
  });

  test.each([
    [{ type: "sentence-count", value: {} }, "needs `min`, `max` or both"],
    [{ type: "sentence-count", value: 1.5 }, "whole number"],
    [{ type: "bullet-count", value: { min: 3, max: 1 } }, "above"],
    [{ type: "letter-case", value: "camel" }, "lower, upper or title"],
    [{ type: "language", value: "Klingon" }, "must be a language"],
    [{ type: "says", value: ["*"] }, "none empty"],
    [{ type: "units", value: "both" }, "metric or imperial"],
    [{ type: "keyword-count", value: { min: 1 } }, "needs a `keyword`"],
    [{ type: "hedges", value: 1 }, "takes no `value`"],
  ])("%j is refused", (assertion, message) => {
    expect(problemsOf(assertion).join()).toContain(message);
  });
});

/** Texts that are long, deep, broken or meant to make a pattern run away. */
const hostile: readonly string[] = [
  "",
  "\u0000\ud800 \udfff\u202e\u200b",
  "*".repeat(50_000),
  "`".repeat(50_001),
  "[".repeat(30_000),
  "[a".repeat(20_000),
  `${"|-".repeat(20_000)}x`,
  "a, ".repeat(20_000),
  "1".repeat(50_000),
  `${"5 to ".repeat(10_000)}x`,
  "i would really ".repeat(8_000),
  "\n \n".repeat(20_000),
  "👨‍👩‍👧".repeat(5_000),
  "“".repeat(30_000),
  "P.".repeat(30_000),
  "#".repeat(30_000),
  "**a".repeat(20_000),
];

describe("hostile outputs", () => {
  test.each([
    ["begins-with", "a", "\n"],
    ["ends-with", "a", "*"],
    ["ends-with", "a", '"'],
    ["keyword-count", { keyword: "a", max: 1 }, "“a "],
    ["keyword-count", { keyword: "a*", max: 1 }, "a."],
    ["markdown", undefined, "[a"],
  ])("%s %j judges a text of many %j in step with its length", async (type, value, unit) => {
    // The product's deadline would end what takes too long, and no test would tell.
    const patient = openServices({ trusted: false, deadlineMs: 10_000 });
    const evaluator = evaluatorOf({ assert: [{ type, ...(value !== undefined && { value }) }] });
    const growth = await growthOf(async (length) => {
      const sample = sampleOf(`x${unit.repeat(length / unit.length)}x`);
      expect((await evaluate(evaluator, sample, patient)).label).not.toBe("unknown");
    });
    expect(growth).toBeLessThan(inStep);
  });

  test.each(cases.map(([type, value]) => [type, value] as const))(
    "%s %j judges them all, none near the deadline",
    async (type, value) => {
      const services = openServices({ trusted: false, deadlineMs: Math.ceil(roomFor(60)) });
      const evaluator = evaluatorOf({ assert: [{ type, ...(value !== undefined && { value }) }] });
      for (const text of hostile) {
        const { label, explanation } = await evaluate(evaluator, sampleOf(text), services);
        expect(["pass", "fail", "unknown"]).toContain(label);
        expect(explanation).not.toMatch(/could not read|[\p{Cc}\p{Bidi_Control}]|ms to tell/u);
      }
    },
  );
});
