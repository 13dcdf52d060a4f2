import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { PromptName } from "../demo-types.ts";
import type { PromptTexts } from "../generate.ts";
import { generateLarge, type LargeTruth } from "./generate-large.ts";

const promptNames: readonly PromptName[] = ["coach", "injury", "nutrition", "support"];

/** Prompts and homeostat.yaml of the large demo, written by hand; `repository` is the root of the repository. */
export const largeWorkspace = (repository: string): string =>
  join(repository, "scripts", "demo", "large", "workspace");

export const largePrompts = (repository: string): PromptTexts =>
  Object.fromEntries(
    promptNames.map((name) => [
      name,
      readFileSync(join(largeWorkspace(repository), "prompts", `${name}.prompt.md`), "utf8"),
    ]),
  ) as PromptTexts;

/** Makes the large demo in a folder: a workspace ready to be imported, and `truth.json` beside it. */
export function writeLarge(repository: string, folder: string): LargeTruth {
  const { lines, truth } = generateLarge(largePrompts(repository));
  cpSync(largeWorkspace(repository), folder, { recursive: true });
  mkdirSync(join(folder, "conversations"), { recursive: true });
  for (const name of promptNames)
    writeFileSync(
      join(folder, "conversations", `${name}.jsonl.gz`),
      gzipSync(`${lines[name].join("\n")}\n`, { level: 6 }),
    );
  writeFileSync(join(folder, "truth.json"), `${JSON.stringify(truth)}\n`);
  return truth;
}
