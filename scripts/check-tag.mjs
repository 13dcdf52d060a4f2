// Refuses a release whose tag, version and change log do not say the same.
// usage: node scripts/check-tag.mjs [v0.1.0]   default: the tag that GitHub runs on
import fs from "node:fs";
import path from "node:path";
import { repository } from "./setup-vscode.mjs";

const read = (name) => fs.readFileSync(path.join(repository, name), "utf8");
const { version } = JSON.parse(read("package.json"));
const tag = process.argv[2] ?? process.env.GITHUB_REF_NAME ?? "";
const wrong = [
  ...(tag === `v${version}` ? [] : [`The tag is ${tag} and package.json says ${version}.`]),
  ...(read("CHANGELOG.md").split(/\r?\n/).includes(`## ${version}`)
    ? []
    : [`CHANGELOG.md has no section "## ${version}".`]),
];
for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 ? 1 : 0;
