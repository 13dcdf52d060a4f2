import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { maskTags } from "./tag-blocks.ts";

const blocks = (text: string): Record<string, string> =>
  Object.fromEntries(
    maskTags(text).tags.map(({ name, range }) => [name, text.slice(range.start, range.end)]),
  );

describe("maskTags", () => {
  it("finds what stands between tags alone on their lines", () => {
    expect(blocks("<policy>\nAsk first.\n</policy>\n")).toEqual({ policy: "\nAsk first.\n" });
    expect(blocks('  <rule id="1">\r\nAsk.\r\n  </rule>\r\n')).toEqual({ rule: "\r\nAsk.\r\n" });
    expect(blocks("<a>\n<b>\nx\n</b>\n</a>")).toEqual({ a: "\n<b>\nx\n</b>\n", b: "\nx\n" });
  });

  it("takes lines that announce and end an example for tags", () => {
    const text = "--- START OF EXAMPLE ---\nUser: hi\n--- END OF EXAMPLE ---\nAsk.";
    expect(blocks(text)).toEqual({ example: "\nUser: hi\n" });
    expect(maskTags(text).masked.trim()).toBe(
      "User: hi\n                        \nAsk.".replace("                        ", " ".repeat(22)),
    );
  });

  it("leaves tags inside a line, tags never closed and closings never opened", () => {
    expect(blocks("Put it in <answer> tags.\n<open>\nx\n</other>\n<br/>\n")).toEqual({});
    expect(blocks("<a>\n<b>\nx\n</a>\n</b>\n")).toEqual({ a: "\n<b>\nx\n" });
  });

  it("does not take a text over several lines for a tag", () => {
    const text = "<note that\n\nyou never promise a date\n\n>\n";
    expect(maskTags(text).masked).toBe(text);
  });

  it("blanks tags and comments, at the same length", () => {
    const text = "<policy>\nAsk first. <!-- todo\nlater --> Go. <!-- #go -->\n</policy>\n";
    const { masked } = maskTags(text);
    expect(masked).toHaveLength(text.length);
    expect(masked.split("\n").map((line) => line.trim())).toEqual([
      "",
      "Ask first.",
      "Go. <!-- #go -->",
      "",
      "",
    ]);
    expect(masked.indexOf("Go.")).toBe(text.indexOf("Go."));
  });

  it("keeps a comment that is never closed, and many of them take no time", () => {
    const text = "Ask. <!-- todo";
    expect(maskTags(text).masked).toBe(text);
    const before = processorMs();
    maskTags("<!--".repeat(100_000));
    expect(processorMs() - before).toBeLessThan(roomFor(500));
  });
});
