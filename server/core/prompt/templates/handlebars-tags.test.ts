import Handlebars from "handlebars";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { templateProblems } from "./template-problems.ts";
import { readTemplate } from "./template-tags.ts";

function isRefused(text: string): boolean {
  try {
    Handlebars.parse(text);
    return false;
  } catch {
    return true;
  }
}

const seeds = [
  '{{role "system"}}\nYou are {{name}}. {{! note }} {{!-- a }} b --}}\n{{#if user.vip}}Hi{{else if (eq a 1)}}x{{else}}y{{/if}}\n',
  "{{#each items as |item index|}}{{@index}}: {{item.name}} {{../title}} {{this}}{{else}}none{{/each}}{{~#with a~}} {{b}} {{~/with~}}",
  '{{{raw}}} {{&amp}} {{> header a=1 b="x"}} {{#> layout}}x{{/layout}} {{^empty}}full{{^}}void{{/empty}} {{{{raw a}}}} {{no}} {{{{/raw}}}}',
  '{"a": {{json this indent=2}}, "b": {"c": "{{d}}" } } \\{{escaped}} \\\\{{real}} {{[a b].c}} {{@root.x}} {{helper true null -1.5 \'q\\\'s\' k=(sub x y=2)}}',
  '{{#*inline "p"}}x{{/inline}} {{* dec}} {{> (which) ctx}} {{#a/b}}1{{/a/b}} {{#foo.[bar]}}{{/foo.bar}}',
];
const pieces =
  "{{|}}|{|}|{{{|}}}|{{{{|}}}}|{{#if a}}|{{/if}}|{{else}}|{{^}}|{{else if b}}|{{#each c}}|{{/each}}|{{!|{{!--|--}}|~|#|/|^|>|&|*|!|\"|'|[|]|(|)|=|.|..|@| as |x| |\n|\\|\\\\|a|1|true|this|../a|{{> p}}|{{/|{{else|%|🚚".split(
    "|",
  );

/** A template with some edits, or nothing but pieces of one. */
function mutated(random: () => number): string {
  const below = (length: number): number => Math.floor(random() * length);
  const piece = (): string => pieces[below(pieces.length)]!;
  if (random() < 0.4) return Array.from({ length: 1 + below(12) }, piece).join("");
  let text = seeds[below(seeds.length)]!;
  for (let times = below(4); times > 0; times--) {
    const from = below(text.length + 1);
    const to = Math.min(text.length, from + below(20));
    const change = below(4);
    if (change === 0) text = text.slice(0, from) + text.slice(Math.min(to, from + 3));
    else if (change === 1) text = text.slice(0, to) + text.slice(from);
    else text = text.slice(0, from) + piece() + text.slice(change === 2 ? from : Math.min(to, from + 2));
  }
  return text;
}

describe("Handlebars templates", () => {
  it("have a problem here if and only if Handlebars refuses them", () => {
    const random = seededRandom(7);
    const count = { refused: 0, read: 0, closedValues: 0 };
    for (let i = 0; i < 10_000; i++) {
      const text = mutated(random);
      const template = readTemplate(text, "handlebars");
      // Knowingly let pass: `{{section "x"}}...{{/section}}`, which people write though Handlebars itself refuses it.
      if (template.blocks.some(({ open }) => open.kind === "value")) count.closedValues++;
      else {
        const refused = isRefused(text);
        count[refused ? "refused" : "read"]++;
        if (refused !== templateProblems(template).length > 0) expect.fail(JSON.stringify({ text, refused }));
      }
    }
    expect(count.refused).toBeGreaterThan(2_000);
    expect(count.read).toBeGreaterThan(2_000);
    expect(count.closedValues).toBeLessThan(100);
  });

  it("have words where Handlebars has them", () => {
    const { tags } = readTemplate('{{#each (f a) b.[c d] k="v" as |x y|}}{{../z.this}}', "handlebars");
    const { call } = tags[0]!;
    expect(call!.params).toMatchObject([
      { kind: "call", callee: { name: "f" }, params: [{ name: "a" }] },
      { kind: "path", name: "b.c d", parts: ["b", "c d"], isRelative: false },
    ]);
    expect(call!.hash).toMatchObject([{ key: "k", value: { kind: "string", name: "v" } }]);
    expect(call!.blockParams).toEqual(["x", "y"]);
    expect(tags[1]!.fault!.message).toMatch(/\.\.\/z\.this steps up behind a name/);
  });

  it("are read on where parentheses nest without an end", () => {
    const problems = templateProblems(
      readTemplate(`{{a ${"(b ".repeat(10_000)}${")".repeat(10_000)}}}`, "handlebars"),
    );
    expect(problems.map(({ code }) => code)).toEqual(["syntax-invalid"]);
  });
});
