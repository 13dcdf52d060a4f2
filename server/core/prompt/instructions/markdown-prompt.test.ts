import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import type { Instruction } from "../prompt-document.ts";
import { readPrompt } from "../read-prompt.ts";

const read = (text: string): readonly Instruction[] => readPrompt("a.prompt.md", text).instructions;
/** Kind and exact text of each instruction, by its range. */
const seen = (text: string): string[] =>
  read(text).map(({ kind, range }) => `${kind}: ${text.slice(range.start, range.end)}`);
const triggers = (text: string): string[] =>
  read(text).map((one) => `${one.triggers.join(" & ")} | ${one.text}`);

describe("instructions", () => {
  it("are the sentences of a paragraph, the bullets of a list, the rows of a table", () => {
    const text = [
      "You are a coach. Ask first.\nNever promise\na date.",
      "* Keep it short.\n  Two lines. Still one bullet.\n1) Then stop.",
      "| when | do |\n|---|---|\n| tired | rest |\n| ill | see a doctor |",
    ].join("\n\n");
    expect(seen(text)).toEqual([
      "persona: You are a coach.",
      "always: Ask first.",
      "always: Never promise\na date.",
      "always: Keep it short.\n  Two lines. Still one bullet.",
      "always: Then stop.",
      "conditional: | tired | rest |",
      "conditional: | ill | see a doctor |",
    ]);
  });

  it.each<[string, string]>([
    ["Ask for the order number.", "always"],
    ["If the user is rude, stay polite.", "conditional"],
    ["Answer in at most three sentences.", "format"],
    ["You are a travel agent.", "persona"],
    ["The shop opened in 1990.", "context"],
  ])("%s is %s", (text, kind) => {
    expect(read(text).map((one) => one.kind)).toEqual([kind]);
  });

  it("stand under the conditions of the bullets and lines above them", () => {
    expect(
      triggers(
        "- If the user is a gold\n  member:\n  - Offer a refund.\n  - When it is late, add a gift.\n- Be kind.\n",
      ),
    ).toEqual([
      "the user is a gold member | Offer a refund.",
      "the user is a gold member & it is late | When it is late, add a gift.",
      " | Be kind.",
    ]);
    expect(triggers("Be kind. If the user is a gold\nmember:\n\n- Offer a refund.\n\nStop.\n")).toEqual([
      " | Be kind.",
      "the user is a gold member | Offer a refund.",
      " | Stop.",
    ]);
    expect(triggers("Only these rules:\nWhen the user is rude:\n- Stay polite.\n")).toContain(
      "the user is rude | Stay polite.",
    );
  });

  it("stand under the rule whose cases a list names, or each under itself where the rule is an order", () => {
    const text = [
      "Flights can be cancelled if any of the following is true:\n- The booking is new.\n- It is a business flight.",
      "Call a human when:\n- The user is angry.\n  - Stay calm.\n- If nobody answers\n- Ask again first.",
      "- Never refund unless:\n  - The parcel is lost.\n- Be kind.",
      "Call a human when:\n\nThe phone rings. Be kind.",
    ].join("\n\nNow:\n\n");
    expect(triggers(text).filter((line) => !line.endsWith("Now:"))).toEqual([
      "Flights can be cancelled | The booking is new.",
      "Flights can be cancelled | It is a business flight.",
      " | Call a human when:",
      "The user is angry | The user is angry.",
      " | Stay calm.",
      "nobody answers | If nobody answers",
      " | Ask again first.",
      " | Never refund unless:",
      "refund | The parcel is lost.",
      " | Be kind.",
      " | Call a human when:",
      " | The phone rings.",
      " | Be kind.",
    ]);
  });

  it("read the sentences before a condition once, where its words stand twice", () => {
    const text = "We say: if it rains: stay. If it rains:\n- Stay in.\n";
    expect(triggers(text).at(-1)).toBe("it rains | Stay in.");
    expect(seen(text)[0]).toBe(`conditional: We say: if it rains: stay.`);
  });

  it("take the order from the line that leads into a list of nouns", () => {
    expect(seen("Always ask for:\n- the name\n- the order number\n")).toEqual([
      "always: the name",
      "always: the order number",
    ]);
    expect(seen("The shop sells:\n- shoes\n")).toEqual(["context: shoes"]);
  });

  it("tell examples and output formats in code, quotes and tags from orders", () => {
    expect(seen("Answer as JSON:\n\n```json\n{}\n```\n\nFor example:\n\n```\nHello\n```\n")).toEqual([
      "format: Answer as JSON:",
      "format: ```json\n{}\n```",
      "example: ```\nHello\n```",
    ]);
    expect(seen("<example>\nAsk first. Then go.\n- Never!\n</example>\n\nAsk.\n")).toEqual([
      "example: Ask first. Then go.\n- Never!",
      "always: Ask.",
    ]);
    expect(seen("## Examples\n\n> Ask me.\n\n## Rules\n\n> Ask the user.\n")).toEqual([
      "example: > Ask me.",
      "always: Ask the user.",
    ]);
  });

  it("are none where a line only announces, labels or carries data", () => {
    expect(seen("Here are the rules:\n\n- Ask first.\n\nINPUT:\n")).toEqual(["always: Ask first."]);
    expect(seen("Question:\n{{question}}\n- **Name:** {{user.name}}\n")).toEqual([]);
    expect(seen("Use the context below:\n{{context}}\nName: {{name}}\nThen stop.\n")).toEqual([
      "always: Use the context below:",
      "always: Then stop.",
    ]);
    expect(seen("Rephrase this in {{language}}: {{body}}\n")).toHaveLength(1);
    expect(seen("You will always provide:\n\n- the name\n")[0]).toBe("always: You will always provide:");
    expect(seen("To write a letter, use these:\n\n- the form\n")[0]).toBe(
      "always: To write a letter, use these:",
    );
    expect(seen("If he is gold, do the following:\n\n- Refund.\n")[0]).toBe(
      "conditional: If he is gold, do the following:",
    );
  });

  it("are worked examples, each as one block, up to what is none", () => {
    const one = "Question:\nHow long?\nAnswer:\nTwo days.";
    const two = "Question:\nWhere?\n\nAnswer:\nHere.";
    expect(seen(`Here are examples:\n\n${one}\n\n${two}\n\nNow answer the question. Be kind.\n`)).toEqual([
      `example: ${one}`,
      `example: ${two}`,
      "always: Now answer the question.",
      "always: Be kind.",
    ]);
    expect(seen("User: hi\nAssistant: hello\n\nBe kind.\n")).toEqual([
      "example: User: hi\nAssistant: hello",
      "always: Be kind.",
    ]);
    expect(seen("Note: ask first. Be kind.\n")).toHaveLength(2);
  });

  it("are worked examples whatever stands below their labels, but not the place for the question of today", () => {
    const one = '**Input:**\n\n> Where?\n\n**Output:**\n\n{\n  "a": 1\n}';
    expect(seen(`## Examples\n\n${one}\n\nNow answer.\n`)).toEqual([
      `example: ${one}`,
      "always: Now answer.",
    ]);
    const text = "## Examples\n\nQ: Where?\nA: Here.\n\nQ: {{question}}\nA:\n";
    expect(seen(text)).toEqual(["example: Q: Where?\nA: Here."]);
    expect(seen("# Example (late order)\n\n- User: Can you refund me?\n")).toEqual([
      "example: User: Can you refund me?",
    ]);
  });

  it("are all of a tag or a stretch that holds one example", () => {
    const one = "USER: hi\n\nA: Ask first.\n\n- Go.";
    expect(seen(`<good_example>\n${one}\n</good_example>\nStop.\n`)).toEqual([
      `example: ${one}`,
      "always: Stop.",
    ]);
    expect(seen(`--- BEGIN EXAMPLE ---\n${one}\n--- END EXAMPLE ---\nStop.\n`)).toEqual([
      `example: ${one}`,
      "always: Stop.",
    ]);
    expect(seen("- <example>\n- Ask | a |\n|---|---|\n```[[\n</example>\nStop.\n").length).toBeGreaterThan(0);
  });

  it("are literals, soft items and rows, without bold labels and plain titles", () => {
    expect(seen('Answer as JSON:\n{\n  "a": {{x}},\n  "b": "Go. Now."\n}\n')).toEqual([
      "format: Answer as JSON:",
      'format: {\n  "a": {{x}},\n  "b": "Go. Now."\n}',
    ]);
    expect(seen("**Rules:**\n\n• Ask first.\n• Never guess.\n\nCode Style\n\nBe brief.\n")).toEqual([
      "always: Ask first.",
      "always: Never guess.",
      "always: Be brief.",
    ]);
    expect(seen("1. Check it.\n   1.1 Run all.\n   1.2 Read the log.\n")).toEqual([
      "always: Check it.",
      "always: Run all.",
      "always: Read the log.",
    ]);
  });

  it("stand under the condition of their section, table row or paragraph", () => {
    const text =
      "## When the guest is angry\n\nApologize.\n\n### How\n\n- Be brief.\n\n## When to stop\n\nNever.\n";
    expect(triggers(text)).toEqual([
      "the guest is angry | Apologize.",
      "the guest is angry | Be brief.",
      " | Never.",
    ]);
    expect(
      triggers("| Situation | Do |\n|---|---|\n| **Late order** | Refund it. |\n| - | Ask. |\n"),
    ).toEqual(["Late order | | **Late order** | Refund it. |", " | | - | Ask. |"]);
    expect(triggers("| File | Use |\n|---|---|\n| a.md | Read it. |\n")).toEqual([" | | a.md | Read it. |"]);
    expect(triggers("If he is gold:\n  Refund it.\n  Never wait.\n\nStop.\n")).toEqual([
      "he is gold | Refund it.",
      "he is gold | Never wait.",
      " | Stop.",
    ]);
    expect(triggers("**If he is gold:**\n\n- Refund it.\n")).toEqual(["he is gold | Refund it."]);
    expect(triggers("If he is gold:\n• Refund it.\n• Thank him.\n")).toEqual([
      "he is gold | Refund it.",
      "he is gold | Thank him.",
    ]);
  });

  it("stand in the code block of a file that shows a prompt", () => {
    const text = "# Helper\n\n## System Prompt\n\n```\nYou are a coach. Ask first.\n```\n";
    expect(seen(text)).toEqual(["persona: You are a coach.", "always: Ask first."]);
    expect(seen("## System Prompt\n\n```json\n{}\n```\n")).toEqual([
      "example: ```json\n{}\n```".replace("example", "example"),
    ]);
  });

  it.each([
    ["You are given a text.", "context"],
    ["You are not allowed to guess.", "always"],
    ["Answers are sentences.", "context"],
  ])("%s is %s", (text, kind) => {
    expect(read(text).map((one) => one.kind)).toEqual([kind]);
  });

  it("are tasks without their boxes, and headings that order something", () => {
    expect(seen("- [ ] Ask first.\n- [x] Be kind.\n")).toEqual(["always: Ask first.", "always: Be kind."]);
    expect(seen("## 1. Use the server, **not** the build\n\n## Write tests\n")).toEqual([
      "always: Use the server, **not** the build",
    ]);
  });

  it("are read from text in tags and indented text as from any other", () => {
    expect(seen("<policy>\nAsk first.\n    - Never guess.\n</policy>\n")).toEqual([
      "always: Ask first.",
      "always: Never guess.",
    ]);
    expect(read("<policy>\nAsk first.\n</policy>\n")[0]!.section).toEqual(["policy"]);
    expect(seen("    Ask first.\n")).toEqual(["always: Ask first."]);
  });

  it("leave out comments, and take an anchor's name from the line it ends", () => {
    const text = "Ask first. <!-- #ask --> Be kind. <!-- todo: never -->\n\n- Never guess. <!-- #guess -->\n";
    expect(seen(text)).toEqual(["always: Ask first.", "always: Be kind.", "always: Never guess."]);
    expect(read(text).map(({ anchor }) => anchor)).toEqual(["ask", undefined, "guess"]);
  });

  it("may be a heading, and never a lone rule, bracket or emoji", () => {
    expect(seen("## Never promise a date ##\n")).toEqual(["always: Never promise a date"]);
    expect(seen("## Dates\n\n***\n\n- 📦\n- { }\n")).toEqual([]);
  });
});

