// Writes server/core/review/query/parser.ts from query.grammar beside it; a test says when it is not current.
// usage: npm run query-grammar
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildParserFile } from "@lezer/generator";

const folder = join(resolve(import.meta.dirname, ".."), "server/core/review/query");

/** The file as it should be. */
export const generatedParser = () =>
  buildParserFile(readFileSync(join(folder, "query.grammar"), "utf8"), {
    fileName: "query.grammar",
    typeScript: true,
  }).parser;

if (process.argv[1] === import.meta.filename) writeFileSync(join(folder, "parser.ts"), generatedParser());
