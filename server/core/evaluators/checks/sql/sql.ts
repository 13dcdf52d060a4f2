import type { JsonSchema } from "../../check-type.ts";
import { isRecord } from "../../is-record.ts";
import { textCheck } from "../text-check.ts";
import { plainSql } from "./plain-sql.ts";
import { sqlBlocks } from "./sql-blocks.ts";

const texts: JsonSchema = { type: "array", items: { type: "string" } };
const value: JsonSchema = {
  type: "object",
  properties: {
    databaseType: {
      type: "string",
      default: "MySQL",
      description: "MySQL, PostgresQL, MariaDB, Sqlite, TransactSQL, BigQuery…",
    },
    allowedTables: {
      ...texts,
      description: "As `select::(.*)::orders`: what is done, database, table; regular expressions.",
    },
    allowedColumns: { ...texts, description: "As `select::orders::id`; regular expressions." },
  },
  additionalProperties: false,
};

export const isSql = textCheck({
  name: "is-sql",
  doc: "The whole output is SQL that a parser of the dialect reads (`databaseType`, default MySQL); with `allowedTables` and `allowedColumns` it also uses no others.",
  claim: "be SQL",
  value,
  read: rulesOf,
  open: async (rules) => {
    const parser = await openParser();
    return (output) => sqlProblem(output, rules, parser);
  },
});

export const containsSql = textCheck({
  name: "contains-sql",
  doc: "One of the output's code blocks (fenced, marked `sql` or not marked) is SQL as for `is-sql`; where it has no such block, the whole output is.",
  claim: "contain SQL",
  value,
  read: rulesOf,
  open: async (rules) => {
    const parser = await openParser();
    return (output) => containedProblem(output, rules, parser);
  },
});

interface Rules {
  readonly databaseType: string;
  readonly allowedTables?: readonly string[];
  readonly allowedColumns?: readonly string[];
}

function rulesOf(given: unknown): Rules {
  if (!given) return { databaseType: "MySQL" };
  if (!isRecord(given))
    throw new Error("`value` must be a mapping with `databaseType`, `allowedTables` or `allowedColumns`");
  const { databaseType = "MySQL", allowedTables, allowedColumns } = given;
  if (typeof databaseType !== "string") throw new Error("`databaseType` must be a text");
  for (const [key, list] of Object.entries({ allowedTables, allowedColumns }))
    if (list !== undefined && !(Array.isArray(list) && list.every((one) => typeof one === "string")))
      throw new Error(`\`${key}\` must be a list of texts`);
  return { databaseType: databaseType || "MySQL", allowedTables, allowedColumns } as Rules;
}

type Parser = InstanceType<typeof import("node-sql-parser").Parser>;

async function openParser(): Promise<Parser> {
  const module = await import("node-sql-parser");
  // A CommonJS package: bundlers and Node disagree on where its exports are.
  const { Parser } = "Parser" in module ? module : (module as { default: typeof module }).default;
  return new Parser();
}

function containedProblem(output: string, rules: Rules, parser: Parser): string | undefined {
  const blocks = sqlBlocks(output);
  let problem: string | undefined = "it holds nothing to read";
  for (const candidate of blocks.length > 0 ? blocks : [output]) {
    if (candidate.trim() === "") continue;
    problem = sqlProblem(candidate, rules, parser);
    if (problem === undefined) return undefined;
  }
  return problem;
}

/** The parser accepts some texts that no database does; promptfoo refuses those, and so do we. */
function sqlProblem(output: string, rules: Rules, parser: Parser): string | undefined {
  const { databaseType, allowedTables, allowedColumns } = rules;
  const sql = output.trim();
  const notSql = `it is not ${databaseType} SQL`;
  if (sql === "") return "it is empty";
  if ((sql.match(/`/g)?.length ?? 0) % 2 === 1) return `${notSql}: a backtick is left open`;
  if (lacksComma(plainSql(sql, databaseType), databaseType))
    return `${notSql}: a comma may be missing between columns`;
  if (databaseType === "MySQL" && /\bgenerate_series\s*\(/i.test(sql))
    return `${notSql}: it has no generate_series`;
  const options = { database: databaseType };
  try {
    parser.astify(output, options);
  } catch (error) {
    return `${notSql}: ${(error as Error).message}`;
  }
  return (
    notAllowed(
      () => parser.whiteListCheck(output, [...(allowedTables ?? [])], { ...options, type: "table" }),
      allowedTables,
    ) ??
    notAllowed(
      () => parser.whiteListCheck(output, withoutTable(allowedColumns ?? []), { ...options, type: "column" }),
      allowedColumns,
    )
  );
}

function notAllowed(check: () => unknown, allowed: readonly string[] | undefined): string | undefined {
  if (!allowed) return undefined;
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The parser knows no table of a column that is written without one, so `select::orders::id` allows `select::null::id` as well. */
const withoutTable = (columns: readonly string[]): string[] => [
  ...new Set(
    columns.flatMap((column) => {
      const parts = column.split("::");
      return parts.length === 3 && parts[1] !== "null"
        ? [column, `${parts[0]}::null::${parts[2]}`]
        : [column];
    }),
  ),
];

const STANDARD_MODIFIERS = "(?:all|distinct)";
const MYSQL_MODIFIERS =
  "(?:all|distinct(?:row)?|high_priority|straight_join|sql_(?:big_result|buffer_result|cache|calc_found_rows|no_cache|small_result))";
const NAME = "[A-Za-z_][A-Za-z0-9_]*";
const lackingComma = (modifiers: string) =>
  new RegExp(`\\bselect\\s+(?:${modifiers}\\s+)*(?!${modifiers}\\b)${NAME}\\s+${NAME}\\s+from\\b`, "i");
const standard = lackingComma(STANDARD_MODIFIERS);
const mysql = lackingComma(MYSQL_MODIFIERS);

/** `select id name from orders` reads as a column with another name, and hardly ever means it. */
const lacksComma = (sql: string, databaseType: string): boolean =>
  (databaseType === "MySQL" || databaseType === "MariaDB" ? mysql : standard).test(sql);
