import { expect, test } from "vitest";
import { messageAt, outputOf, quote, visible } from "./evidence.ts";
import { calls, sampleOf, says, user } from "./testing.ts";

test("captured text cannot steer a terminal, hide or reorder text", () => {
  expect(visible("a\u001b[31mred\u0007\nb\t c")).toBe("a\\u{1b}[31mred\\u{7} b c");
  expect(visible("user\u202etxt\u200b.exe\u2066")).toBe("user\\u{202e}txt\\u{200b}.exe\\u{2066}");
  expect(visible("\ud800x")).toBe("\ufffdx");
  expect(visible("naïve 🙂 family 👨‍👩‍👧")).toContain("naïve 🙂");
});

test("a quotation is cut to its limit, around the place, without half characters", () => {
  const text = `${"a".repeat(500)}HERE${"b".repeat(500)}`;
  const quoted = quote(text, 500, 60);
  expect(quoted).toMatch(/^"…a+HEREb+…"$/);
  expect([...quoted].length).toBe(64);
  expect(quote("short", 3)).toBe('"short"');
  expect(quote(text, 1003, 60)).toMatch(/^"…b+"$/);
  for (let at = 0; at < 40; at++)
    expect(quote("🙂".repeat(100), at, 21)).toMatch(/^"…?\ufffd?🙂+\ufffd?…?"$/u);
});

test("an offset of the output leads to its message", () => {
  const sample = sampleOf([user("q"), says("first"), calls("t"), says("  "), says("second")]);
  expect(sample.output).toBe("first\n\nsecond");
  const at = (text: string) => messageAt(sample, sample.output.indexOf(text));
  expect([at("first"), at("second"), messageAt(sample, sample.output.length)]).toEqual([1, 4, 4]);
  expect(outputOf(sample.messages, 2, 4)).toBe("");
});
