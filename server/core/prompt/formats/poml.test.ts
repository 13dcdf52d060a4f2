import { describe, expect, it } from "vitest";
import { processorMs, roomFor } from "../../../../test/support/processor-time.ts";
import { readPrompt } from "../read-prompt.ts";

const read = (text: string) => readPrompt("a.poml", text);
const seen = (text: string): string[] =>
  read(text).instructions.map(({ kind, range }) => `${kind}: ${text.slice(range.start, range.end)}`);
const problems = (text: string): string[] =>
  read(text).problems.map(({ code, range }) => `${code}: ${text.slice(range.start, range.end)}`);

describe("POML", () => {
  it("keeps code in its sentence unless it is a block", () => {
    expect(seen("<poml><p>Begin with <code>PLAN:</code> and stop.</p></poml>")).toEqual([
      "always: Begin with <code>PLAN:</code> and stop.",
    ]);
    expect(seen('<poml><p>Look:</p><code inline="false">a = 1</code></poml>')).toEqual(["example: a = 1"]);
  });

  it("takes the sentences of a task, the items of a list, and what a component says its text is", () => {
    const text = [
      "<poml>",
      "  <!-- Never read. -->",
      "  <role>A teacher for kids.</role>",
      "  <task>Ask first. Never <b>promise</b> a date.",
      "    <list><item>Keep it short. Two lines.</item><Item>Be kind.</Item></list>",
      "  </task>",
      "  <output-format>A friendly tone.</output-format>",
      '  <output-schema>{ "a": 1 }</output-schema>',
      "</poml>",
    ].join("\n");
    expect(seen(text)).toEqual([
      "persona: A teacher for kids.",
      "always: Ask first.",
      "always: Never <b>promise</b> a date.",
      "always: Keep it short. Two lines.",
      "always: Be kind.",
      "format: A friendly tone.",
      'format: { "a": 1 }',
    ]);
    expect(read(text).problems).toEqual([]);
  });

  it("takes an example as one block, and nothing of one that is made of files alone", () => {
    const example = "<example><input>How\nlong?</input><output>Two days.</output></example>";
    expect(seen(`<poml>${example}</poml>`)).toEqual(["example: How\nlong?</input><output>Two days."]);
    expect(seen('<example><input><img src="a.jpg" alt="A cat." /></input></example>')).toEqual([]);
  });

  it("knows who speaks", () => {
    const text = "<poml><task>Ask.</task><human-msg>Answer me.</human-msg><AiMessage>Yes.</AiMessage></poml>";
    const { messages, instructions } = read(text);
    expect(messages.map(({ role, range }) => [role, text.slice(range.start, range.end)])).toEqual([
      ["system", "Ask."],
      ["user", "Answer me."],
      ["assistant", "Yes."],
    ]);
    expect(instructions.map(({ message }) => message)).toEqual([0, 1, 2]);
  });

  it("reads captions and headings as sections, files as includes, holes as variables", () => {
    const text =
      '<poml><cp caption="Rules"><p if="{{ a < b }}">Ask {{ user.name }}.</p></cp><h>More</h><document src="a/b.txt"/></poml>';
    const { sections, includes, variables, instructions } = read(text);
    expect(sections.map(({ title, heading }) => [title, text.slice(heading.start, heading.end)])).toEqual([
      ["Rules", "Rules"],
      ["More", "More"],
    ]);
    expect(instructions[0]!.section).toEqual(["Rules"]);
    expect(includes.map(({ path, range }) => [path, text.slice(range.start, range.end)])).toEqual([
      ["a/b.txt", "a/b.txt"],
    ]);
    expect(variables.map(({ name }) => name)).toEqual(["a", "user.name"]);
  });

  it("reads entities and raw text as what they stand for, at their places", () => {
    const text = "<p>\r\n\tAsk &lt;first&gt; 🚚 &#x41;.\r\n\tStop.</p><![CDATA[Stop <now>.]]>";
    expect(read(text).instructions.map((one) => one.text)).toEqual([
      "Ask <first> 🚚 A.",
      "Stop.",
      "Stop <now>.",
    ]);
    expect(seen(text)).toEqual([
      "always: Ask &lt;first&gt; 🚚 &#x41;.",
      "always: Stop.",
      "always: Stop <now>.",
    ]);
  });

  it.each([
    ["<poml\n", ["tag-unclosed: <poml"]],
    ["<poml><task>Ask.</poml>", ["tag-unclosed: <task>"]],
    ["<task>Ask.", ["tag-unclosed: <task>"]],
    ["<poml>Ask.</task></poml>", ["tag-unopened: </task>"]],
    ["<p>if a < 3, stop</p>", ["syntax-invalid: <"]],
    ["Ask. <p>Go.</p>", []],
    ["<p>{{ a < b && c > d }} Go.</p>", []],
  ])("%s: %j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
    expect(read(text).problems.every(({ severity }) => severity === "error")).toBe(true);
  });

  it("closes a tag, and escapes a bare sign, on request", () => {
    const fixed = (text: string): string => {
      const [edit] = read(text).problems[0]!.fixes![0]!.edits;
      return text.slice(0, edit!.range.start) + edit!.newText + text.slice(edit!.range.end);
    };
    expect(fixed("<poml><task>Ask.\n</poml>")).toBe("<poml><task>Ask.</task>\n</poml>");
    expect(read(fixed("<p>if a < 3, stop</p>")).problems).toEqual([]);
  });

  it("stays fast and quiet on what nests without end", () => {
    const before = processorMs();
    read("<p>".repeat(5_000));
    read("<".repeat(20_000));
    read(`${"{{".repeat(20_000)}`);
    expect(read("<p>x</p>".repeat(2_000)).instructions).toHaveLength(2_000);
    expect(processorMs() - before).toBeLessThan(roomFor(2_000));
  });
});
