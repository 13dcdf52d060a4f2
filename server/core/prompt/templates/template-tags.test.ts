import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { blankTags, readTemplate, type Template, type TemplateDialect } from "./template-tags.ts";

/** Kind, name, expression and exact text of each tag; `(open)` where its end is missing. */
function seen(text: string, dialect: TemplateDialect): string[] {
  return readTemplate(text, dialect).tags.map(({ kind, name, expression, at, range, isClosed }) => {
    expect(text.slice(at, at + expression.length)).toBe(expression);
    return `${kind} ${name} | ${expression} | ${text.slice(range.start, range.end)}${isClosed ? "" : " (open)"}`;
  });
}
const blocksOf = ({ blocks, text }: Template): string[] =>
  blocks.map(({ open, close }) => text.slice(open.range.start, close?.range.end ?? text.length));

describe("readTemplate", () => {
  it("reads the tags of Jinja2", () => {
    const text =
      "{% if a -%}{{ b|upper }}{%- elif c %}{# {{n}} #}{% else %}{% endif %}{% set x = 1 %}{% set y %}{% endset %}{% include 'a' %}";
    expect(seen(text, "jinja2")).toEqual([
      "open if | a | {% if a -%}",
      "value b | b|upper | {{ b|upper }}",
      "else elif | c | {%- elif c %}",
      "comment  | {{n}} | {# {{n}} #}",
      "else else |  | {% else %}",
      "close if |  | {% endif %}",
      "statement set | x = 1 | {% set x = 1 %}",
      "open set | y | {% set y %}",
      "close set |  | {% endset %}",
      "partial include | 'a' | {% include 'a' %}",
    ]);
  });

  it("takes what stands in a raw block for text", () => {
    expect(seen("{% raw %}{{ no }}{% if %}{% endraw %}{{ b }}", "jinja2")).toEqual([
      "open raw |  | {% raw %}",
      "close raw |  | {% endraw %}",
      "value b | b | {{ b }}",
    ]);
    expect(seen("{{{{raw}}}}{{no}}{{{{/raw}}}}\\{{no}}\\\\{{b}}", "handlebars")).toEqual([
      "open raw |  | {{{{raw}}}}",
      "close raw |  | {{{{/raw}}}}",
      "value b | b | {{b}}",
    ]);
  });

  it("ends no tag inside a string, nor, in Jinja2, inside a mapping", () => {
    expect(seen('{{ "}}" }}', "nunjucks")).toEqual(['value  | "}}" | {{ "}}" }}']);
    expect(seen("{{ {'a': {'b': c}} }}", "jinja2")).toEqual([
      "value  | {'a': {'b': c}} | {{ {'a': {'b': c}} }}",
    ]);
    expect(seen("{{ {'a': {'b': c}} }}", "nunjucks")).toEqual([
      "value  | {'a': {'b': c | {{ {'a': {'b': c}}",
    ]);
    expect(seen("{{helper '}}' [}}]}}", "handlebars")).toEqual([
      "value helper | helper '}}' [}}] | {{helper '}}' [}}]}}",
    ]);
  });

  it("takes an apostrophe for an apostrophe where no second one follows on the line", () => {
    expect(seen("{{ don't }}\nit's {{ b }}", "jinja2")).toEqual([
      "value don | don't | {{ don't }}",
      "value b | b | {{ b }}",
    ]);
  });

  it.each<[TemplateDialect, string, string]>([
    ["handlebars", "{{#if detailed\nSay {{name}}", "open if | detailed | {{#if detailed (open)"],
    ["handlebars", "{{ a {{name}}", "value a | a | {{ a (open)"],
    ["jinja2", "{% if detailed\r\nSay {{name}}", "open if | detailed | {% if detailed (open)"],
    ["mustache", "{{#a\r{{name}}", "open a | a | {{#a (open)"],
  ])("lets a tag of %s that has no end stop with its line: %j", (dialect, text, first) => {
    expect(seen(text, dialect)[0]).toBe(first);
    expect(seen(text, dialect)[1]).toBe("value name | name | {{name}}");
  });

  it("reads the tags of mustache, and its other brackets", () => {
    expect(
      seen("{{#a}}{{{b}}}{{&c}}{{/a}}{{^d}}{{! x }}{{> p}}{{=<% %>=}}<% e %> {{f}}", "mustache"),
    ).toEqual([
      "open a | a | {{#a}}",
      "value b | b | {{{b}}}",
      "value c | c | {{&c}}",
      "close a | a | {{/a}}",
      "open d | d | {{^d}}",
      "comment  | x | {{! x }}",
      "partial p | p | {{> p}}",
      "statement  | =<% %>= | {{=<% %>=}}",
      "value e | e | <% e %>",
    ]);
  });

  it("pairs blocks by a stack, and leaves open what a closing tag passes over", () => {
    const template = readTemplate("{{#a}}{{#b}}x{{/a}}{{/c}}{{#d}}", "handlebars");
    expect(blocksOf(template)).toEqual(["{{#a}}{{#b}}x{{/a}}", "{{#b}}x{{/a}}{{/c}}{{#d}}", "{{#d}}"]);
    expect(template.unopened.map(({ name }) => name)).toEqual(["c"]);
    const around = template.tags.map((tag) => template.within.get(tag)?.name);
    expect(around).toEqual([undefined, "a", undefined, undefined, undefined]);
  });

  it("pairs a value with arguments and a closing tag of its name, in Handlebars", () => {
    const { blocks, unopened } = readTemplate('{{section "x"}}a{{/section}}{{y}}{{/y}}', "handlebars");
    expect(blocks.map(({ open, close }) => [open.kind, close?.name])).toEqual([["value", "section"]]);
    expect(unopened.map(({ name }) => name)).toEqual(["y"]);
  });

  it("keeps to the range it is given", () => {
    const text = "{{a}} {{b}} {{c}}";
    const { tags } = readTemplate(text, "handlebars", { start: 3, end: 15 });
    expect(tags.map(({ name }) => name)).toEqual(["b", "c"]);
    expect(tags[1]).toMatchObject({ isClosed: false, range: { start: 12, end: 15 } });
  });

  it.each(["handlebars", "jinja2", "nunjucks", "mustache"] as const)("takes linear time in %s", (dialect) => {
    const traps = [
      "{{",
      "{{{{",
      "}}",
      "{%",
      "{#",
      "{{!--",
      "{{!",
      "{{ (\n",
      '{{"\n',
      '"{{"\n',
      '{{"\\"\n',
      "{{[\n",
      "{{ 'a\" ",
      "{{#a}}",
      "{{/a}}",
      "{{#a}}{{#b}}{{/a}}",
      "{% if a %}",
      "{% endif %}",
      "{% raw %}",
      "{{{{a}}}}",
      "{{{{/a",
      "{{a(",
      "{{=",
      "{{      ",
      "\\{{",
      "a",
    ];
    for (const trap of traps)
      for (const text of [
        trap.repeat(50_000 / trap.length),
        `{{ (\n${trap.repeat(50_000 / trap.length)}"}}"`,
      ])
        expect(
          fastestMs(() => readTemplate(text, dialect)),
          JSON.stringify(text.slice(0, 30)),
        ).toBeLessThan(roomFor(150));
  });
});

describe("blankTags", () => {
  it("keeps holes and line ends at their places", () => {
    const text = "{{#if a}}\r\nHi 🚚 {{b}}{{!\n}}\n{{/if}}";
    const blanked = blankTags(text, readTemplate(text, "handlebars"));
    expect(blanked).toBe(`${" ".repeat(9)}\r\nHi 🚚 {{b}}   \n  \n${" ".repeat(7)}`);
  });

  it("keeps what it is asked to keep", () => {
    const text = "{{> a}}{{b}}";
    expect(blankTags(text, readTemplate(text, "handlebars"), ({ kind }) => kind === "partial")).toBe(
      "{{> a}}     ",
    );
  });
});

/** The least of up to three runs: other work on the machine is not what is measured. */
function fastestMs(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3 && least > 50; i++) {
    const before = processorMs();
    run();
    least = Math.min(least, processorMs() - before);
  }
  return least;
}
