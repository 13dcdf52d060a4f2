// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these strings are source text of programs.
import { parser as javascriptParser } from "@lezer/javascript";
import { parser as pythonParser } from "@lezer/python";
import { describe, expect, it } from "vitest";
import { rangesOf } from "../../../../test/support/document-ranges.ts";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { seededRandom } from "../../base/index.ts";
import { PromptReader, readPrompt } from "../read-prompt.ts";

const typescript = `import { a } from "prompt of a module";
// prompt: first
const first = "Ask \\u0041ll things.\\nThen \\u{1F600} stop." + name + 'Go on now.';
const systemPrompt: string = \`You are \${user.name}.
- Ask for \${f(a, \`x \${y}\`)} first.
- Never \\\`lie\\\`.
\`;
class Agent { readonly prompt = "Be kind to all."; run(system = "Be a good one") { return \`\${this.prompt} a b\`; } }
const messages_prompt = [{ role: "user", content: "Answer the question now." }, ["assistant", \`I am happy.\`]];
const buildPrompt = (a: string) => dedent\`
    # Rules
      - Do this.

    Never \${a}.
  \`;
/* prompt */ foo({ instructions: ["Be kind.", "Never lie ever."].join("\\n"), x: 1 });
`;
const script = `import os
# prompt: first
FIRST = ("Ask first. "
    "Then go.\\n" + name + 'Done it.')
SYSTEM_PROMPT: str = f"""You are {user.name!r:>10}.
Never say {{json}}. Use {d["k"]}.
"""
class Agent:
    prompt = r'Be kind to \\d all.'
    def build_prompt(self, system="Be a good one"):
        # prompt
        x = textwrap.dedent("""\\
            Hi there you.
              - Ask the {name}.
            """).format(name=1)
        return "\\n".join(["Never lie now.", "Go on now."])
messages_prompt = [("human", "Say %(x)s is 100%% ok %s" % y), {"role": "assistant", "content": "I am happy now."}]
`;
const hosts: readonly (readonly [string, string])[] = [
  ["a.ts", typescript],
  ["a.jsx", typescript],
  ["a.py", script],
];
const pieces = [
  ..."\"'`{}()[]\n\r\\#,=:;<x+ \t\u2028\uD83D😀",
  ...'"""|\'\'\'|${|\r\n|/*|*/|//|f"|const |def |    |return |// prompt\n|# prompt\n|{{|}}|%s|\\N{|\\u{|\\x|.join(|dedent('.split(
    "|",
  ),
];

function edited(text: string, random: () => number): string {
  const at = (length: number): number => Math.floor(random() * (length + 1));
  const [from, to] = [at(text.length), at(text.length)].sort((a, b) => a - b) as [number, number];
  const change = random();
  if (change < 0.3) return text.slice(0, from) + text.slice(Math.min(to, from + at(30)));
  if (change < 0.8) return text.slice(0, from) + pieces[at(pieces.length - 1)]! + text.slice(from);
  return text.slice(0, to) + text.slice(from, Math.min(to, from + 80)) + text.slice(to);
}

