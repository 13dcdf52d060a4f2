/** Prompts of public projects: every one opens, and what is said of it is certain. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type PromptDocument, readPrompt } from "../server/core/index.ts";
import { realData } from "./support/real-data.ts";

const prompts = realData("d-prompts");
const promptfoo = realData("e-promptfoo");

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
const read = (folder: string, file: string): PromptDocument =>
  readPrompt(file, readFileSync(join(folder, file), "utf8"));
const said = ({ text, problems }: PromptDocument): string[] =>
  problems.map(
    ({ code, severity = "warning", range }) => `${severity} ${code} ${text.slice(range.start, range.end)}`,
  );

describe.skipIf(!prompts)("prompts in twelve formats", () => {
  /** Files that are wrong, most of which their makers say so of, by a part of their name; every other one is right. */
  const wrong: Readonly<Record<string, readonly string[]>> = {
    "error-unclosed-block": ["error block-unclosed {{#if premium}}"],
    "error-multiple-issues": [
      "warning variable-undefined reviewCriteria",
      "error tag-unclosed {{#if detailed",
      "error block-unclosed {{#if detailed",
    ],
    "warning-undefined-variable": ["warning variable-undefined email", "warning variable-undefined age"],
    badSyntax: ["error tag-unclosed <poml"],
    // It asks for a question and never shows it to the model.
    "contoso-chat__groundedness": ["information variable-unused question"],
  };

  it("have the problems that their names tell, and no others", () => {
    const files = filesIn(prompts!);
    expect(files.length).toBeGreaterThan(40);
    for (const file of files) {
      const document = read(prompts!, file);
      const key = Object.keys(wrong).find((part) => file.includes(part));
      expect(said(document), file).toEqual(key ? wrong[key] : []);
      // One file is a mere reference to another, one a tag that was never finished.
      if (!/badSyntax|openinference__CLAUDE/.test(file))
        expect(document.instructions.length, file).toBeGreaterThan(0);
    }
  });

  it("of chats have their messages", () => {
    for (const file of filesIn(prompts!).filter((name) => /^(?:prompt\.yml|prompty)\//.test(name)))
      expect(read(prompts!, file).messages[0]?.role, file).toBe("system");
  });
});

describe.skipIf(!promptfoo)("prompts of promptfoo's examples", () => {
  it("in configurations open without a problem", () => {
    const files = filesIn(promptfoo!).filter((name) => name.endsWith("promptfooconfig.yaml"));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const { format, messages, includes, problems } = read(promptfoo!, file);
      expect([format, problems], file).toEqual(["promptfooconfig", []]);
      expect(messages.length + includes.length, file).toBeGreaterThan(0);
    }
  });

  it.each([
    ["examples_multiple-turn-conversation/prompt.json", ["system", "user", "assistant", "user"]],
    ["examples_self-grading/prompts.txt", ["system", "system"]],
    ["examples_simple-test/prompts.txt", ["system", "system"]],
    ["examples_prompt-labels/prompts1.txt", ["system", "system"]],
    ["examples_openai-eval-factuality/prompts/name_capitals_concise.txt", ["system"]],
  ])("%s opens without a problem", (file, roles) => {
    const { messages, problems } = read(promptfoo!, file);
    expect([messages.map(({ role }) => role), problems]).toEqual([roles, []]);
  });
});
