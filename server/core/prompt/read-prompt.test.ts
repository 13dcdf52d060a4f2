import { describe, expect, it } from "vitest";
import { rangesOf } from "../../../test/support/document-ranges.ts";
import { processorMs, roomFor } from "../../../test/support/processor-time.ts";
import { seededRandom } from "../base/index.ts";
import { formatOf, isPromptPath, maxPromptLength, readPrompt } from "./read-prompt.ts";

describe("formatOf", () => {
  it.each([
    ["support.prompt.md", "prompt.md"],
    [".github/prompts/Support.PROMPT.md", "prompt.md"],
    ["a/b.instructions.md", "instructions.md"],
    [".github/copilot-instructions.md", "instructions.md"],
    ["x.chatmode.md", "chatmode.md"],
    [".github/agents/x.agent.md", "agent.md"],
    ["packages/a/AGENTS.md", "agents"],
    ["CLAUDE.md", "agents"],
    [".claude/skills/pdf/SKILL.md", "skill"],
  ])("%s is %s", (path, id) => {
    expect(formatOf(path)?.id).toBe(id);
  });

  it.each(["README.md", "policy.md", "prompt.md.txt", "MYAGENTS.md", ""])(
    "%s is no prompt by its name",
    (path) => {
      expect(isPromptPath(path)).toBe(false);
    },
  );

  it("reads a file that only the configuration calls a prompt as one system message", () => {
    const { format, messages } = readPrompt("policy.md", "Ask first.\n");
    expect([format, messages]).toEqual(["text", [{ role: "system", range: { start: 0, end: 11 } }]]);
  });
});

describe("readPrompt", () => {
  it("reads front matter, sections, instructions, variables and includes of one text", () => {
    const text = "---\nmode: ask\n---\n# Rules\n\nAsk {{name}}. See [style](style.md).\n";
    const document = readPrompt("a.prompt.md", text);
    expect(document.frontMatter?.data).toEqual({ mode: "ask" });
    expect(document.messages).toEqual([{ role: "user", range: { start: 17, end: text.length } }]);
    expect(document.sections.map(({ title }) => title)).toEqual(["Rules"]);
    expect(document.instructions.map((one) => one.text)).toEqual(["Ask {{name}}.", "See [style](style.md)."]);
    expect(document.variables.map(({ name }) => name)).toEqual(["name"]);
    expect(document.includes.map(({ path }) => path)).toEqual(["style.md"]);
    expect(document.problems).toEqual([]);
  });

  it.each([
    ["too long", "a".repeat(maxPromptLength + 1), /1000001 characters/],
    ["binary", "PK\0\0", /NUL/],
  ])("says of a %s text that it is not read", (_, text, message) => {
    const { instructions, problems } = readPrompt("a.prompt.md", text);
    expect(instructions).toEqual([]);
    expect(problems).toMatchObject([{ code: "prompt-unreadable", range: { start: 0, end: 1 } }]);
    expect(problems[0]!.message).toMatch(message);
  });

  it.each([
    ["blanks inside a line", `a${" ".repeat(50_000)}b`],
    ["blanks inside a heading", `# a${" ".repeat(50_000)}b`],
    ["quotations in quotations", `${">".repeat(50_000)}a`],
    ["stops", `${".".repeat(50_000)}x`],
    ["opened comments", "<!--".repeat(10_000)],
    ["opened links", "[a](".repeat(10_000)],
    ["opened brackets", "[".repeat(30_000)],
    ["an opened variable", `{{${"a".repeat(50_000)}`],
    ["orders without an end", "write ".repeat(10_000)],
    ["conditions without an end", "If a, ".repeat(10_000)],
    ["quotes never closed", " 'a. B".repeat(10_000)],
    ["stars", "*a ".repeat(20_000)],
  ])("stays fast on many %s", (_, text) => {
    expect(fastestMs(text)).toBeLessThan(roomFor(200));
  });
});