describe("any program", () => {
  it.each(hosts)("is read without a throw, ranges inside it and apart from each other: %s", (path, host) => {
    const random = seededRandom(31);
    for (let i = 0; i < 2_000; i++) {
      let text = host;
      for (let times = Math.floor(random() * 10); times >= 0; times--) text = edited(text, random);
      const document = readPrompt(path, text);
      const where = JSON.stringify(text);
      expect(
        document.problems.filter(({ code }) => code === "prompt-unreadable"),
        where,
      ).toEqual([]);
      for (const { start, end } of rangesOf(document))
        if (!(0 <= start && start <= end && end <= text.length)) expect.fail(`${start}..${end} in ${where}`);
      document.instructions.forEach(({ range }, index) => {
        const raw = text.slice(range.start, range.end);
        if (raw.trim() !== raw || raw === "") expect.fail(`${JSON.stringify(raw)} in ${where}`);
        if (index > 0 && range.start < document.instructions[index - 1]!.range.end)
          expect.fail(`overlap at ${range.start} in ${where}`);
      });
    }
  });

  it.each(hosts)("is read the same as it is edited as when it is opened: %s", (path, host) => {
    const random = seededRandom(32);
    for (let i = 0; i < 60; i++) {
      const reader = new PromptReader(path);
      const past = [host.repeat(3)];
      reader.read(past[0]!);
      for (let edits = 0; edits < 8; edits++) {
        const isUndone = random() < 0.2;
        const text = isUndone ? past[Math.floor(random() * past.length)]! : edited(past.at(-1)!, random);
        past.push(text);
        expect(reader.read(text), JSON.stringify(past)).toEqual(readPrompt(path, text));
      }
    }
  });

  // In the same run, since no number of milliseconds holds on every machine.
  it.each(hosts)("of 5,000 lines is read in little more than its parser takes: %s", (path, host) => {
    const isPython = path.endsWith(".py");
    const filler = isPython
      ? "def work(x):\n    if x > 3:\n        print('wrong', x)\n    return [one for one in x]\n"
      : "function work(x) {\n  if (x > 3) log('wrong', x);\n  return x.map((one) => one);\n}\n";
    const text = host + filler.repeat(1_245);
    const parser = isPython ? pythonParser : javascriptParser.configure({ dialect: "ts" });
    const reader = new PromptReader(path);
    reader.read(text);
    let edits = 0;
    const edited = (): string => `${"#".repeat(isPython ? ++edits : 0)}${text}${" ".repeat(++edits)}`;
    const [bare, fresh, again] = fastestOf([
      () => parser.parse(text),
      () => readPrompt(path, text),
      () => reader.read(edited()),
    ]);
    expect(fresh! / bare!).toBeLessThan(2);
    // What is typed into Python at both ends leaves nothing of its tree; JavaScript's end alone is read anew.
    expect(again! / bare!).toBeLessThan(isPython ? 2 : 0.5);
  });

  it.each([
    ["a.ts", "a sum", `const prompt = ${'"a b c. " + '.repeat(5_000)}"x"`],
    ["a.ts", "names in a sum", `const prompt = ${"a + ".repeat(10_000)}"x"`],
    ["a.ts", "brackets", `const prompt = ${"(".repeat(3_000)}"x"${")".repeat(3_000)}`],
    ["a.ts", "marks", "// prompt\n// x\n".repeat(3_000)],
    ["a.ts", "backslashes", `const prompt = "${"\\".repeat(50_000)}`],
    ["a.ts", "holes", `const prompt = \`a b c ${"${x}".repeat(5_000)}\``],
    ["a.ts", "templates in templates", `const prompt = ${"`a ${".repeat(2_000)}1${"}`".repeat(2_000)}`],
    ["a.ts", "contents", `const prompts = {${'content: "a b c.",'.repeat(1_000)}}`],
    ["a.py", "marks", "# prompt\n".repeat(2_000)],
    ["a.py", "a tuple", `prompt, x = ${'"a b c",'.repeat(2_000)}`],
    ["a.py", "braces", `prompt = "${"{a".repeat(25_000)}".format()`],
    ["a.py", "zeros", `prompt = "%${"0".repeat(50_000)}" % x`],
    ["a.py", "names of characters", `prompt = "${"\\N{".repeat(15_000)}"`],
  ])("with many of a kind stays fast: %s %s", (path, _, text) => {
    expect(fastestMs(() => readPrompt(path, text), 60)).toBeLessThan(roomFor(300));
  });
});

/** The least of some readings of each, taken in turns: what else the machine does meanwhile is the same for all. */
function fastestOf(reads: readonly (() => unknown)[]): number[] {
  const least = reads.map(() => Number.POSITIVE_INFINITY);
  for (let i = 0; i < 8; i++)
    for (const [n, read] of reads.entries()) {
      const before = processorMs();
      read();
      least[n] = Math.min(least[n]!, processorMs() - before);
    }
  return least;
}

/** The least of some readings: other work on the machine is not what is measured. */
function fastestMs(read: () => unknown, enoughMs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 8 && least > enoughMs; i++) {
    const before = processorMs();
    read();
    least = Math.min(least, processorMs() - before);
  }
  return least;
}
