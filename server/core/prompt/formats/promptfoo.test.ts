import { describe, expect, it } from "vitest";
import type { PromptDocument } from "../prompt-document.ts";
import { readPrompt } from "../read-prompt.ts";

const cut = ({ text, instructions }: PromptDocument): string[] =>
  instructions.map(({ range }) => text.slice(range.start, range.end));
const told = ({ text, problems }: PromptDocument): [string, string][] =>
  problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]);
const names = ({ variables }: PromptDocument): string[] => variables.map(({ name }) => name);

describe("a chat in JSON", () => {
  it("has its messages, with the places of what stands in strings", () => {
    const text = `\uFEFF[\r\n  {"role": "system", "content": "Say \\"hi\\" 🚚 first.\\n\\n- Never \\u0061sk twice."},\r\n  {"role": "user", "content": [{"type": "text", "text": "Take {{ x | upper }}."}, {"type": "image_url", "image_url": {"url": "Ask."}}]},\r\n  {"role": "model", "parts": [{"text": "Do not stop."}]}\r\n]\r\n`;
    const document = readPrompt("chats/a.json", text);
    expect(document.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant"]);
    expect(cut(document)).toEqual([
      'Say \\"hi\\" 🚚 first.',
      "Never \\u0061sk twice.",
      "Take {{ x | upper }}.",
      "Do not stop.",
    ]);
    expect(text.slice(document.messages[2]!.range.start, document.messages[2]!.range.end)).toMatch(
      /^\{.*\}$/,
    );
    expect(names(document)).toEqual(["x"]);
    expect(document.problems).toEqual([]);
  });

  it("may be the body of a request", () => {
    const text = '{"model": "m", "messages": [{"role": "user", "content": "Go on."}], "tools": []}';
    expect(cut(readPrompt("a.json", text))).toEqual(["Go on."]);
  });

  it.each([
    ['[{"role": "user", "content": "Go."},]', "]", "comma"],
    ['[{"role": "user", "content": "Go.",}]', "}", "comma"],
    ['[{"role": "user", "content": "Go."} // why\n]', "// why", "comments"],
    ['[{"role": "user", "content": "Go.\tNow."}]', '"Go.\tNow."', "escaped"],
    ['[{"role": "user" "content": "Go."}]', '"content"', "comma"],
    ['[{"role": "user", "content": "Go {{x}}."}', "}", "closing ]"],
  ])("forbids what JSON forbids: %s", (text, at, why) => {
    const document = readPrompt("a.json", text);
    expect(told(document)).toEqual([["syntax-invalid", at]]);
    expect(document.problems[0]!.severity).toBe("error");
    expect(document.problems[0]!.message).toContain(why);
    expect(document.messages.map(({ role }) => role)).toEqual(["user"]);
    expect(document.instructions.length).toBeGreaterThan(0);
  });

  it("may be JSON only when its tags are filled in", () => {
    const text = `{% set old = 1 %}
[
  {"role": "system", "content": {{ rules | dump }}},
  {% for turn in _conversation %}
  {"role": "user", "content": "Take {{ turn.input | default("x") }} {% if a == "b" %}now{% endif %}."},
  {% endfor %}
  {"role": "user", "content": "Ask {{ question }} first."}
]
`;
    const document = readPrompt("a.json", text);
    expect(document.problems).toEqual([]);
    expect(document.messages.map(({ role }) => role)).toEqual(["system", "user", "user"]);
    expect(cut(document)).toContain("Ask {{ question }} first.");
    expect(names(document)).toEqual(["rules", "turn.input", "question"]);
  });

  it("says which block of such a template is never closed", () => {
    const text = '[\n{% for m in ms %}\n{"role": "user", "content": "{{ m }}"}\n]\n';
    expect(told(readPrompt("a.json", text))).toEqual([["block-unclosed", "{% for m in ms %}"]]);
    const inString = '[{"role": "user", "content": "{% if a %}Go."}]';
    const document = readPrompt("a.json", inString);
    expect(told(document)).toEqual([["block-unclosed", "{% if a %}"]]);
    expect(document.problems[0]!.fixes![0]!.edits[0]!.newText).toContain("{% endif %}");
  });

  it("forgives a role that some provider may know, not a slip of the pen", () => {
    const text =
      '[{"role": "narrator", "content": "a"}, {"role": "{{ r }}", "content": "b"}, {"role": "asistant", "content": "c"}, {"content": "d"}]';
    expect(told(readPrompt("a.json", text))).toEqual([["role-unknown", "asistant"]]);
  });

  it("is plain text where it is no chat", () => {
    for (const text of ['{"prompt": "Always ask."}', "{{ messages | dump }}", "[1, 2]", "", '"Ask."']) {
      const { messages, problems } = readPrompt("a.json", text);
      expect([messages.length, problems]).toEqual([1, []]);
    }
  });
});

describe("a chat in YAML", () => {
  it("has its messages and places", () => {
    const text =
      "- role: system\r\n  content: >-\r\n    Ask 🚚\r\n    first.\r\n- role: user\r\n  content: Take {{ x }}.\r\n";
    const document = readPrompt("chat.yml", text);
    expect(document.messages.map(({ role }) => role)).toEqual(["system", "user"]);
    expect(cut(document)).toEqual(["Ask 🚚\r\n    first.", "Take {{ x }}."]);
    expect(names(document)).toEqual(["x"]);
    expect(document.problems).toEqual([]);
  });

  it("may stand between control tags", () => {
    const text =
      "- role: system\n  content: Ask first.\n{% for m in turns %}\n- role: user\n  content: Take {{ m }}.\n{% endfor %}\n";
    const document = readPrompt("chat.yaml", text);
    expect(document.problems).toEqual([]);
    expect(cut(document)).toEqual(["Ask first.", "Take {{ m }}."]);
  });

  it("reports YAML that is broken without any tag", () => {
    expect(told(readPrompt("chat.yaml", "- role: user\n  content: 'never closed\n"))[0]![0]).toBe(
      "syntax-invalid",
    );
  });

  it("may be a prompt of GitHub Models or a configuration under another name", () => {
    const models = readPrompt(
      "a.yml",
      "model: m\nmessages:\n- role: user\n  content: Take {{x}}.\ntestData:\n- y: 1\n",
    );
    expect(told(models)).toEqual([["variable-undefined", "{{x}}"]]);
    const config = readPrompt("a.yml", "providers: [echo]\nprompts:\n- Ask first.\n");
    expect(config.messages).toMatchObject([{ name: "prompt 1", isAlone: true }]);
  });
});

describe("a text", () => {
  it("holds several prompts between lines of ---", () => {
    const text = "Ask first.\r\n---\r\n\r\n  Never ask. {{x}}\r\n --- \r\n\r\n---\r\nGo 🚚 now.\r\n";
    const document = readPrompt("prompts.txt", text);
    expect(document.messages.map(({ range }) => text.slice(range.start, range.end))).toEqual([
      "Ask first.",
      "Never ask. {{x}}",
      "Go 🚚 now.",
    ]);
    expect(document.messages.every(({ role, isAlone }) => role === "system" && isAlone)).toBe(true);
    expect(cut(document)).toContain("Go 🚚 now.");
  });

  it.each([
    ["Ask first.\n", 0],
    ["Ask.\n--- x\nGo.\n----\n", 0],
    ["---\nname: x\n---\nAsk first.\n", 15],
  ])("is one system message without such a line: %j", (text, start) => {
    const { format, messages, problems } = readPrompt("a.txt", text);
    expect([format, messages]).toEqual(["text", [{ role: "system", range: { start, end: text.length } }]]);
    expect(problems).toEqual([]);
  });

  it("has no tags in its text, and none is a problem where nobody says that it is a template", () => {
    const document = readPrompt("a.txt", "{# why #}Ask first.\n\n{% if x %}\n");
    expect(cut(document)).toEqual(["Ask first."]);
    expect(document.problems).toEqual([]);
  });

  it.each(["a.j2", "a.njk", "a.jinja", "a.jinja2"])("is a template by the name %s", (path) => {
    const text = '{% include "rules.txt" %}\n{# no #}\n{% if x %}\nAsk {{ name }} first.\n{% endif %}\n';
    const document = readPrompt(path, text);
    expect(cut(document)).toEqual(["Ask {{ name }} first."]);
    expect(names(document)).toEqual(["name"]);
    expect(document.includes.map(({ path, range }) => [path, text.slice(range.start, range.end)])).toEqual([
      ["rules.txt", "rules.txt"],
    ]);
    expect(document.problems).toEqual([]);
    expect(told(readPrompt(path, "{% if x %}Ask."))).toEqual([["block-unclosed", "{% if x %}"]]);
  });
});