it.each(["- ", ">", "1. ", "* > ", "<example>\n- a\n", "If it rains:\n", "**A:**\n", "{\n"])(
  "many %j take no time",
  (unit) => {
    const before = processorMs();
    read(`${unit.repeat(40_000 / unit.length)}a\n`);
    expect(processorMs() - before).toBeLessThan(roomFor(1_000));
  },
);

describe("line ends", () => {
  const text =
    "# Support 🚚\n\nAsk first. Then\ngo. 📦 Never guess.\n\n- If the user\n  is gold:\n  - Refund. \n- One.\n\n| a | b |\n|:-:|---|\n| c | d |\n";
  const expected = read(text);

  it.each([
    ["Windows", "\r\n"],
    ["old Mac", "\r"],
  ])("%s ones give the same instructions, keys and sections, and ranges without them", (_, eol) => {
    const other = text.replaceAll("\n", eol);
    const document = readPrompt("a.prompt.md", other);
    expect(document.instructions.map(({ key, text }) => [key, text])).toEqual(
      expected.map(({ key, text }) => [key, text]),
    );
    const texts = document.instructions.map(({ range }) => other.slice(range.start, range.end));
    expect(texts).toEqual(texts.map((one) => one.trim()));
    expect(texts.slice(-2)).toEqual(["One.", "| c | d |"]);
    const { heading, title } = document.sections[0]!;
    expect([other.slice(heading.start, heading.end), title]).toEqual(["# Support 🚚", "Support 🚚"]);
  });

  it("a byte order mark hides no heading", () => {
    const { sections, instructions } = readPrompt("a.prompt.md", `\uFEFF${text}`);
    expect(sections.map(({ title }) => title)).toEqual(["Support 🚚"]);
    expect(instructions.map(({ key }) => key)).toEqual(expected.map(({ key }) => key));
  });
});

