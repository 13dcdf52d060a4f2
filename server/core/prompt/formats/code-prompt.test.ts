// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these strings are source text of programs.
import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { readPrompt } from "../read-prompt.ts";

/** The prompts of a file: what each is called, its role where that is not system, and its text in the file. */
function promptsOf(path: string, text: string, literals?: readonly string[]): string[] {
  const { messages } = readPrompt(path, text, literals && { literals });
  return messages.map(({ role, name = "", range }) =>
    [name, ...(role === "system" ? [] : [role]), text.slice(range.start, range.end)].join(" | "),
  );
}

const codesOf = (path: string, text: string): string[] =>
  readPrompt(path, text).problems.map(({ code }) => code);

describe("without a word from the configuration", () => {
  it.each([
    ["const systemPrompt = `Be kind to all.`;", ["systemPrompt | Be kind to all."]],
    ["export const SYSTEM_PROMPT: string = 'Be kind\\nalways';", ["SYSTEM_PROMPT | Be kind\\nalways"]],
    ["const system = 'Be kind to all.', x = 'Be kind to all.'", ["system | Be kind to all."]],
    [
      "const agent = new Agent({ instructions: `Be kind to all.`, name: 'Some long name' })",
      ["instructions | Be kind to all."],
    ],
    ["class A { static readonly prompt = 'Be kind to all.'; }", ["prompt | Be kind to all."]],
    [
      "this.prompt = a ?? 'Be kind to all.'; prompt += 'Ask them why now.';",
      ["prompt | Be kind to all.", "prompt | Ask them why now."],
    ],
    [
      "function f(prompt = 'Be kind to all.', { persona = 'You are a coach' }) {}",
      ["prompt | Be kind to all.", "persona | You are a coach"],
    ],
    ["const buildPrompt = (a) => `Be kind to ${a}.`;", ["buildPrompt | Be kind to ${a}."]],
    [
      "function makePrompt(a) { if (a) return 'Be kind to all.'; return a ? 'Ask them why now.' : ''; }",
      ["makePrompt | Be kind to all.", "makePrompt | Ask them why now."],
    ],
    [
      "const prompts = { first: 'Be kind to all.', label: 'The very first one', model: 'm' }",
      ["prompts.first | Be kind to all."],
    ],
    ["const prompt = PromptTemplate.fromTemplate('Be kind to {name}.')", ["prompt | Be kind to {name}."]],
    ["enum Prompts { First = 'Be kind to all.' }", ["Prompts.First | Be kind to all."]],
    ["const a = <Agent prompt={`Be kind to all.`} />", ["prompt | Be kind to all."]],
    [
      "const x = prompt`Be kind.`, y = userPrompt`Hi.`, z = sql`Be kind to all.`",
      ["x | Be kind.", "y | user | Hi."],
    ],
  ])("%s", (code, prompts) => {
    expect(promptsOf("a.tsx", code)).toEqual(prompts);
  });

  it.each([
    "const promptLabel = 'Write your text here'; const promptId = 'a b c d';",
    "const fileSystem = 'Some words about it', personal = 'Some words about it';",
    "const prompt = 'short'; const promptKey = `a b c`;",
    "import prompt from 'a prompt of three words';",
    "export * from 'a prompt of three words'; const prompt = import('a b c d')",
    "let prompt: 'a prompt of three words'; type Prompt = 'a prompt of three words';",
    "const x = { 'a prompt of three': 1, ['prompt b c d']: 2 }; x['prompt b c d'] = 1;",
    "test('prompt is kept for all', () => {}); describe('prompt is kept for all');",
    "const prompt = x === 'Be kind to all.'; const prompt2 = f('Be kind to all.');",
    "const prompt = 'Be kind to all",
    "const prompt = `Be kind to all",
    "const prompt = `Be kind to ${`all`",
  ])("no prompt is in: %s", (code) => {
    expect(promptsOf("a.ts", code)).toEqual([]);
    expect(codesOf("a.ts", code)).toEqual([]);
  });

  it.each([
    ['SYSTEM_PROMPT = """Be kind\nto all."""', ["SYSTEM_PROMPT | Be kind\nto all."]],
    ["system_message: str = ('Be kind '\n  'to all.')", ["system_message | Be kind '\n  'to all."]],
    ["Agent(name='Some long name', instructions=f'Be kind to {x}.')", ["instructions | Be kind to {x}."]],
    [
      "class A:\n  prompt = 'Be kind to all.'\n  self.prompt = a or 'Ask them why now.'",
      ["prompt | Be kind to all.", "prompt | Ask them why now."],
    ],
    [
      "def f(prompt='Be kind to all.', *, persona: str = 'You are a coach'): pass",
      ["prompt | Be kind to all.", "persona | You are a coach"],
    ],
    [
      "def build_prompt(x):\n  '''Builds a long prompt.'''\n  return 'Be kind to all.' if x else ''",
      ["build_prompt | Be kind to all."],
    ],
    ["config['prompt'] = 'Be kind to all.'", ["prompt | Be kind to all."]],
    ["d = {'prompt': 'Be kind to all.', 'a prompt of': 1}", ["d.prompt | Be kind to all."]],
    ["a, prompt = 'Some words about it', 'Be kind to all.'", ["prompt | Be kind to all."]],
    ["prompt = PromptTemplate.from_template('Be kind to {name}.')", ["prompt | Be kind to {name}."]],
    ["prompt = b'Be kind to all.'; prompt = rb'Be kind to all.'", []],
    ["prompt: Literal['a b c d'] = x; prompt = x == 'a b c d'; prompt = d['a b c d']", []],
    ["prompt = 'Be kind to all", []],
    ['prompt = """Be kind to all', []],
    ['prompt = """Be kind to all\\"""', []],
  ])("%s", (code, prompts) => {
    expect(promptsOf("a.py", code)).toEqual(prompts);
  });
});

