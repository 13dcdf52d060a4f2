import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readPrompt } from "../prompt/index.ts";
import { type FindingPolicy, type Ignore, isSilenced } from "./finding-policy.ts";
import { type Finding, findingsOf, ignoredOf } from "./findings.ts";
import { ignoreEdit, ignoreFor } from "./ignore-edit.ts";
import { viewWith } from "./testing.ts";

const one: Ignore = {
  rule: "pass-rate",
  file: "a.prompt.md",
  text: "Ask: for # it",
  reason: "known: see #12",
};
const edited = (text: string | undefined, ignore = one): string | undefined => {
  const edit = ignoreEdit(text, ignore);
  return edit && (text ?? "").slice(0, edit.range.start) + edit.newText + (text ?? "").slice(edit.range.end);
};
const lines =
  '  - rule: pass-rate\n    file: a.prompt.md\n    text: "Ask: for # it"\n    reason: "known: see #12"\n';

describe("ignoreEdit writes what a person would write", () => {
  it.each([
    ["no file", undefined, `version: 1\nignore:\n${lines}`],
    ["an empty file", "\n", `version: 1\nignore:\n${lines}`],
    ["no list yet", "version: 1 # ours\n", `version: 1 # ours\nignore:\n${lines}`],
    ["no line end at the end", "version: 1", `version: 1\nignore:\n${lines}`],
    ["an empty key", "ignore:\nversion: 1\n", `ignore:\n${lines}version: 1\n`],
    [
      "a list with a comment",
      "ignore:\n  # old\n  - { rule: stale, reason: a } # why\n\n# next\nversion: 1\n",
      `ignore:\n  # old\n  - { rule: stale, reason: a } # why\n${lines}\n# next\nversion: 1\n`,
    ],
    [
      "a list that is not indented, a block of text at its end",
      "ignore:\n- rule: stale\n  reason: |\n    a\n    b\nversion: 1\n",
      `ignore:\n- rule: stale\n  reason: |\n    a\n    b\n${lines.replace(/^ {2}/gm, "")}version: 1\n`,
    ],
  ])("%s", (_name, before, expected) => expect(edited(before)).toBe(expected));

  it("quotes a line as `covers:` does, without its marks, and the ignore is of that line", () => {
    const text = "- Call `get_plan` first, whatever the runner asks you about the plan.\n- Be kind.\n";
    const document = readPrompt("a.prompt.md", text);
    const [{ key, range }] = document.instructions as [(typeof document.instructions)[0]];
    const finding = { code: "pass-rate", instruction: key, range } as Finding;
    const ignore = ignoreFor(finding, "a.prompt.md", document, "known");
    expect(ignore.text).toBe("Call get_plan first, whatever the");
    const policy: FindingPolicy = { rules: {}, ignores: [ignore] };
    const of = { file: "a.prompt.md", evaluator: "e", text: document.instructions[0]!.text };
    expect(isSilenced(policy, of)).toBe(true);
    expect(isSilenced(policy, { ...of, text: document.instructions[1]!.text })).toBe(false);
  });

  it("keeps CRLF", () => {
    const text = edited("version: 1\r\nignore:\r\n  - rule: stale\r\n    reason: a\r\n")!;
    expect(text.replaceAll("\r\n", "")).not.toContain("\n");
    expect(parse(text).ignore).toHaveLength(2);
  });

  it.each([
    ["an empty flow list", "ignore: []\nversion: 1 # ours\n"],
    ["a flow list", "ignore: [{ rule: stale, reason: a }]\n# end\n"],
    ["a flow file", "{ version: 1, ignore: [] }\n"],
    ["a document with marks", "---\nversion: 1\n...\n"],
    ["a comment alone", "# nothing yet\n"],
    ["anchors and aliases", "a: &x { rule: stale, reason: a }\nignore:\n  - *x\n"],
    ["an indented file", "  version: 1\n  ignore:\n    - { rule: stale, reason: a }\n"],
    ["tabs and emoji in comments", "version: 1\t# 🙂\nignore: # 🙂\n  - { rule: stale, reason: 🙂 }\n"],
  ])("%s: what was said stays said, and the entry comes last", (_name, before) => {
    const text = edited(before)!;
    const was = (parse(before) ?? {}) as { ignore?: unknown[] };
    expect(parse(text)).toEqual({ ...was, ignore: [...(was.ignore ?? []), one] });
    for (const comment of before.match(/# .*/g) ?? []) expect(text).toContain(comment.replace(/ \}.*/, ""));
  });

  it.each([
    ["no YAML", "ignore: [\n"],
    ["a list", "- a\n"],
    ["a word", "hello\n"],
    ["ignore is a word", "ignore: all\n"],
    ["ignore is a mapping", "ignore: { rule: stale }\n"],
    ["two documents", "version: 1\n---\nversion: 1\n"],
    [
      "aliases without end",
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefgh"].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefg"[i]}`).join(",")}]\n`).join("")}`,
    ],
  ])("%s: no edit, for a person must mend it first", (_name, before) =>
    expect(edited(before)).toBeUndefined(),
  );

  it.each([
    "a\nb",
    "- x",
    "'",
    '"',
    "\u0000\u001b",
    "🙂 # y",
    "null",
    "2026-01-01",
    "many words ".repeat(20),
    ": ",
  ])("any text is kept as it is: %j", (reason) =>
    expect(
      (parse(edited("version: 1\n", { ...one, reason })!) as { ignore: Ignore[] }).ignore[0]!.reason,
    ).toBe(reason),
  );
});

describe("ignoreFor", () => {
  const long = `Ask for the order number ${"and the size of the parcel ".repeat(10)}in the end`;
  const text = `# Support\n\n- Ask for the order number.\n- ${long} one.\n- ${long} two.\n- Be kind.\n- Be kind. <!-- #kindly -->\n`;
  const covers = ["order number.", "end one", "end two"];
  const view = viewWith(
    text,
    covers.map((cover, index) => ({ evaluator: `e${index}`, covers: cover, outcomes: "--------------" })),
  );

  it("names exactly the finding: under its rule and text it alone is ignored, without its evaluator too", () => {
    const findings = findingsOf(view);
    expect(findings).toHaveLength(3);
    for (const finding of findings) {
      const { evaluator, ...ignore } = ignoreFor(finding, view.file, view.document, " known\n ");
      expect([ignore.reason, evaluator]).toEqual(["known", finding.evaluator]);
      const ignored = ignoredOf({ ...view, policy: { rules: {}, ignores: [ignore] } });
      expect(ignored.map((one) => one.evaluator)).toEqual([finding.evaluator]);
    }
  });

  it("quotes a short beginning where that is enough, and an anchor where there is one", () => {
    const document = readPrompt(
      "a.prompt.md",
      `- Some words, ${"x ".repeat(200)}\n- Short. <!-- #kindly -->\n`,
    );
    const quote = (instruction: string) =>
      ignoreFor(
        { range: { start: 0, end: 1 }, severity: "warning", code: "stale", message: "", instruction },
        "a.prompt.md",
        document,
        "known",
      ).text;
    expect(quote(document.instructions[0]!.key)).toMatch(/^Some words, x[x ]{1,50}$/);
    expect(quote(document.instructions[1]!.key)).toBe("#kindly");
  });
});
