import { describe, expect, it } from "vitest";
import type { PromptDocument } from "../prompt-document.ts";
import { readPrompt } from "../read-prompt.ts";

const read = (text: string): PromptDocument => readPrompt("a.prompt", text);
const at = (text: string, { start, end }: { start: number; end: number }): string => text.slice(start, end);
const messages = (text: string): string[] =>
  read(text).messages.map(({ role, range }) => `${role}: ${at(text, range).trim()}`);
const allProblems = (text: string): string[] =>
  read(text).problems.map(({ code, range }) => `${code} ${at(text, range)}`);
/** Most texts here declare more than they use. */
const problems = (text: string): string[] => allProblems(text).filter((one) => !/^variable-unused/.test(one));
const withSchema = (schema: string, body: string): string =>
  `---\ninput:\n  schema:\n${schema}\n---\n${body}`;
/** The text after the only fix of its only problem. */
function fixed(text: string): string {
  const [problem, ...others] = read(text).problems;
  expect(others).toEqual([]);
  expect(problem!.fixes).toHaveLength(1);
  const [edit] = problem!.fixes![0]!.edits;
  return text.slice(0, edit!.range.start) + edit!.newText + text.slice(edit!.range.end);
}

describe("messages of a dotprompt file", () => {
  it("begin at role helpers; what stands before the first one is the user's", () => {
    const text =
      'Hello.\n{{role "system"}}\nAsk first.\n{{role "model"}}Hi.\n{{role "tool"}}1\n{{role "user"}}{{history}}';
    expect(messages(text)).toEqual([
      "user: Hello.",
      "system: Ask first.",
      "assistant: Hi.",
      "tool: 1",
      "user: {{history}}",
    ]);
  });

  it("end with the block where the role is a block", () => {
    const text = '{{#role "system"}}\nAsk first.\n{{/role}}\n\n{{#role "user"}}Hi.{{/role}}\nBye.';
    expect(messages(text)).toEqual(["system: Ask first.", "user: Hi.", "user: Bye."]);
    expect(problems(text)).toEqual([]);
  });

  it("are those that hold something", () => {
    expect(messages('{{! note }}\n{{#if a}}{{/if}}\n{{role "system"}}\nAsk.\n{{role "user"}} \n')).toEqual([
      "system: Ask.",
    ]);
    expect(messages("")).toEqual(["user: "]);
  });

  it("know no other roles, and what is meant by them", () => {
    const text = '{{role "assistant"}}Hi.';
    expect(problems(text)).toEqual(["role-unknown assistant"]);
    expect(fixed(text)).toBe('{{role "model"}}Hi.');
    expect(fixed("{{role 'sytem'}}Hi.")).toBe("{{role 'system'}}Hi.");
    expect(fixed('{{role "User"}}Hi.')).toBe('{{role "user"}}Hi.');
    expect(read('{{role "narrator"}}Hi.').problems[0]!.fixes).toBeUndefined();
    expect(problems("{{role this.role}}Hi.")).toEqual([]);
  });
});

describe("instructions of a dotprompt file", () => {
  it.each(["\n", "\r\n", "\r"])(
    "are read around control tags and comments, holes as written, line end %j",
    (eol) => {
      const text = [
        "---",
        "model: a",
        "---",
        "{{#if vip}}",
        "- Greet {{name}} 🚚 first.",
        "{{! no }}{{/if}}",
        "- Never {{#if a}}ever {{/if}}guess \\{{x}}.",
      ].join(eol);
      const { instructions } = read(text);
      expect(instructions.map(({ range }) => at(text, range))).toEqual([
        "Greet {{name}} 🚚 first.",
        "Never {{#if a}}ever {{/if}}guess \\{{x}}.",
      ]);
      expect(instructions[1]!.text).toBe("Never ever guess {{x}}.");
    },
  );
});

