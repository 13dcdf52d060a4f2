import type { PromptDocument, Range } from "../../server/core/index.ts";

/** All that a document says to stand somewhere in its text. */
export const rangesOf = (document: PromptDocument): Range[] => [
  ...document.instructions.map(({ range }) => range),
  ...document.messages.map(({ range }) => range),
  ...document.sections.flatMap(({ range, heading }) => [range, heading]),
  ...document.variables.map(({ range }) => range),
  ...(document.declared ?? []).map(({ range }) => range),
  ...document.includes.map(({ range }) => range),
  ...document.problems.map(({ range }) => range),
  ...document.problems.flatMap(({ fixes = [] }) =>
    fixes.flatMap(({ edits }) => edits.map(({ range }) => range)),
  ),
  ...(document.frontMatter ? [document.frontMatter.range] : []),
  ...(document.frontMatter?.keys.map(({ range }) => range) ?? []),
];
