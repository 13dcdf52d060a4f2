import { readFrontMatter } from "./front-matter.ts";
import { readMarkdown } from "./markdown-prompt.ts";
import type { PromptDocument, PromptMessage } from "./prompt-document.ts";
import { readIncludes, readVariables } from "./references.ts";
import { promptVersion } from "./version.ts";

/** One kind of prompt file. To add a format: one file that reads it, one row in `promptFormats`. */
export interface PromptFormat {
  readonly id: string;
  /** Globs on the path, for files that are prompts by their name alone; empty = only where `prompts:` in homeostat.yaml names the file. */
  readonly globs: readonly string[];
  readonly read: (text: string) => PromptDocument;
}

const markdown = (id: string, role: PromptMessage["role"], globs: readonly string[]): PromptFormat => ({
  id,
  globs,
  read: (text) => readMarkdownPrompt(id, role, text),
});

export const promptFormats: readonly PromptFormat[] = [
  markdown("prompt.md", "user", ["**/*.prompt.md"]),
  markdown("instructions.md", "system", ["**/*.instructions.md", "**/.github/copilot-instructions.md"]),
  markdown("chatmode.md", "system", ["**/*.chatmode.md"]),
  markdown("agent.md", "system", ["**/*.agent.md"]),
  markdown("agents", "system", ["**/AGENTS.md", "**/CLAUDE.md"]),
  markdown("skill", "system", ["**/SKILL.md"]),
  markdown("text", "system", []),
];

/** Front matter and markdown body: the whole body is one message. */
function readMarkdownPrompt(format: string, role: PromptMessage["role"], text: string): PromptDocument {
  const { frontMatter, problems, bodyStart } = readFrontMatter(text);
  const { sections, instructions } = readMarkdown(text, bodyStart, () => 0);
  return {
    format,
    text,
    version: promptVersion(text),
    ...(frontMatter && { frontMatter }),
    messages: [{ role, range: { start: bodyStart, end: text.length } }],
    sections,
    instructions,
    variables: readVariables(text, bodyStart),
    includes: readIncludes(text, bodyStart),
    problems,
  };
}
