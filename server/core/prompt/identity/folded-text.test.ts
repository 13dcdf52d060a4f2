import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { FoldedText } from "./folded-text.ts";

describe("FoldedText", () => {
  it("drops what templates change and keeps what is said", () => {
    expect(new FoldedText("  **Ask**\r\n\tfirst,\u00a0“Cafe\u0301”…  ").text).toBe("ask first, café...");
    expect(new FoldedText("").text).toBe("");
  });

  it("knows where each character came from, whatever the text", () => {
    const random = seededRandom(1);
    const units = [
      "a",
      "B",
      " ",
      "\n",
      "*",
      "“",
      "…",
      "e\u0301",
      "İ",
      "🚚",
      "\u1112\u1161\u11ab",
      "{",
      "\u200b",
      "ﬁ",
      "Å",
    ];
    for (let n = 0; n < 300; n++) {
      const source = Array.from({ length: 30 }, () => units[Math.floor(random() * units.length)]).join("");
      const { text } = new FoldedText(source);
      const folded = new FoldedText(source);
      let last = 0;
      for (let at = 0; at < text.length; at++) {
        expect(folded.sourceAt(at)).toBeGreaterThanOrEqual(last);
        last = folded.sourceAt(at);
        // What stands there folds to a text that begins with the same character, but for blanks and what goes with the letter before.
        if (/[a-z]/.test(text[at]!)) expect(source.slice(last, last + 1).toLowerCase()[0]).toBe(text[at]);
      }
      expect(folded.sourceAt(text.length)).toBe(source.length);
      expect(new FoldedText(text).text).toBe(text);
    }
  });
});
