import { describe, expect, it } from "vitest";
import { LineIndex } from "../../base/index.ts";
import { readPrompt } from "../../prompt/index.ts";
import type { Finding } from "../findings.ts";
import { textFindings } from "./text-findings.ts";

function found(text: string, file = "a.prompt.md"): Finding[] {
  return textFindings(readPrompt(file, text), new LineIndex(text));
}
const codes = (text: string, file?: string): string[] => found(text, file).map(({ code }) => code);

function fixed(text: string): string | undefined {
  const edit = found(text)[0]?.fixes?.[0]?.edits[0];
  return edit && text.slice(0, edit.range.start) + edit.newText + text.slice(edit.range.end);
}

describe("a line that repeats another", () => {
  const line = "Ask for the order number first.";

  it("is deleted with its bullet", () => {
    expect(fixed(`- ${line}\n- Be kind to everybody.\n- ${line}\n`)).toBe(
      `- ${line}\n- Be kind to everybody.\n`,
    );
    expect(fixed(`- ${line}\r\n- ${line}\r\n`)).toBe(`- ${line}\r\n`);
    expect(fixed(`- ${line}\n- ${line}`)).toBe(`- ${line}\n`);
  });

  it("is deleted out of its paragraph", () => {
    expect(fixed(`${line} Be kind. ${line} Say goodbye.`)).toBe(`${line} Be kind. Say goodbye.`);
  });

  it("is not deleted where points hang below it, nor where the words differ in their marks", () => {
    const text = `- ${line}\n- ${line}\n  - It has eight digits.\n`;
    expect([codes(text), fixed(text)]).toEqual([["instruction-repeated"], undefined]);
    expect(fixed(`- ${line}\n- **${line}**\n`)).toBeUndefined();
  });

  it("points to the first one", () => {
    const [finding] = found(`${line}\n\nBe kind.\n\n${line}\n`);
    expect(finding!.message).toBe("Line 1 says the same: one of them is enough.");
    expect(finding!.related).toEqual([{ range: { start: 0, end: line.length }, message: "says it first" }]);
  });

  it.each([
    ["in another section", `# A\n\n${line}\n\n# B\n\n${line}\n`],
    ["under another condition", `If it is late:\n- ${line}\n\nIf it is lost:\n- ${line}\n`],
    ["as a step", `1. ${line}\n2. Look it up.\n3. ${line}\n`],
    ["below another point", `- For refunds\n  - ${line}\n- For returns\n  - ${line}\n`],
    ["as a refrain", Array(5).fill(`- ${line}`).join("\n")],
    ["with a blank to fill in", "Ask for <the name of it>.\n\nAsk for <the name of it>.\n"],
    [
      "of something beside it",
      "Never use this tool without consent.\n\nNever use this tool without consent.\n",
    ],
  ])("is none %s", (_, text) => {
    expect(codes(text)).toEqual([]);
  });

  it("is none in another message", () => {
    expect(codes(`system:\n${line}\n\nuser:\n${line}\n`, "a.prompty")).toEqual([]);
  });
});

describe("lines that contradict each other", () => {
  it("do so under the same condition", () => {
    const text = "If the parcel is lost, offer a refund.\n\nIf the parcel is lost, do not offer a refund.\n";
    expect(codes(text)).toEqual(["instructions-contradict"]);
    expect(codes(text.replace("is lost, do", "is late, do"))).toEqual([]);
  });

  it("do not where a title or the line above turns a list around", () => {
    expect(
      codes("# Rules\n\n- Do not skip heading levels.\n\n# What to avoid\n\n- Skip heading levels.\n"),
    ).toEqual([]);
    expect(codes("Do not skip heading levels.\n\nNever do the following:\n- Skip heading levels.\n")).toEqual(
      [],
    );
  });

  it("do not where their sections are about different things", () => {
    const text = "# In chats\n\nUse emojis.\n\n# In letters\n\nNever use emojis.\n";
    expect(codes(text)).toEqual([]);
    expect(codes(text.replace("In chats", "Style").replace("In letters", "Rules"))).toEqual([
      "instructions-contradict",
    ]);
  });
});
