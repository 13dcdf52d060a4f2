import type { Range } from "../../base/index.ts";
import type { PromptParts, TextBlock } from "../assemble.ts";
import { type CodeLanguage, type CodeLiteral, maskForParser } from "../code-literals/code-literal.ts";
import { javascript } from "../code-literals/javascript.ts";
import { readMarks } from "../code-literals/marks.ts";
import { python } from "../code-literals/python.ts";
import { literalChooser, pathOf } from "../code-literals/which-literals.ts";
import type { PromptInput } from "../formats.ts";
import type { PromptMessage } from "../prompt-document.ts";

/**
 * Prompts in string literals of TypeScript, JavaScript and Python. Each is a message of its own; code around them changes neither
 * their figures nor the version.
 */
export function readCodePrompt({ path, text, literals: globs, trees }: PromptInput): PromptParts {
  const language = languageOf(path);
  const masked = maskForParser(text);
  const tree = trees.parse("code", language.parser, masked);
  const literals = language.literals(text, tree);
  const { marks, problems } = readMarks(masked, tree, language, literals);
  const isChosen = literalChooser(globs);
  const prompts = outermost(
    literals
      .filter((literal) => marks.has(literal) || isChosen(literal))
      .map((literal) => ({ literal, ...literal.read() })),
  );
  return {
    messages: prompts.map(({ literal, range }) => messageOf(literal, range, marks.get(literal)?.name)),
    blocks: prompts.map(({ block }, message): TextBlock => ({ text: block, message })),
    variables: prompts.flatMap(({ variables }) => variables),
    problems,
    versionText: prompts.map(({ text }) => text.text).join("\n"),
  };
}

/** In the order of the file, without those that stand in a hole of another. */
function outermost<T extends { readonly range: Range }>(prompts: readonly T[]): T[] {
  let end = -1;
  return [...prompts]
    .sort((a, b) => a.range.start - b.range.start || b.range.end - a.range.end)
    .filter(({ range }) => {
      if (range.start < end) return false;
      end = range.end;
      return true;
    });
}

export function languageOf(path: string): CodeLanguage {
  const extension = /\.[cm]?([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  if (extension === "py") return python;
  if (extension === "ts" || extension === "tsx") return javascript[extension];
  return javascript.js;
}

function messageOf(literal: CodeLiteral, range: Range, marked: string | undefined): PromptMessage {
  const name = marked ?? nameOf(literal);
  return { role: literal.role ?? "system", range, ...(name !== "" && { name }), isAlone: true };
}

/** What the program calls it; `content` says nothing beside the name of the list of messages. */
function nameOf({ names }: CodeLiteral): string {
  const telling = names.filter((name) => !/^(?:content|text|parts)$/.test(name));
  return pathOf(telling.length > 0 ? telling : names);
}