describe("globs of the configuration", () => {
  const code =
    "const SYSTEM_A = 'Hi.', agentPrompt = 'Ho.', systemText = 'Be kind to all.', SYSTEM = { x: 'Be kind to all.', model: 'Some long model' };\nf({ agentPrompt: `Hu.` }); /* prompt */ g('He.');";

  it("name the variables whose literals are prompts, beside those that are marked", () => {
    expect(promptsOf("a.ts", code, ["SYSTEM_*", "*Prompt"])).toEqual([
      "SYSTEM_A | Hi.",
      "agentPrompt | Ho.",
      "agentPrompt | Hu.",
      " | He.",
    ]);
  });

  it("take the texts in an object or list that they name", () => {
    expect(promptsOf("a.ts", code, ["SYSTEM"])).toEqual(["SYSTEM.x | Be kind to all.", " | He."]);
    expect(promptsOf("a.py", "LINES = ['Hi.', 'Be kind to all.']", ["LINES"])).toEqual([
      "LINES | Be kind to all.",
    ]);
  });

  it("leave the marked ones alone when they match nothing", () => {
    expect(promptsOf("a.ts", code, ["nothing"])).toEqual([" | He."]);
    expect(promptsOf("a.ts", code, [])).toEqual([" | He."]);
  });
});

