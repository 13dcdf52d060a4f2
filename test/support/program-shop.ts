/**
 * A workspace whose prompts stand in programs: a template literal with Windows line ends, tabs, emoji and escapes, and a Python string.
 * Every second conversation of each breaks its line on refunds. Both have a code block that is never closed.
 */
const bulletLine = "- Never promise a refund.";

/** As the program's source; the model gets it without escapes. */
export const typescriptSource = [
  'import { shop } from "./shop";',
  "",
  'export const answer = { model: "small", systemPrompt: /* prompt: answer */ `You help the customers of ${shop.name} 🚚.',
  "",
  "- Begin with \\u{1F600} or \\`hello\\`.",
  `\t${bulletLine}`,
  "- Answer like this:",
  "",
  "\\`\\`\\`json",
  '{ "a": "\\${b}" }',
  "` };",
  "",
].join("\r\n");

export const typescriptPrompt = [
  "You help the customers of Atlas Books 🚚.",
  "",
  "- Begin with 😀 or `hello`.",
  `\t${bulletLine}`,
  "- Answer like this:",
  "",
  "```json",
  '{ "a": "${b}" }',
  "",
].join("\n");

export const pythonSource = [
  "class Agent:",
  '\tSYSTEM_PROMPT = f"""You sell maps for {SHOP!r} \\U0001F5FA.',
  "",
  "\tAsk for the country \\N{WAVY DASH} or the city \\x66irst 🗺️. Never promise a refund.",
  "",
  "\t~~~",
  '\t{{"a": 1}}',
  '\t"""',
  "",
].join("\n");

export const pythonPrompt = [
  "You sell maps for 'Atlas' \u{1F5FA}.",
  "",
  "\tAsk for the country \u3030 or the city first 🗺️. Never promise a refund.",
  "",
  "\t~~~",
  '\t{"a": 1}',
  "\t",
].join("\n");

const config = `version: 1
prompts:
  - { name: answer, file: src/answer.ts }
  - { name: maps, file: "**/*.py" }
evaluators:
  - name: no-promise
    prompts: [answer]
    scope: conversation
    assert: [{ type: not-icontains, value: I promise }]
    covers: ["Never promise a refund"]
  - name: maps-promise
    prompts: [maps]
    scope: conversation
    assert: [{ type: not-icontains, value: I promise }]
    covers: ["Never promise a refund"]
`;

export const programFiles = {
  "homeostat.yaml": config,
  "src/answer.ts": typescriptSource,
  "src/other.ts": 'export const prompt = "Never promise a refund.";\n',
  "maps.py": pythonSource,
};

/** `count` conversations of each of the two programs, as chat JSONL. */
export const programConversations = (count: number): string =>
  [typescriptPrompt, pythonPrompt]
    .flatMap((system, program) =>
      Array.from({ length: count }, (_, number) =>
        JSON.stringify({
          id: `program-${program}-${number}`,
          messages: [
            { role: "system", content: system },
            { role: "user", content: `Where is my order ${number}?` },
            {
              role: "assistant",
              content: number % 2 === 0 ? "I promise you a refund." : "It left our shop yesterday.",
            },
          ],
          outcome: "pass",
        }),
      ),
    )
    .join("\n");
