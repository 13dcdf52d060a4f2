import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { PromptName } from "./demo-types.ts";
import { demoSeed, generateDemo, type PromptTexts } from "./generate.ts";

/**
 * Writes the demo's conversations and what is planted in them. Run from the root of the repository; prompts and homeostat.yaml are
 * written by hand and only read here.
 */
const demo = join("media", "demo");
const promptNames: readonly PromptName[] = ["coach", "injury", "nutrition", "support"];

const prompts = Object.fromEntries(
  promptNames.map((name) => [name, readFileSync(join(demo, "prompts", `${name}.prompt.md`), "utf8")]),
) as PromptTexts;
const { conversations, truth, intentOf } = generateDemo(prompts);

mkdirSync(join(demo, "conversations"), { recursive: true });
for (const name of promptNames) {
  writeFileSync(join(demo, "conversations", `${name}.jsonl.gz`), gzipSync(conversations[name], { level: 9 }));
}
const planted = {
  seed: demoSeed,
  conversations: Object.keys(intentOf).length,
  evaluators: truth,
  intents: intentOf,
};
writeFileSync(join("test", "support", "demo-truth.json"), `${JSON.stringify(planted, null, 2)}\n`);
for (const { evaluator, all, current } of truth) {
  const n = all.pass + all.fail;
  console.log(
    `${evaluator.padEnd(32)} ${String(all.pass).padStart(4)}/${String(n).padEnd(4)} ${Math.round((100 * all.pass) / n)} %  (present text: ${current.pass}/${current.pass + current.fail})`,
  );
}
