import { bug } from "../../server/core/base/index.ts";

/** The prompt below its front matter, with the variables filled in. */
export const renderPrompt = (prompt: string, variables: Readonly<Record<string, string>>): string =>
  prompt
    .replace(/^---\n[\s\S]*?\n---\n/, "")
    .trim()
    .replace(/\{\{(\w+)\}\}/g, (_, name: string) => variables[name] ?? bug(`No value for {{${name}}}.`));
