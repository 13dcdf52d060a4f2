import { describe, expect, it } from "vitest";
import type { PromptDocument } from "../prompt-document.ts";
import { readPrompt } from "../read-prompt.ts";

const read = (text: string): PromptDocument => readPrompt("a.prompty", text);
const at = (text: string, { start, end }: { start: number; end: number }): string => text.slice(start, end);
const allProblems = (text: string): string[] =>
  read(text).problems.map(({ code, range }) => `${code} ${at(text, range)}`);
/** Most texts here declare more than they use. */
const problems = (text: string): string[] => allProblems(text).filter((one) => !/^variable-unused/.test(one));
const withInputs = (body: string): string => `---\ninputs:\n  name: x\n  items: []\n---\nsystem:\n${body}`;

describe("messages of a prompty file", () => {
  it.each(["\n", "\r\n", "\r"])("begin at role markers, line end %j", (eol) => {
    const lines = [
      "---",
      "name: a",
      "---",
      "system:",
      "Ask first.",
      "",
      "# User:",
      "{{q}}",
      '  assistant[name="A"]:  ',
      "Hi.",
    ];
    const text = lines.join(eol);
    expect(read(text).messages.map(({ role, range }) => [role, at(text, range).trim()])).toEqual([
      ["system", "Ask first."],
      ["user", "{{q}}"],
      ["assistant", "Hi."],
    ]);
  });

  it("are one, the system's, without a marker", () => {
    expect(read("---\nname: a\n---\nAsk first.").messages).toEqual([
      { role: "system", range: { start: 15, end: 26 } },
    ]);
  });

  it("do not begin in comments, nor at a marker that a loop writes", () => {
    const text =
      "system:\nAsk.\n{#\nuser:\n#}\n{% for m in history %}\n{{m.role}}:\n{{m.content}}\n{% endfor %}\n";
    expect(read(text).messages.map(({ role }) => role)).toEqual(["system"]);
    expect(problems(text)).toEqual([]);
  });

  it("know no other roles where one is certainly meant", () => {
    expect(problems("sytem:\nAsk.\n\nContext:\nnone\n\nusers:\n- a\n\ntools:\nx")).toEqual([
      "role-unknown sytem",
    ]);
    const { problems: found } = read('bot[name="B"]:\nHi.');
    expect(found).toMatchObject([{ code: "role-unknown", range: { start: 0, end: 3 } }]);
    expect(read("asistant:\nHi.").problems[0]!.fixes).toEqual([
      { title: "Write assistant", edits: [{ range: { start: 0, end: 8 }, newText: "assistant" }] },
    ]);
  });
});

describe("instructions of a prompty file", () => {
  it("are read around control tags and comments", () => {
    const text =
      "system:\n{% if vip %}\n- Greet {{ name }} first.\n{% endif %}{# no #}\n{% raw %}\n- Keep {{braces}}.\n{% endraw %}";
    expect(read(text).instructions.map(({ range }) => at(text, range))).toEqual([
      "Greet {{ name }} first.",
      "Keep {{braces}}.",
    ]);
  });
});

