import { describe, expect, it } from "vitest";
import type { PromptDocument, PromptProblem } from "../prompt-document.ts";
import { readPrompt } from "../read-prompt.ts";

const read = (text: string): PromptDocument => readPrompt("a.prompt.yml", text);
const lines = (...of: string[]): string => `${of.join("\n")}\n`;

/** What stands in the file under each instruction. */
const cut = ({ text, instructions }: PromptDocument): string[] =>
  instructions.map(({ range }) => text.slice(range.start, range.end));

/** Code and place of each problem. */
const told = ({ text, problems }: PromptDocument): [string, string][] =>
  problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]);

function fixed({ text }: PromptDocument, { fixes }: PromptProblem): string {
  const [{ range, newText }] = fixes![0]!.edits as [
    { range: { start: number; end: number }; newText: string },
  ];
  return text.slice(0, range.start) + newText + text.slice(range.end);
}

describe("a prompt of GitHub Models", () => {
  it("has the messages of its list, each with the text a model gets", () => {
    const document = read(
      lines(
        "name: Summary",
        "model: openai/gpt-4o",
        "messages:",
        "  - role: system",
        "    content: |",
        "      Always answer in French. 🚚",
        "",
        "      - Never give a price.",
        "  - role: user",
        '    content: "Sum up {{input}}.\\n\\nWrite \\"none\\" if it is empty."',
        "  - role: developer",
        "    content: 'Don''t ask twice.'",
        "  - role: assistant",
        "    content: Say when",
        "      you are done.",
      ),
    );
    expect(document.format).toBe("github-models");
    expect(document.messages.map(({ role }) => role)).toEqual(["system", "user", "system", "assistant"]);
    expect(cut(document)).toEqual([
      "Always answer in French.",
      "Never give a price.",
      "Sum up {{input}}.",
      'Write \\"none\\" if it is empty.',
      "Don''t ask twice.",
      "Say when\n      you are done.",
    ]);
    expect(document.instructions.map(({ text }) => text)).toContain("Don't ask twice.");
    expect(document.instructions.map(({ message }) => message)).toEqual([0, 0, 1, 1, 2, 3]);
    expect(document.variables.map(({ name }) => name)).toEqual(["input"]);
    expect(document.declared).toBeUndefined();
    expect(document.problems).toEqual([]);
  });

  it.each([
    ["LF", "\n", ""],
    ["CRLF", "\r\n", ""],
    ["a BOM", "\n", "\uFEFF"],
  ])("has exact places under %s", (_, eol, bom) => {
    const text = `${bom}${lines("messages:", "- role: system", "  content: |", "    Ask 🚚\tfirst.", "    - Go {{a}}.", "", "model: m").replaceAll("\n", eol)}`;
    const document = readPrompt("a.prompt.yaml", text);
    expect(cut(document)).toEqual(["Ask 🚚\tfirst.", "Go {{a}}."]);
    const { range } = document.variables[0]!;
    expect(text.slice(range.start, range.end)).toBe("{{a}}");
    expect(document.problems).toEqual([]);
  });

  it("reads the parts of text of a message and skips its images", () => {
    const document = read(
      lines(
        "messages:",
        "  - role: user",
        "    content:",
        "      - type: text",
        "        text: Ask first.",
        "      - { type: image_url, image_url: { url: 'data:Never read this.' } }",
        "      - { type: text, text: Then go. }",
      ),
    );
    expect(cut(document)).toEqual(["Ask first.", "Then go."]);
    expect(document.messages).toHaveLength(1);
  });

  it("declares what the rows of its test data hold, and says which variable no row has", () => {
    const text = lines(
      "testData:",
      "  - input: a",
      "    expected: b",
      "  - input: c",
      "    tone: d",
      "messages:",
      "  - role: user",
      "    content: 'Take {{inptu}} and {{ tone }} and {{other}}.'",
      "evaluators:",
      "  - name: e",
      "    string:",
      "      contains: '{{expected}} {{nothing}}'",
      "  - name: f",
      "    llm:",
      "      prompt: 'Is {{completion}} like {{expectd}}?'",
      "  - name: g",
      "    uses: github/similarity",
    );
    const document = read(text);
    expect(document.declared?.map(({ name }) => name)).toEqual(["input", "expected", "tone"]);
    expect(document.variables.map(({ name }) => name)).toEqual([
      "inptu",
      "tone",
      "other",
      "expected",
      "nothing",
      "expectd",
    ]);
    expect(told(document)).toEqual([
      ["variable-undefined", "{{inptu}}"],
      ["variable-undefined", "{{other}}"],
      ["variable-undefined", "{{nothing}}"],
      ["variable-undefined", "{{expectd}}"],
    ]);
    const [first, second] = document.problems;
    expect(fixed(document, first!)).toBe(text.replace("inptu", "input"));
    expect(second!.fixes).toBeUndefined();
  });

  it.each([
    "variables:\n- name: topic\ntestData:\n- inputs: {}\n",
    "testData: []\n",
    "",
    "testData:\n- <<: *row\n",
    "testData:\n- text\n",
  ])("says nothing of variables where the rows cannot be known: %j", (rows) => {
    const document = read(`${rows}messages:\n- role: user\n  content: Take {{x}}.\n`);
    expect(document.declared).toBeUndefined();
    expect(told(document).filter(([code]) => code === "variable-undefined")).toEqual([]);
  });

  it("knows a role by a slip of the pen, and that a message needs one", () => {
    const text = lines(
      "messages:",
      "- role: 'usr'",
      "  content: a",
      "- role: narrator",
      "  content: b",
      "- content: c",
      "- role: System",
      "  content: d",
    );
    const document = read(text);
    expect(told(document)).toEqual([
      ["role-unknown", "usr"],
      ["role-unknown", "narrator"],
      ["role-missing", "c"],
    ]);
    expect(fixed(document, document.problems[0]!)).toBe(text.replace("usr", "user"));
    expect(document.problems[1]!.fixes).toBeUndefined();
    expect(document.messages.map(({ role }) => role)).toEqual(["user", "user", "user", "system"]);
  });

  it.each([
    ["messages: []\n", "messages"],
    ["messages:\n", "messages"],
    ["model: x\n", "m"],
    ["", ""],
    ["Just text.\n", "J"],
  ])("says that %j has no messages", (text, at) => {
    expect(told(read(text))).toEqual([["messages-missing", at]]);
  });

  it("says where a schema is no JSON, through the form it is written in", () => {
    const document = read(
      lines(
        "messages:",
        "- role: user",
        "  content: Go.",
        "jsonSchema: |-",
        '  {"name": "x",',
        '   "schema": oops}',
      ),
    );
    expect(told(document)).toEqual([["syntax-invalid", "oops"]]);
    expect(document.problems[0]).toMatchObject({
      severity: "error",
      message: /^`jsonSchema` is not valid JSON/,
    });
    const quoted = "messages:\n- role: user\n  content: Go.\njsonSchema: '{\"it''s\": 1,}'\n";
    expect(told(read(quoted))).toEqual([["syntax-invalid", "}"]]);
  });

  it("reads what it can of YAML that is broken, and says where it breaks", () => {
    const text = lines(
      "messages:",
      "- role: user",
      "  content: Ask first.",
      "- role: user",
      "  content: Note: this breaks.",
      "model: m",
    );
    const document = read(text);
    expect(cut(document)).toContain("Ask first.");
    expect(document.problems[0]).toMatchObject({ code: "syntax-invalid", severity: "error" });
    expect(document.problems[0]!.message).toMatch(/colon in quotes/);
    expect(document.problems[0]!.range.start).toBeGreaterThanOrEqual(text.indexOf("Note"));
  });

  it("says that a key stands twice, and reads a message that an alias repeats once", () => {
    const twice = "model: a\nmodel: b\nmessages:\n- role: user\n  content: Go.\n";
    expect(told(read(twice))).toEqual([["syntax-invalid", "model"]]);
    const alias = read(
      "messages:\n- &m\n  role: user\n  content: &c Go.\n- *m\n- role: system\n  content: *c\n",
    );
    expect(cut(alias)).toEqual(["Go."]);
    expect(alias.problems).toEqual([]);
  });

  it("leaves keys alone that it does not know", () => {
    expect(read("foo: 1\nmessages:\n- role: user\n  content: Go.\n  name: x\n").problems).toEqual([]);
  });
});