describe("keys", () => {
  const keys = (text: string): string[] => read(text).map(({ key }) => key);

  it("stay when a line moves, is re-wrapped or gets another bullet", () => {
    const [ask, never] = keys("# A\n\n- Ask for the number.\n- Never guess.\n");
    expect(keys("Never guess.\n\n# B\n\nAsk for\nthe   number.\n")).toEqual([never, ask]);
  });

  it("change with the words and with the conditions", () => {
    const [plain] = keys("- Refund.\n");
    expect(keys("- Refunds.\n")).not.toContain(plain);
    expect(keys("- If the user is gold:\n  - Refund.\n")).not.toContain(plain);
    const wrapped = keys("- If the user\n  is gold:\n  - Refund.\n");
    expect(wrapped).toEqual(keys("- If the user is gold:\n  - Refund.\n"));
  });

  it("tell the same words in two sections, and twice in one, apart", () => {
    const text = "# A\n\n- Ask.\n- Ask.\n\n# B\n\n- Ask.\n";
    expect(new Set(keys(text)).size).toBe(3);
    // What happens in one section leaves the keys of the other as they are.
    expect(keys(text.replace("- Ask.\n- Ask.", "- Ask.")).at(-1)).toBe(keys(text).at(-1));
  });
});

describe("sections", () => {
  it("reach to the next heading of their level or above", () => {
    const text = "# A\n\nx\n\n## B `c`!\n\ny\n\n# D\n\nz\n";
    const { sections } = readPrompt("a.prompt.md", text);
    expect(
      sections.map(({ title, slug, level, range }) => [
        title,
        slug,
        level,
        text.slice(range.start, range.end),
      ]),
    ).toEqual([
      ["A", "a", 1, "# A\n\nx\n\n## B `c`!\n\ny\n\n"],
      ["B `c`!", "b-c", 2, "## B `c`!\n\ny\n\n"],
      ["D", "d", 1, "# D\n\nz\n"],
    ]);
    expect(readPrompt("a.prompt.md", text).instructions[1]!.section).toEqual(["A", "B `c`!"]);
  });

  it("are not made by rules below a paragraph, nor by # in code", () => {
    expect(readPrompt("a.prompt.md", "Text\n---\n\n```\n# no\n```\n").sections).toEqual([]);
  });
});
