import type { PromptParts } from "./assemble.ts";
import { readFrontMatter } from "./data/front-matter.ts";
import { readCodePrompt } from "./formats/code-prompt.ts";
import { readDotprompt } from "./formats/dotprompt.ts";
import { readGithubModels } from "./formats/github-models.ts";
import { readPoml } from "./formats/poml.ts";
import { readJsonChat, readPlainText, readTemplateFile, readYamlChat } from "./formats/promptfoo.ts";
import { readPromptfooConfig } from "./formats/promptfoo-config.ts";
import { readPrompty } from "./formats/prompty.ts";
import { MappedText } from "./mapped-text.ts";
import type { PromptProblem, Role } from "./prompt-document.ts";
import type { Trees } from "./trees.ts";

/** A file to be read, and what the configuration says of it. */
export interface PromptInput {
  /** With `/` between folders. */
  readonly path: string;
  readonly text: string;
  /** Names (globs) of the variables that hold prompts, for files of code. */
  readonly literals?: readonly string[];
  readonly trees: Trees;
}

/** One kind of prompt file. To add a format: one file that reads it, one row in `promptFormats`. */
export interface PromptFormat {
  readonly id: string;
  /** Globs on the path, for files that are prompts by their name alone. */
  readonly globs: readonly string[];
  /** Globs for files that are read so where `prompts:` in homeostat.yaml names them. */
  readonly named?: readonly string[];
  readonly read: (input: PromptInput) => PromptParts;
}

const markdown = (id: string, role: Role, globs: readonly string[]): PromptFormat => ({
  id,
  globs,
  read: ({ text }) => readMarkdownPrompt(role, text),
});

export const promptFormats: readonly PromptFormat[] = [
  markdown("prompt.md", "user", ["**/*.prompt.md"]),
  markdown("instructions.md", "system", ["**/*.instructions.md", "**/.github/copilot-instructions.md"]),
  markdown("chatmode.md", "system", ["**/*.chatmode.md"]),
  markdown("agent.md", "system", ["**/*.agent.md"]),
  markdown("agents", "system", ["**/AGENTS.md", "**/CLAUDE.md"]),
  markdown("skill", "system", ["**/SKILL.md"]),
  {
    id: "mdc",
    globs: ["**/*.mdc"],
    read: ({ text }) => {
      const { problems = [], ...parts } = readMarkdownPrompt("system", text);
      // Cursor takes `globs: *.ts` as it stands, which no reader of YAML does.
      const isGlobs = ({ range }: PromptProblem): boolean =>
        /(?:^|\n|\r)globs:[^\r\n]*$/.test(text.slice(0, Math.max(range.start, range.end - 1)));
      return {
        ...parts,
        problems: problems.some(isGlobs)
          ? problems.filter(({ code }) => code !== "front-matter-invalid")
          : problems,
      };
    },
  },
  { id: "dotprompt", globs: ["**/*.prompt"], read: readDotprompt },
  { id: "prompty", globs: ["**/*.prompty"], read: readPrompty },
  { id: "poml", globs: ["**/*.poml"], read: readPoml },
  { id: "github-models", globs: ["**/*.prompt.{yml,yaml}"], read: readGithubModels },
  { id: "promptfooconfig", globs: ["**/promptfooconfig.{yaml,yml}"], read: readPromptfooConfig },
  { id: "chat.json", globs: [], named: ["**/*.json"], read: readJsonChat },
  { id: "chat.yaml", globs: [], named: ["**/*.{yaml,yml}"], read: readYamlChat },
  { id: "jinja2", globs: [], named: ["**/*.{j2,jinja,jinja2}"], read: readTemplateFile("jinja2") },
  { id: "nunjucks", globs: [], named: ["**/*.{njk,nunjucks}"], read: readTemplateFile("nunjucks") },
  { id: "text", globs: [], named: ["**/*.txt"], read: readPlainText },
  // No name of a file tells that a program holds prompts.
  { id: "code", globs: [], named: ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}", "**/*.py"], read: readCodePrompt },
];

/** What a file is read as that only the configuration calls a prompt. */
export const plainFormat: PromptFormat = markdown("text", "system", []);

/** Front matter and markdown body: the whole body is one message. */
function readMarkdownPrompt(role: Role, text: string): PromptParts {
  const { frontMatter, problems, bodyStart } = readFrontMatter(text);
  const range = { start: bodyStart, end: text.length };
  return {
    ...(frontMatter && { frontMatter }),
    messages: [{ role, range }],
    blocks: [{ text: MappedText.verbatim(text, range), message: 0 }],
    problems,
  };
}