describe("variables of a dotprompt file", () => {
  const schema = "    name: string\n    age?: integer, in years\n    items(array): string";

  it("are declared by input.schema and input.default", () => {
    const text = `---\ninput:\n  schema:\n${schema}\n  default:\n    "tone": kind\n---\n`;
    const { declared } = read(text);
    expect(declared!.map(({ name, range }) => [name, at(text, range)])).toEqual(
      ["name", "age", "items", "tone"].map((name) => [name, name]),
    );
    expect(read("---\ninput:\n  schema: Recipe\n---\n{{a}}").declared).toBeUndefined();
    expect(read("---\nmodel: a\n---\n{{a}}").problems).toEqual([]);
  });

  it("are told where the schema lacks them", () => {
    const body = "{{name}} {{ emial }} {{#if vip}}{{/if}}{{#unless a.b}}{{/unless}}{{#with c}}{{/with}}";
    expect(problems(withSchema(schema, body))).toEqual([
      "variable-undefined emial",
      "variable-undefined vip",
      "variable-undefined a",
      "variable-undefined c",
    ]);
    const undefinedOnes = read(withSchema(schema, body)).problems.filter(
      ({ code }) => code === "variable-undefined",
    );
    expect(undefinedOnes[0]!.severity).toBeUndefined();
  });

  it.each([
    "{{#each items}}{{title}} {{@index}} {{this}} {{../name}}{{/each}}{{#with name}}{{first}}{{/with}}",
    "{{#each items as |item i|}}{{item.x}} {{i}}{{/each}}{{#if name as |n|}}{{n}}{{/if}}",
    "{{json output}} {{helper other}} {{media url=other}} {{#custom}}{{x}}{{/custom}}",
    "{{history}} {{this}} {{@root.any}} {{> part any=other}} {{#if (eq other 1)}}{{/if}}",
    "\\{{escaped}} {{{{raw}}}}{{x}}{{{{/raw}}}} {{! {{x }}",
  ])("may come from elsewhere in %s", (body) => {
    expect(problems(withSchema(schema, body))).toEqual([]);
  });

  it("are renamed to the one that is close", () => {
    expect(fixed(withSchema("    email: string", "{{#if emial}}{{email}}{{/if}}"))).toContain(
      "{{#if email}}",
    );
    expect(fixed(withSchema("    email: string", "Hi {{ emial.domain }}"))).toContain("{{ email.domain }}");
  });

  it("are used as often as they are written", () => {
    const text = "{{name}} {{#each items}}{{x}}{{/each}} {{json out}}";
    expect(read(text).variables.map(({ name, range }) => [name, at(text, range)])).toEqual([
      ["name", "{{name}}"],
      ["items", "items"],
      ["out", "out"],
    ]);
  });
});

describe("a dotprompt file", () => {
  it("may open with a license, and write types as TypeScript does", () => {
    const text = `# License\n#\n\n---\ninput:\n  schema:\n    a: { b: string[] }[]\n    c: "x" | "y"\n---\n{{c}} {{d}}`;
    const { frontMatter, problems: found, messages: turns } = read(text);
    expect(found.map(({ code, range }) => [code, at(text, range)])).toEqual([
      ["variable-unused", "a"],
      ["variable-undefined", "d"],
    ]);
    expect(at(text, frontMatter!.range)).toMatch(/^---\ninput[\s\S]*---$/);
    expect(at(text, turns[0]!.range)).toBe("\n{{c}} {{d}}");
  });

  it("includes partials", () => {
    const text =
      '{{> tone}} {{> shared/rules a=1}} {{#> layout}}{{/layout}} {{#*inline "own"}}{{/inline}}{{> own}} {{> (any)}} {{> @partial-block}}';
    expect(read(text).includes.map(({ path, range }) => [path, at(text, range)])).toEqual([
      ["_tone.prompt", "tone"],
      ["shared/_rules.prompt", "shared/rules"],
      ["_layout.prompt", "layout"],
    ]);
  });

  it("is told where its template cannot be read", () => {
    expect(problems("{{#if a\nx\n\n{{/if}}")).toEqual(["tag-unclosed {{#if a"]);
    expect(problems('{{role "system"}}\n{{#if a}}\nx\n{{role "user"}}\ny')).toEqual([
      "block-unclosed {{#if a}}",
    ]);
    expect(fixed('{{role "system"}}\n{{#if a}}\nx\n{{role "user"}}\ny')).toBe(
      '{{role "system"}}\n{{#if a}}\nx\n{{/if}}\n{{role "user"}}\ny',
    );
  });
});

describe("a variable of a dotprompt file that nothing uses", () => {
  const text = (body: string): string =>
    `---\ninput:\n  schema:\n    name: string\n    photo: string\n---\n${body}`;

  it("is told, wherever a tag may name it", () => {
    expect(allProblems(text("Hello {{name}}."))).toEqual(["variable-unused photo"]);
    expect(allProblems(text("Hello {{#if name}}you{{/if}} {{media url=photo}}"))).toEqual([]);
  });

  it("is not where a partial or a helper may take everything", () => {
    expect(allProblems(text("Hello {{name}}. {{> picture}}"))).toEqual([]);
    expect(allProblems(text("{{json this}}"))).toEqual([]);
  });
});
