import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import type { Range } from "../../base/index.ts";
import { seededRandom } from "../../base/index.ts";
import type { PromptDocument } from "../prompt-document.ts";
import { readPrompt } from "../read-prompt.ts";

const seeds: Readonly<Record<string, string>> = {
  "a.prompt": [
    "# License\n\n---\nmodel: a\ninput:\n  schema:\n    name: string, who\n    items(array): string\n  default: {tone: kind}\n---\n",
    '{{role "system"}}\r\nYou are 🚚 {{name}}. Ask first!\n{{#if vip}}\n  - Greet {{nam}}.\n{{else}}Stop.{{/if}}\n',
    '{{#role "user"}}{{#each items as |i|}}\n- {{i.x}} {{../tone}}\n{{/each}}{{/role}}{{> shared/tone a=name}}{{!-- no --}}\n',
    '{{role "assistant"}}{{json this}} {{{{raw}}}}{{x}}{{{{/raw}}}} \\{{y}} {{history}}{{media url=z}}',
  ].join(""),
  "a.prompty": `---\ninputs:\n  - name: q\n    default: 1\nsample: { r: 2 }\ntools: '\${file:t.json}'\n---\nsystem:\r\nYou are 🚚 {{ q | upper }}. Ask first!\n{# no #}\n{% for m in q.list if m %}\n- Say {{ m.x }}.\n{% else %}x{% endfor %}\nuser[name="a"]:\n{% raw %}{{ no }}{% endraw %}{% set s = r %}{{ s }}{% if w is defined %}{{ w }}{% endif %}\nasistant:\n`,
};
const pieces = [
  ..."\n\r\t #:{}%|\"'()[]~\\/^>!=.-a🚚\uD83D\u2028\uFEFF",
  ...'{{|}}|{{{|{%|%}|{#|#}|{{!--|--}}|{{#if a}}|{{/if}}|{{else}}|{% if a %}|{% endif %}|{% else %}|---\n|\nuser:\n|{{role "x"}}|{{{{r}}}}|{% raw %}'.split(
    "|",
  ),
];

/** Cuts out, doubles, moves and sprinkles in markup, some times over. */
function mutated(text: string, random: () => number): string {
  const below = (length: number): number => Math.floor(random() * length);
  let mutant = text;
  for (let times = 1 + below(8); times > 0; times--) {
    const [from, to] = [below(mutant.length + 1), below(mutant.length + 1)].sort((a, b) => a - b) as [
      number,
      number,
    ];
    const middle = mutant.slice(from, to);
    const change = below(4);
    if (change === 0) mutant = mutant.slice(0, from) + mutant.slice(Math.min(to, from + 40));
    else if (change === 1) mutant = mutant.slice(0, to) + middle.slice(0, 200) + mutant.slice(to);
    else if (change === 2)
      mutant =
        mutant.slice(0, from) + pieces[below(pieces.length)]!.repeat(1 + below(3)) + mutant.slice(from);
    else mutant = middle + mutant.slice(0, from) + mutant.slice(to);
  }
  return mutant;
}

const rangesOf = (document: PromptDocument): Range[] => [
  ...document.instructions.map(({ range }) => range),
  ...document.messages.map(({ range }) => range),
  ...document.sections.flatMap(({ range, heading }) => [range, heading]),
  ...document.variables.map(({ range }) => range),
  ...(document.declared ?? []).map(({ range }) => range),
  ...document.includes.map(({ range }) => range),
  ...document.problems.flatMap(({ range, fixes = [] }) => [
    range,
    ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.range)),
  ]),
  ...(document.frontMatter?.keys.map(({ range }) => range) ?? []),
];

describe.each(Object.entries(seeds))("any text in %s", (path, seed) => {
  it("is read without a throw, with ranges inside it; instructions and messages never overlap", () => {
    const random = seededRandom(20_261);
    for (let i = 0; i < 1_500; i++) {
      const text = mutated(seed, random);
      const document = readPrompt(path, text);
      const where = JSON.stringify(text);
      if (document.problems.some(({ code }) => code === "prompt-unreadable"))
        expect.fail(`${document.problems[0]!.message} ${where}`);
      for (const { start, end } of rangesOf(document))
        if (!(0 <= start && start <= end && end <= text.length)) expect.fail(`${start}..${end} in ${where}`);
      for (const list of [document.instructions, document.messages])
        list.forEach(({ range }, index) => {
          if (index > 0 && range.start < list[index - 1]!.range.end) expect.fail(`overlap in ${where}`);
        });
      for (const { range } of document.instructions) {
        const raw = text.slice(range.start, range.end);
        if (raw.trim() !== raw || raw === "") expect.fail(`${JSON.stringify(raw)} in ${where}`);
      }
    }
  });

  it.each([
    "{{",
    "{{ ",
    "{{a}}",
    "{{{{",
    "{%",
    "{#",
    "{{!--",
    "{{#a}}",
    "{{/a}}",
    "{{#if a as |b|}}",
    '{{role "x"}}',
    "{% if a %}",
    "{% for a in b %}{{ a }}",
    "{% set a = 1 %}",
    "{% endif %}",
    "{% raw %}",
    '{{ "',
    "user:\n",
    "asistant:\n",
    "a:\n",
    `\${file:a}`,
    "{{> p}}",
    "[a=",
    "\\{{",
    " ",
  ])("takes little time over many %j", (trap) => {
    const head =
      path === "a.prompt" ? "---\ninput: { schema: { x: string } }\n---\n" : "---\ninputs: { x: 1 }\n---\n";
    expect(fastestMs(path, head + trap.repeat(50_000 / trap.length))).toBeLessThan(roomFor(200));
  });
});

/** The least of up to three readings: other work on the machine is not what is measured. */
function fastestMs(path: string, text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3 && least > 80; i++) {
    const before = processorMs();
    readPrompt(path, text);
    least = Math.min(least, processorMs() - before);
  }
  return least;
}