const seed = [
  "---\nmode: ask\ntools: [a, b]\n---\n# Support 🚚\n\nYou are a *coach*. Ask {{name}} first! <!-- #ask -->\nThen go.",
  "- If the user\n  is gold:\n  - Offer a refund.\n    1. Stop.\n- [ ] Be kind.\n\n> Quote: “Wait. Go.”",
  "<example>\nUser: hi\n</example>\n\n| when | do |\n|---|---|\n| if ill | rest |\n",
  '```json\n{"a": 1}\n```\n\nSee [style](./style.md) and #file:a.ts, e.g. 今日は。元気？\u2028End\u202e.\n',
].join("\n\n");
const pieces = [
  ..."\n\r\t #*_`~>|-+.:!?,'\"()[]{}<>/\\&@$0aZé\u0301\u00a0\uFEFF\u2028\u200e\uD83D🚚",
  ..."\r\n|\n\n|---\n|...\n|```|<!--|-->| <!-- #x -->|</a>|<a b>|{{|}}|${|](|- |1. |# |> |If |when |, |: |unless ".split(
    "|",
  ),
];

/** Cuts out, doubles, moves and sprinkles in markup, some times over. */
function mutated(random: () => number): string {
  const at = (length: number): number => Math.floor(random() * (length + 1));
  let text = seed;
  for (let times = 1 + at(11); times > 0; times--) {
    const [from, to] = [at(text.length), at(text.length)].sort((a, b) => a - b) as [number, number];
    const middle = text.slice(from, to);
    const piece = pieces[Math.floor(random() * pieces.length)]!;
    const change = Math.floor(random() * 4);
    if (change === 0) text = text.slice(0, from) + text.slice(Math.min(to, from + 40));
    else if (change === 1) text = text.slice(0, to) + middle.slice(0, 200) + text.slice(to);
    else if (change === 2) text = text.slice(0, from) + piece.repeat(1 + at(3)) + text.slice(from);
    else text = middle + text.slice(0, from) + text.slice(to);
  }
  return text;
}

/** The least of up to three readings: other work on the machine is not what is measured. */
function fastestMs(text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3 && least > 100; i++) {
    const before = processorMs();
    readPrompt("a.prompt.md", text);
    least = Math.min(least, processorMs() - before);
  }
  return least;
}

describe("any text", () => {
  it("is read without a throw: ranges inside it and in order, keys unique, in no time", () => {
    const random = seededRandom(20_260);
    let slowestMs = 0;
    for (let i = 0; i < 2_000; i++) {
      const text = mutated(random);
      const document = readPrompt("a.prompt.md", text);
      slowestMs = Math.max(slowestMs, fastestMs(text));
      const where = JSON.stringify(text);
      expect(
        document.problems.filter(({ code }) => code === "prompt-unreadable"),
        where,
      ).toEqual([]);
      for (const { start, end } of rangesOf(document))
        if (!(0 <= start && start <= end && end <= text.length)) expect.fail(`${start}..${end} in ${where}`);
      const { instructions } = document;
      expect(new Set(instructions.map(({ key }) => key)).size, where).toBe(instructions.length);
      instructions.forEach(({ range, text: folded }, index) => {
        const raw = text.slice(range.start, range.end);
        if (raw.trim() !== raw || raw === "" || /[\n\r]/.test(folded))
          expect.fail(`${JSON.stringify(raw)} in ${where}`);
        if (index > 0 && range.start < instructions[index - 1]!.range.end) expect.fail(`overlap in ${where}`);
      });
    }
    expect(slowestMs).toBeLessThan(roomFor(200));
  });

  it("gives the same document every time", () => {
    const random = seededRandom(2);
    for (let i = 0; i < 50; i++) {
      const text = mutated(random);
      expect(readPrompt("a.prompt.md", text)).toEqual(readPrompt("a.prompt.md", text));
    }
  });
});
