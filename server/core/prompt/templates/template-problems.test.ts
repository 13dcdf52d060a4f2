import { describe, expect, it } from "vitest";
import type { PromptProblem } from "../prompt-document.ts";
import { templateProblems } from "./template-problems.ts";
import { readTemplate, type TemplateDialect } from "./template-tags.ts";

const problemsOf = (text: string, dialect: TemplateDialect): PromptProblem[] =>
  templateProblems(readTemplate(text, dialect));
const seen = (text: string, dialect: TemplateDialect): string[] =>
  problemsOf(text, dialect).map(({ code, range }) => `${code} ${text.slice(range.start, range.end)}`);

/** The text after the fix of its first problem. */
function fixed(text: string, dialect: TemplateDialect): string {
  const edit = problemsOf(text, dialect)[0]!.fixes![0]!.edits[0]!;
  return text.slice(0, edit.range.start) + edit.newText + text.slice(edit.range.end);
}

describe("templateProblems", () => {
  it.each<[TemplateDialect, string]>([
    [
      "handlebars",
      "{{#if a}}{{#each b as |c|}}{{c}}{{else}}x{{/each}}{{else if d}}y{{else}}z{{/if}}{{> p}}{{{e}}}",
    ],
    [
      "jinja2",
      "{%- if a %}{% for b in c %}{{ loop.index }}{% else %}{% endfor %}{% elif d %}{% else %}{% endif -%}{# { #}",
    ],
    [
      "jinja2",
      "{% generation %}x{% endgeneration %}{% unknown %}{% set x %}y{% endset %}{% call f() %}{% endcall %}",
    ],
    [
      "nunjucks",
      "{% ifAsync a %}{% endif %}{% asyncEach b in c %}{% endeach %}{% switch d %}{% case 1 %}{% default %}{% endswitch %}",
    ],
    ["mustache", "{{#a}}{{.}}{{/a}}{{^b}}x{{/b}}{{{c}}}"],
    ["mustache", '{"a": {{b}}}'],
    ["jinja2", '{"a": {{b}}} 50% { % } }} %}'],
  ])("finds nothing in what %s reads: %s", (dialect, text) => {
    expect(seen(text, dialect)).toEqual([]);
  });

  it.each<[TemplateDialect, string, string[]]>([
    ["handlebars", "{{#if a}}x", ["block-unclosed {{#if a}}"]],
    ["handlebars", "x{{/if}}", ["block-unopened {{/if}}"]],
    ["handlebars", "{{#if a}}{{#each b}}{{/if}}", ["block-unclosed {{#each b}}"]],
    ["handlebars", "{{else}}", ["block-unopened {{else}}"]],
    ["handlebars", "{{#if a}}{{else}}{{else}}{{/if}}", ["branch-misplaced {{else}}"]],
    ["handlebars", "{{#> a}}{{else}}{{/a}}", ["branch-misplaced {{else}}"]],
    ["handlebars", "{{name", ["tag-unclosed {{name"]],
    ["handlebars", '{"a": {{b}}}', ["syntax-invalid }}}"]],
    ["handlebars", "{{a b.this}} {{}}", ["syntax-invalid b.this", "syntax-invalid {{}}"]],
    ["jinja2", "{% for a in b %}", ["block-unclosed {% for a in b %}"]],
    ["jinja2", "{% endfor %}", ["block-unopened {% endfor %}"]],
    ["jinja2", "{% raw %}{% if %}", ["block-unclosed {% raw %}"]],
    ["jinja2", "{% with %}{% else %}{% endwith %}", ["branch-misplaced {% else %}"]],
    ["jinja2", "{# note", ["tag-unclosed {# note"]],
    ["mustache", "{{#a}}", ["block-unclosed {{#a}}"]],
  ])("in %s, of %s says what is wrong", (dialect, text, problems) => {
    expect(seen(text, dialect)).toEqual(problems);
    expect(problemsOf(text, dialect).every(({ severity }) => severity === "error")).toBe(true);
  });

  it.each<[string, TemplateDialect, string, string]>([
    [
      "below the lines that are indented deeper",
      "handlebars",
      "a\n{{#if b}}\n  c\n\n  d\n\ne\n",
      "a\n{{#if b}}\n  c\n\n  d\n{{/if}}\n\ne\n",
    ],
    ["at the end, where none is", "handlebars", "{{#if b}}\r\nc\r\n", "{{#if b}}\r\nc\r\n{{/if}}\r\n"],
    [
      "before the end of the block around it",
      "handlebars",
      "{{#a}}\n  {{#if b}}\n  c\n{{/a}}\n",
      "{{#a}}\n  {{#if b}}\n  c\n  {{/if}}\n{{/a}}\n",
    ],
    [
      "on the same line, where it opens within one",
      "jinja2",
      "Hi {% if a %}dear \nfriend",
      "Hi {% if a %}dear{% endif %} \nfriend",
    ],
    ["with the right word", "jinja2", "{% for a in b %}\nx", "{% for a in b %}\nx\n{% endfor %}"],
    ["the tag", "jinja2", "{% if a\nx{% endif %}", "{% if a %}\nx{% endif %}"],
    ["a tag with one bracket", "handlebars", "{{ a }\nx", "{{ a }}\nx"],
    ["a comment", "handlebars", "{{!-- a\nx", "{{!-- a --}}\nx"],
    ["by removing the line of a stray tag", "handlebars", "a\n  {{/if}}\nb", "a\nb"],
    ["by removing a stray tag within a line", "jinja2", "a {% endif %} b", "a  b"],
  ])("closes %s", (_, dialect, before, after) => {
    expect(fixed(before, dialect)).toBe(after);
    expect(seen(after, dialect)).toEqual([]);
  });

  it("lets no block reach into the next message", () => {
    const text = "{{#if a}}\nx\n{{role}}\ny";
    const stop = text.indexOf("{{role}}");
    const [problem] = templateProblems(readTemplate(text, "handlebars"), [stop]);
    expect(problem!.fixes![0]!.edits[0]).toEqual({ range: { start: 11, end: 11 }, newText: "\n{{/if}}" });
  });

  it("says so much and no more of a text that is no template at all", () => {
    expect(seen("{{#a}}".repeat(1_000), "handlebars")).toHaveLength(50);
  });
});
