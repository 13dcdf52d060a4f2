import { describe, expect, it } from "vitest";
import type { PromptDocument } from "../prompt-document.ts";
import { isPromptPath, readPrompt } from "../read-prompt.ts";

const read = (text: string): PromptDocument => readPrompt("evals/promptfooconfig.yaml", text);
const cut = ({ text, instructions }: PromptDocument): string[] =>
  instructions.map(({ range }) => text.slice(range.start, range.end));
const told = ({ text, problems }: PromptDocument): [string, string][] =>
  problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]);

describe("prompts in a configuration of promptfoo", () => {
  it("is a prompt by its name", () => {
    expect(["promptfooconfig.yaml", "a/promptfooconfig.yml", "a/config.yaml"].map(isPromptPath)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("stand each by itself, with a label or a number", () => {
    const text = `prompts:
  - 'Don''t ask {{name}} twice.'
  - |
    Ask 🚚 first.

    - Never give a price.
  - raw: "Say \\"hi\\" first."
    label: polite
  - id: Hello there, go on.
    label: short
`;
    const document = read(text);
    expect(document.format).toBe("promptfooconfig");
    expect(document.messages.map(({ name, isAlone }) => [name, isAlone])).toEqual([
      ["prompt 1", true],
      ["prompt 2", true],
      ["polite", true],
      ["short", true],
    ]);
    const { start, end } = document.messages[1]!.range;
    expect(text.slice(start, end)).toBe("Ask 🚚 first.\n\n    - Never give a price.");
    expect(cut(document)).toEqual([
      "Don''t ask {{name}} twice.",
      "Ask 🚚 first.",
      "Never give a price.",
      'Say \\"hi\\" first.',
      "Hello there, go on.",
    ]);
    expect(document.problems).toEqual([]);
  });

  it("may be a single one", () => {
    expect(cut(read("prompts: Ask {{x}} first.\n"))).toEqual(["Ask {{x}} first."]);
  });

  it("may stand in files, which are references", () => {
    const text = `prompts:
  - file://prompts/a b.txt
  - id: "file://gen.py:create"
    label: made
  - prompts.py:make
  - ./b.json
  - exec:./make.sh
  - file://prompts/*.txt
  - langfuse://support:3
  - file://{{ env.DIR }}/x.txt
`;
    const { includes, messages, problems } = read(text);
    expect(includes.map(({ path, range }) => [path, text.slice(range.start, range.end)])).toEqual(
      ["prompts/a b.txt", "gen.py", "prompts.py", "./b.json", "./make.sh"].map((path) => [path, path]),
    );
    expect([messages, problems]).toEqual([[], []]);
  });

  it("may be chats in JSON or YAML inside of strings", () => {
    const text = `prompts:
  - '[{"role": "system", "content": "Don''t \\"ask\\" {{a}} twice."}, {"role": "user", "content": "Go on."}]'
  - label: block
    raw: |
      [
        {"role": "system", "content": "Ask 🚚\\nfirst."},
      ]
  - |
    - role: system
      content: >-
        Never
        stop.
`;
    const document = read(text);
    expect(document.messages.map(({ role, name, isAlone }) => [role, name, isAlone])).toEqual([
      ["system", "prompt 1", undefined],
      ["user", "prompt 1", undefined],
      ["system", "block", undefined],
      ["system", "prompt 3", undefined],
    ]);
    expect(cut(document)).toEqual([
      "Don''t \\\"ask\\\" {{a}} twice.",
      "Go on.",
      "Ask 🚚\\nfirst.",
      "Never\n        stop.",
    ]);
    expect(document.variables.map(({ range }) => text.slice(range.start, range.end))).toEqual(["{{a}}"]);
    expect(document.instructions.map(({ message }) => message)).toEqual([0, 1, 2, 3]);
    expect(told(document)).toEqual([["syntax-invalid", "]"]]);
  });
});

describe("variables of a configuration", () => {
  const config = (prompt: string, rest: string): PromptDocument => read(`prompts:\n  - ${prompt}\n${rest}`);
  const tests = "tests:\n  - vars:\n      name: a\n      body: file://b.txt\n";

  it("are declared by its tests, and one without a value is a problem", () => {
    const rest = `defaultTest:\n  vars: { tone: x }\n${tests}    options: { storeOutputAs: answer }\n`;
    const document = config("'{{nmae}} {{body.x}} {{tone}} {{answer}} {{other}}'", rest);
    expect(document.declared?.map(({ name }) => name)).toEqual(["tone", "name", "body", "answer"]);
    expect(told(document)).toEqual([
      ["variable-undefined", "{{nmae}}"],
      ["variable-undefined", "{{other}}"],
    ]);
    const { range, newText } = document.problems[0]!.fixes![0]!.edits[0]!;
    expect([document.text.slice(range.start, range.end), newText]).toEqual(["nmae", "name"]);
  });

  it.each([
    "'{{ env.HOME }} {{ _conversation }}'",
    "'{% for c in _conversation %}{{ c.input }}{{ loop.index }}{% endfor %}'",
    "'{% set x = 1 %}{{ x }}{% set y %}b{% endset %}{{ y }}'",
    "'{% import \"a.njk\" as forms %}{{ forms.field(1) }}'",
    "'{% macro hi(who) %}{{ who }}{% endmacro %}{{ hi(name) }}'",
    "\"{{ 'text' | upper }} {{ 3 }} {{ [1] }} {{ range(3) }} {{ true }}\"",
    "'{{ maybe | default(\"x\") }} {{ maybe if name else body }} {{ maybe or name }}'",
    "'{# {{ unused }} #}{% raw %}{{ raw }}{% endraw %}'",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a prompt, not a template of ours
    "'{name} ${other} { \"json\": 1 }'",
  ])("are known where nunjucks or promptfoo knows them: %s", (prompt) => {
    expect(config(prompt, tests).problems).toEqual([]);
  });

  it.each([
    ["no tests", ""],
    ["an empty list", "tests: []\n"],
    ["tests in a file", "tests: file://tests.csv\n"],
    ["a list of files", "tests:\n  - file://tests.yaml\n"],
    ["variables in a file", "tests:\n  - vars: file://vars.yaml\n"],
    ["variables in files", "tests:\n  - vars: [a.yaml, b.yaml]\n"],
    ["a reference", "tests:\n  - $ref: '#/x'\n"],
    ["a merged mapping", "x: &x { a: 1 }\ntests:\n  - vars:\n      <<: *x\n"],
    ["defaults in a file", `${tests}defaultTest: file://defaults.yaml\n`],
    ["scenarios", `${tests}scenarios: []\n`],
    ["hooks", `${tests}extensions: [file://hook.js:run]\n`],
    ["variables from code", `${tests}    options: { transformVars: '{ ...vars, x: 1 }' }\n`],
  ])("are not judged with %s", (_, rest) => {
    const document = config("'{{ unknown }}'", rest);
    expect(document.declared).toBeUndefined();
    expect(document.problems).toEqual([]);
  });

  it("are those of every test: one test that gives a value is enough", () => {
    const document = config(
      "'{{ a }} {{ b }}'",
      "tests:\n  - vars: { a: 1 }\n  - vars: { b: 2 }\n  - assert: []\n",
    );
    expect(document.problems).toEqual([]);
    expect(document.declared?.map(({ name }) => name)).toEqual(["a", "b"]);
  });
});

describe("what is wrong in a configuration", () => {
  it("is told where it stands, and the rest is read", () => {
    const document = read("prompts:\n  - Ask first.\nproviders: [openai\ntests: []\n");
    expect(cut(document)).toEqual(["Ask first."]);
    expect(document.problems[0]).toMatchObject({ code: "syntax-invalid", severity: "error" });
  });

  it("is a tag or block that is never closed", () => {
    expect(told(read("prompts:\n  - '{% if a %}Ask.'\n"))).toEqual([["block-unclosed", "{% if a %}"]]);
    const block = "prompts:\n  - |\n    {% if a %}\n    Ask.\n  - Go on.\n";
    const document = read(block);
    const { range, newText } = document.problems[0]!.fixes![0]!.edits[0]!;
    const changed = block.slice(0, range.start) + newText + block.slice(range.end);
    expect(told(read(changed))).toEqual([]);
    expect(cut(read(changed))).toEqual(["Ask.", "Go on."]);
  });
});
