import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { type Range, seededRandom } from "../../base/index.ts";
import type { PromptDocument } from "../prompt-document.ts";
import { readPrompt } from "../read-prompt.ts";

const yamlChat = `messages:
  - role: system
    content: |
      Always ask 🚚 first.

      - Never {{give}} a price. {% if x %}Go.{% endif %}
  - role: 'user'
    content: "Say \\"hi\\" to {{name}}.\\n\\u00e9 \\
      on."
  - role: assistant
    content: [{ type: text, text: 'Don''t.' }, {type: image_url}]
testData:
  - &row { name: a, give: b }
  - *row
jsonSchema: '{"a": [1, 2], "b": "it''s"}'
evaluators:
  - { name: e, string: { contains: '{{name}}' }, llm: { prompt: "{{completion}}" } }
`;
const jsonChat = `[{% for a in b %}
  {"role": "system", "content": "Always \\"ask\\" \\u00e9 🚚 {{ a | d(\\"x\\") }}.\\n- Never stop."},{% endfor %}
  {"role": "usr", "content": [{"type": "text", "text": "Go {{ x }}."}], "n": null},
  {"role": "user", "content": {{ y | dump }}}
]
`;
const config = `prompts:
  - 'Don''t ask {{name}} twice.'
  - file://prompts/a.txt:x
  - label: chat
    raw: >-
      [{"role": "system", "content": "Ask \\"{{a}}\\" first."},
       {"role": "user", "content": [{"text": "Go."}]}]
  - |+
    - role: system
      content: Never stop. {% if a %}x{% endif %}
providers: [echo]
defaultTest: { vars: { name: x } }
tests:
  - vars: { a: 1, <<: *no }
    options: { storeOutputAs: b }
`;
const seeds: readonly (readonly [string, string])[] = [
  ["a.prompt.yml", yamlChat],
  ["promptfooconfig.yaml", config],
  ["a.json", jsonChat],
  ["a.yaml", yamlChat.replace("messages:\n", "")],
  ["a.yaml", config],
  ["a.txt", `---\nkey: 1\n---\n${"Ask {{x}} first.\n---\n{% if a %}Go 🚚.\n".repeat(3)}`],
  ["a.j2", "{% for a in b %}\n- Ask {{ a }} first.\n{% include 'c.txt' %}{# no #}\n{% endfor %}\n"],
];

const pieces = [
  ..."\n\r\t #:->'\"\\{}[],&*!%@`?é\uFEFF\u2028\uD83D🚚",
  ...'\r\n~\n  ~  ~{{~}}~{%~%}~{#~#}~---\n~\\u00~\'\'~\\"~role: ~content: ~- ~": "~// ~|2-\n~>+\n~&a ~*a~<<: ~{% if x %}~{% endif %}'.split(
    "~",
  ),
];

function mutated(random: () => number, seed: string): string {
  const at = (length: number): number => Math.floor(random() * (length + 1));
  let text = seed;
  for (let times = 1 + at(7); times > 0; times--) {
    const [from, to] = [at(text.length), at(text.length)].sort((a, b) => a - b) as [number, number];
    const change = Math.floor(random() * 4);
    if (change === 0) text = text.slice(0, from) + text.slice(Math.min(to, from + 40));
    else if (change === 1)
      text = text.slice(0, to) + text.slice(from, Math.min(to, from + 100)) + text.slice(to);
    else if (change === 2)
      text =
        text.slice(0, from) +
        pieces[Math.floor(random() * pieces.length)]!.repeat(1 + at(2)) +
        text.slice(from);
    else text = text.replaceAll("\n", "\r\n");
  }
  return text;
}

const rangesOf = (document: PromptDocument): Range[] => [
  ...[document.instructions, document.messages, document.variables, document.includes, document.problems]
    .flat()
    .map(({ range }) => range),
  ...(document.declared ?? []).map(({ range }) => range),
  ...document.sections.flatMap(({ range, heading }) => [range, heading]),
  ...document.problems.flatMap(({ fixes = [] }) =>
    fixes.flatMap(({ edits }) => edits.map(({ range }) => range)),
  ),
];

function expectSound(path: string, text: string): PromptDocument {
  const document = readPrompt(path, text);
  const where = `${path} ${JSON.stringify(text)}`;
  if (document.problems.some(({ code }) => code === "prompt-unreadable")) expect.fail(`unread: ${where}`);
  for (const { start, end } of rangesOf(document))
    if (!(0 <= start && start <= end && end <= text.length)) expect.fail(`${start}..${end} in ${where}`);
  document.instructions.forEach(({ range }, index) => {
    const raw = text.slice(range.start, range.end);
    if (raw === "" || raw.trim() !== raw) expect.fail(`${JSON.stringify(raw)} in ${where}`);
    if (index > 0 && range.start < document.instructions[index - 1]!.range.end)
      expect.fail(`overlap in ${where}`);
  });
  return document;
}

describe("files of chats", () => {
  it.each(seeds)("read soundly at every stage of being written: %s", (path, seed) => {
    for (let end = 0; end <= seed.length; end++) expectSound(path, seed.slice(0, end));
    for (let start = 0; start <= seed.length; start += 7) expectSound(path, seed.slice(start));
  });

  it.each(seeds)("read soundly whatever happens to them: %s", (path, seed) => {
    const random = seededRandom(11);
    for (let i = 0; i < 300; i++) expectSound(path, mutated(random, seed));
  });

  it.each(["a.prompt.yml", "promptfooconfig.yaml", "a.json", "a.yaml", "a.txt", "a.j2"])(
    "take no time, whatever is repeated: %s",
    (path) => {
      const starts = [
        "",
        "messages:\n- role: user\n  content: ",
        "prompts:\n- ",
        '[{"role": "user", "content": "',
      ];
      const repeated = [
        "{{",
        "{% if a %}",
        "{#",
        "{{a}} ",
        "---\n",
        " ",
        "\n",
        "'",
        '"',
        "\\",
        "[",
        "- ",
        ": ",
        "a\n",
        "- role: user\n",
        '{"role": "user"},',
      ];
      for (const start of starts)
        for (const piece of repeated) {
          const text = start + piece.repeat(Math.floor(50_000 / piece.length));
          let least = Number.POSITIVE_INFINITY;
          for (let i = 0; i < 3 && least > 400; i++) {
            const before = processorMs();
            readPrompt(path, text);
            least = Math.min(least, processorMs() - before);
          }
          if (least > 400 && least > roomFor(400))
            expect.fail(`${least} ms for ${JSON.stringify(start)} and many ${JSON.stringify(piece)}`);
        }
    },
  );
});