describe("a comment that marks a prompt", () => {
  it.each([
    ["a.ts", "f(/* prompt: triage */ 'Hi.', 'Ho.')", ["triage | Hi."]],
    ["a.ts", "// prompt\nconst x =\n  'Hi.'", ["x | Hi."]],
    ["a.ts", "const y = 'Ho.'; // homeostat: a.b-c\r\nexport const x = 'Hi.'", ["a.b-c | Hi."]],
    ["a.ts", "/** prompt */\n// eslint-disable-next-line\nconst x = 'Hi.'", ["x | Hi."]],
    ["a.ts", "const o = {\n  a: 'Ho.',\n  // prompt\n  b: 'Hi.',\n}", ["o.b | Hi."]],
    ["a.ts", "const o = /* prompt */ dedent`\n  Hi.\n`", ["o | \n  Hi.\n"]],
    ["a.ts", "const o = a + /* prompt */ 'Hi.' + 'Ho.'", ["o | a + /* prompt */ 'Hi.' + 'Ho."]],
    ["a.py", "# prompt: x\nf(a, 'Hi.')", ["x | Hi."]],
    ["a.py", "f(\n  # prompt\n  a='Hi.',\n  b='Ho.')", ["a | Hi."]],
    ["a.py", "x = (\n  # homeostat\n  'Hi.'\n  'Ho.'\n)", ["x | Hi.'\n  'Ho."]],
    ["a.py", "def f():\r\n    # prompt\r\n    x = 'Hi.'", ["x | Hi."]],
  ])("%s: %j", (path, code, prompts) => {
    expect(promptsOf(path, code)).toEqual(prompts);
    expect(codesOf(path, code)).toEqual([]);
  });

  it.each([
    ["a.ts", "// prompt\nconst x = 1;\nconst y = 'Hi.'"],
    ["a.ts", "// prompt\n\nconst x = 'Hi.'"],
    ["a.ts", "// prompt\nfunction f() { log('Hi.') }"],
    ["a.ts", "f(/* prompt */ a, 'Hi.')"],
    ["a.ts", "const x = 'Hi.' // prompt"],
    ["a.py", "# prompt\ndef f():\n  '''Hi.'''"],
    ["a.py", "# prompt\nx = b'Hi.'"],
  ])("is a problem where no literal follows: %s %j", (path, code) => {
    expect(promptsOf(path, code)).toEqual([]);
    const [problem] = readPrompt(path, code).problems;
    expect(problem).toMatchObject({ code: "literal-missing" });
    expect(code.slice(problem!.range.start, problem!.range.end)).toMatch(/^(?:\/\/|\/\*|#) prompt( \*\/)?$/);
  });

  it("is an ordinary comment when it says more", () => {
    const code =
      "// prompt the user for a name\n// prompt: a and b\n// Prompt\n// reprompt\nconst x = 'Hi.', y = '// prompt\\n'";
    expect(promptsOf("a.ts", code)).toEqual([]);
    expect(codesOf("a.ts", code)).toEqual([]);
  });
});

describe("the role", () => {
  it.each([
    ["a.ts", "const messages_prompt = [{ role: 'user', content: `Be kind to all.` }]", "user"],
    [
      "a.ts",
      "const prompt = { content: [{ type: 'text', text: 'Be kind to all.' }], role: 'assistant' as const }",
      "assistant",
    ],
    ["a.ts", "const prompt = [['human', 'Be kind to all.']]", "user"],
    ["a.ts", "const prompt = new HumanMessage('Be kind to all.')", "user"],
    ["a.ts", "f({ role: 'user', content: /* prompt */ 'Be kind to all.' })", "user"],
    ["a.py", "prompt = [{'role': 'user', 'content': 'Be kind to all.'}]", "user"],
    ["a.py", "prompt = [('ai', 'Be kind to all.')]", "assistant"],
    ["a.py", "prompt = SystemMessagePromptTemplate.from_template('Be kind to all.')", "system"],
    ["a.py", "prompt = ChatMessage(role='tool', content='Be kind to all.')", "tool"],
    ["a.py", "prompt = {'role': 'developer', 'content': 'Be kind to all.'}", "system"],
    ["a.py", "prompt = {'role': role, 'content': 'Be kind to all.'}", "system"],
  ])("%s: %s", (path, code, role) => {
    const { messages } = readPrompt(path, code);
    expect(messages.map((message) => [message.role, message.isAlone])).toEqual([[role, true]]);
  });

  it("is that of a message alone, where no name speaks of prompts", () => {
    expect(promptsOf("a.ts", "send([{ role: 'user', content: 'Be kind to all.' }])")).toEqual([]);
  });
});

describe("instructions", () => {
  const placesOf = (path: string, text: string): [string, string][] =>
    readPrompt(path, text).instructions.map((one) => [one.text, text.slice(one.range.start, one.range.end)]);

  it.each<[string, string, [string, string][]]>([
    [
      "a.ts",
      "const prompt = 'Ask \\u0041ll.\\n\\x4eever \\'lie\\'.'",
      [
        ["Ask All.", "Ask \\u0041ll."],
        ["Never 'lie'.", "\\x4eever \\'lie\\'."],
      ],
    ],
    [
      "a.ts",
      "const prompt = `\r\n\t- Ask 👩‍🚒 \\u{1F600}e\u0301.\r\n\t- Say\r\n\t  é\\t.\r\n`",
      [
        ["Ask 👩‍🚒 😀é.", "Ask 👩‍🚒 \\u{1F600}e\u0301."],
        ["Say é .", "Say\r\n\t  é\\t."],
      ],
    ],
    [
      "a.ts",
      "const prompt = `Ask ${f(`a ${b}`)} first. Never ${x.y} it.`",
      [
        ["Ask ${f} first.", "Ask ${f(`a ${b}`)} first."],
        ["Never ${x.y} it.", "Never ${x.y} it."],
      ],
    ],
    [
      "a.ts",
      "const prompt = ['# A', '- Ask first.', '- Go on.'].join('\\n')",
      [
        ["Ask first.", "Ask first."],
        ["Go on.", "Go on."],
      ],
    ],
    [
      "a.ts",
      "const prompt = 'Ask ' +\n  'first. Go ' + \"on.\"",
      [
        ["Ask first.", "Ask ' +\n  'first."],
        ["Go on.", "Go ' + \"on."],
      ],
    ],
    [
      "a.ts",
      "const prompt = dedent`\n    - Ask\n      first.\n    - Go on.\n  `",
      [
        ["Ask first.", "Ask\n      first."],
        ["Go on.", "Go on."],
      ],
    ],
    [
      "a.py",
      "prompt = f'Ask {{a}} {b!r:>{w}}.\\nGo \\U0001F600.'",
      [
        ["Ask {a} ${b}.", "Ask {{a}} {b!r:>{w}}."],
        ["Go 😀.", "Go \\U0001F600."],
      ],
    ],
    [
      "a.py",
      'prompt = ("Ask "\r\n  "first. Go "\r\n  f"{n} on.")',
      [
        ["Ask first.", 'Ask "\r\n  "first.'],
        ["Go ${n} on.", 'Go "\r\n  f"{n} on.'],
      ],
    ],
    [
      "a.py",
      'prompt = dedent("""\\\r\n    - Ask\r\n      first.\r\n    - Go on.\r\n    """)',
      [
        ["Ask first.", "Ask\r\n      first."],
        ["Go on.", "Go on."],
      ],
    ],
    [
      "a.py",
      "\uFEFFSYSTEM_PROMPT = r'Ask \\d+ now. Go on.'",
      [
        ["Ask \\d+ now.", "Ask \\d+ now."],
        ["Go on.", "Go on."],
      ],
    ],
  ])("stand where they are written: %s %j", (path, text, places) => {
    expect(placesOf(path, text)).toEqual(places);
  });

  it("of an indented text are read as if it were not", () => {
    const code =
      "def f():\r\n    prompt = '''\r\n        # A\r\n        - If gold:\r\n          - Ask.\r\n\t'''";
    const { instructions, sections } = readPrompt("a.py", code);
    expect(instructions.map(({ text, triggers }) => [text, triggers])).toEqual([["Ask.", ["gold"]]]);
    expect(sections.map(({ heading }) => code.slice(heading.start, heading.end))).toEqual(["# A"]);
    const nested = readPrompt("a.ts", "const prompt = `- If gold:\n    - Ask.\n    - Wait.`");
    expect(nested.instructions.map(({ triggers }) => triggers)).toEqual([["gold"], ["gold"]]);
  });

  it("in a hole of another prompt belong to it", () => {
    const code = "const prompt = `Ask them first. ${list.map((prompt = 'Be kind to all.') => prompt)}`;";
    expect(promptsOf("a.ts", code)).toHaveLength(1);
  });

  it("know their variables: holes of the program, and those of a template language", () => {
    const text = "const prompt = `Greet ${user.name}, ${f(x)} and {{other}}, {third}, \\${fourth}.`";
    const { variables } = readPrompt("a.ts", text);
    expect(variables.map(({ name, range }) => [name, text.slice(range.start, range.end)])).toEqual([
      ["user.name", "${user.name}"],
      ["x", "${f(x)}"],
      ["other", "{{other}}"],
      ["third", "{third}"],
      ["fourth", "\\${fourth}"],
    ]);
  });

  it("keep keys and version when the code around them changes", () => {
    const before = readPrompt("a.ts", "const prompt = 'Ask first.\\nGo on.'");
    const after = readPrompt(
      "a.ts",
      "import x from 'y';\nexport const prompt = `Ask first.\r\nGo \\u006fn.`.trim();\n",
    );
    expect(after.version).toBe(before.version);
    expect(after.instructions.map(({ key }) => key)).toEqual(before.instructions.map(({ key }) => key));
    expect(readPrompt("a.ts", "const prompt = 'Ask first.\\nGo off.'").version).not.toBe(before.version);
  });
});

describe("what no program holds", () => {
  it.each(["${", '"', "'", "`", "a${b ", "(", '"\n', "=>", "\\"])(
    "%j over and over takes no time",
    (unit) => {
      const text = unit.repeat(Math.ceil(40_000 / unit.length));
      const before = processorMs();
      for (const path of ["a.ts", "a.py"]) expect(promptsOf(path, text)).toEqual([]);
      expect(processorMs() - before).toBeLessThan(roomFor(1_000));
    },
  );

  it("hides no prompt beside it", () => {
    const code = `// ${"=".repeat(300)}\nconst prompt = 'Be kind to all.';\nconst x = [${"0, ".repeat(400)}];\n`;
    expect(promptsOf("a.ts", code)).toEqual(["prompt | Be kind to all."]);
  });
});
