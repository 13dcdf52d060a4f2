import { queryFields } from "./fields.ts";
import type { QueryField } from "./query-field.ts";

/** The fields as the command line lists them. */
export function fieldsText(): string {
  const width = Math.max(...queryFields.map((field) => namesOf(field).length));
  return queryFields
    .map(
      (field) =>
        `${namesOf(field).padEnd(width)}  ${field.description}${valuesOf(field)}\n${" ".repeat(width)}  ${field.examples.join("   ")}`,
    )
    .join("\n");
}

const namesOf = ({ name, aliases = [] }: QueryField): string =>
  [name === "attr" ? "attr.KEY" : name, ...aliases].join(", ");
const valuesOf = ({ values }: QueryField): string => (values ? ` ${Object.keys(values).join(", ")}` : "");

/** The table of fields in docs/query.md. */
export const fieldsMarkdown = (): string =>
  [
    "| field | what it asks | examples |",
    "|---|---|---|",
    ...queryFields.map((field) => {
      const values = Object.entries(field.values ?? {}).map(([value, meaning]) => `\`${value}\` ${meaning}`);
      const what = [field.description, ...(values.length > 0 ? [`${values.join("; ")}.`] : [])].join(" ");
      const examples = field.examples.map((example) => `\`${example}\``).join(" ");
      return `| ${namesOf(field)
        .split(", ")
        .map((name) => `\`${name}\``)
        .join(" ")} | ${what} | ${examples} |`;
    }),
  ].join("\n");
