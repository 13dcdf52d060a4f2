import type { CheckType } from "./check-type.ts";
import { checkTypes } from "./check-types.ts";

/** Every type as a row of a markdown table, for docs/evaluators.md: `npm run schema` writes it there. */
export const typeTable = (): string =>
  ["| type | what it says of the output |", "|---|---|", ...checkTypes.map(rowOf)].join("\n");

const rowOf = (row: CheckType): string => `| \`${row.name}\` | ${cell(row.doc)}${notes(row)} |`;

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function notes({ needsConversation, declared, onlyPlain }: CheckType): string {
  const said = [
    needsConversation && "whole conversations",
    declared && "trusted by declaration",
    onlyPlain && "no `not-` form",
  ].filter(Boolean);
  return said.length === 0 ? "" : ` *(${said.join("; ")})*`;
}