describe("variables of a prompty file", () => {
  it.each([
    ["inputs of version 1", "inputs:\n  a:\n    type: string\n  b: 1", ["a", "b"]],
    ["inputs of version 2", "inputs:\n  - name: a\n    kind: string\n  - name: b", ["a", "b"]],
    ["the sample", "sample:\n  a: 1", ["a"]],
    ["both", "inputs:\n  a: 1\nsample:\n  a: 2\n  b: 3", ["a", "b"]],
  ])("are declared by %s", (_, yaml, names) => {
    const text = `---\n${yaml}\n---\n`;
    expect(read(text).declared!.map(({ name, range }) => [name, at(text, range)])).toEqual(
      names.map((name) => [name, name]),
    );
  });

  it.each([
    "name: a",
    `inputs:\n  a: 1\nsample: \${file:a.json}`,
    `inputs: \${file:a.json}`,
    "base: b.prompty\ninputs:\n  a: 1",
  ])("are unknown where %j", (yaml) => {
    expect(read(`---\n${yaml}\n---\n{{x}}`)).toMatchObject({ problems: [] });
    expect(read(`---\n${yaml}\n---\n{{x}}`).declared).toBeUndefined();
  });

  it.each([
    "{{ name | upper }} {{ name.first }} {{ items[0].x }} {{ 'q' ~ \"r\" }} {{ range(3) }} {{ f(k=name) }}",
    "{% for item in items if item.ok %}{{ item.x }} {{ loop.index }}{% else %}none{% endfor %}",
    "{% for k, v in name.items() %}{{ k }}{{ v }}{% endfor %}{% set y = name %}{{ y }}",
    "{% macro m(a, b='c') %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{% with z = 1 %}{{ z }}{% endwith %}",
    "{% if maybe is defined and maybe %}{{ maybe }}{% endif %}{{ other | default('x') }}",
    "{% import 'a.j2' as lib %}{{ lib.x }}{% raw %}{{ no }}{% endraw %}{# {{ no }} #}",
  ])("are all known in %s", (body) => {
    expect(problems(withInputs(body))).toEqual([]);
  });

  it("are told where the inputs lack them", () => {
    expect(
      problems(withInputs("{{ nam }} {% if vip %}{% endif %}{% for a in list %}{{ a }}{% endfor %}{{ a }}")),
    ).toEqual([
      "variable-undefined nam",
      "variable-undefined vip",
      "variable-undefined list",
      "variable-undefined a",
    ]);
    const text = withInputs("{{ itmes | length }}");
    const [edit] = read(text).problems.flatMap(({ fixes = [] }) => fixes)[0]!.edits;
    expect([at(text, edit!.range), edit!.newText]).toEqual(["itmes", "items"]);
  });

  it("are read as mustache has them, where the template is mustache", () => {
    const head =
      "---\ninputs: [{ name: a }]\ntemplate: { format: { kind: mustache }, parser: { kind: prompty } }\n---\n";
    expect(problems(`${head}{{a}}{{#a}}{{x}}{{/a}}{{> p}}{{b}}{{% if %}}`)).toEqual(["variable-undefined b"]);
    expect(problems(`${head}{{#a}}`)).toEqual(["block-unclosed {{#a}}"]);
  });

  it("are used as often as they are written, those of a loop aside", () => {
    const text = "{{ a.b | trim }} {% for c in d %}{{ c }}{% endfor %} {{ e + f }} {{ context }}";
    expect(read(text).variables.map(({ name, range }) => [name, at(text, range)])).toEqual([
      ["a.b", "{{ a.b | trim }}"],
      ["d", "d"],
      ["e", "e"],
      ["f", "f"],
      ["context", "{{ context }}"],
    ]);
  });
});

describe("a prompty file", () => {
  it("includes the files its front matter and its template name", () => {
    const text = `---\nsample: \${file:a.json}\ntools:\n  - \${file:../../t.json}\nmodel:\n  id: \${env:X:default}\n# \${file:no}\n---\n{% include 'b.txt' %}`;
    expect(read(text).includes.map(({ path, range }) => [path, at(text, range)])).toEqual([
      ["a.json", "a.json"],
      ["../../t.json", "../../t.json"],
      ["b.txt", "b.txt"],
    ]);
  });

  it("is told where its template cannot be read, and how it is put right", () => {
    const text = "---\nname: a\n---\nsystem:\n{% if a %}\nx\n\nuser:\n{{q}}";
    expect(problems(text)).toEqual(["block-unclosed {% if a %}"]);
    const [edit] = read(text).problems[0]!.fixes![0]!.edits;
    expect([text.slice(0, edit!.range.start).slice(-3), edit!.newText]).toEqual(["}\nx", "\n{% endif %}"]);
  });
});

describe("a variable of a prompty file that nothing uses", () => {
  const text = (body: string): string => `---\ninputs:\n  name: x\n  order_no: 1\n---\nsystem:\n${body}`;

  it("is told", () => {
    expect(allProblems(text("Hello {{ name }}."))).toEqual(["variable-unused order_no"]);
    expect(allProblems(text("Hello {{ name }}, {{ order_no }}."))).toEqual([]);
  });

  it("is not where another part of the front matter names it", () => {
    const bound = text("Hello {{ name }}.").replace(
      "inputs:",
      "tools:\n  - bindings: { number: order_no }\ninputs:",
    );
    expect(allProblems(bound)).toEqual([]);
  });

  it.each(["{% include 'greeting.j2' %}", "Hello {{ nam }}. {{ order_no }}", "{% if name %}"])(
    "is not in %s, which may use it, or is not whole",
    (body) => {
      expect(allProblems(text(body)).filter((one) => one.includes("unused name"))).toEqual([]);
    },
  );
});
