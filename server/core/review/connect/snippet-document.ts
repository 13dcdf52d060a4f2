import type { ConnectSnippet } from "./connect-snippet.ts";

/** A snippet as a file of its language: what to install above the code, what to switch on below it. */
export interface SnippetDocument {
  /** As VS Code calls it. */
  readonly language: string;
  readonly text: string;
}

/** JSON has no comments; what has them is another language to VS Code. */
const languages = {
  shell: { language: "shellscript", comment: "#" },
  python: { language: "python", comment: "#" },
  javascript: { language: "javascript", comment: "//" },
  json: { language: "jsonc", comment: "//" },
} as const;

export function snippetDocument({
  name,
  service,
  language,
  install,
  code,
  notes,
}: ConnectSnippet): SnippetDocument {
  const { comment, language: id } = languages[language];
  const commented = (lines: readonly string[]): string =>
    lines.map((line) => `${comment} ${line}`.trimEnd()).join("\n");
  const head = [
    `${name}, as the service ${service}`,
    ...(install === undefined ? [] : [`Install: ${install}`]),
  ];
  const foot = [
    `Texts: ${notes.content}`,
    `Conversation ids: ${notes.conversation}`,
    `Prompt versions: ${notes.prompt}`,
  ];
  return { language: id, text: `${commented(head)}\n\n${code.trimEnd()}\n\n${commented(foot)}\n` };
}
