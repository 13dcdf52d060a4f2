import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../test/support/processor-time.ts";
import { canonicalText, foldText, promptVersion, shortVersion } from "./version.ts";

describe("promptVersion", () => {
  const text = "# Café\n\nAsk first.\n";

  it("is the sha256 of the canonical text", () => {
    const expected = createHash("sha256").update("# Café\n\nAsk first.").digest("hex");
    expect(promptVersion(text)).toBe(expected);
    expect(shortVersion(expected)).toBe(expected.slice(0, 8));
  });

  it.each([
    ["Windows line ends", text.replaceAll("\n", "\r\n")],
    ["old Mac line ends", text.replaceAll("\n", "\r")],
    ["a byte order mark", `\uFEFF${text}`],
    ["decomposed letters", text.normalize("NFD")],
    ["blanks at line ends", text.replaceAll("\n", " \t\n")],
    ["blank lines at the end", `${text}\n\n  \n`],
  ])("does not change with %s", (_, same) => {
    expect(promptVersion(same)).toBe(promptVersion(text));
  });

  it.each([
    ["a word", text.replace("Ask", "Tell")],
    ["indentation", text.replace("Ask", "  Ask")],
    ["a blank line inside", text.replace("\n\n", "\n\n\n")],
    ["front matter", `---\na: 1\n---\n${text}`],
    ["blanks inside a line", text.replace("Ask first", "Ask  first")],
  ])("changes with %s", (_, other) => {
    expect(promptVersion(other)).not.toBe(promptVersion(text));
  });

  it("takes linear time over a long run of blanks", () => {
    const before = processorMs();
    canonicalText(`a${" ".repeat(200_000)}b`);
    expect(processorMs() - before).toBeLessThan(roomFor(500));
  });
});

it("foldText puts a text on one line", () => {
  expect(foldText("  Ask\r\n\tfirst,\u00a0Cafe\u0301 ")).toBe("Ask first, Café");
});
