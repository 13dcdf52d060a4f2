import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import type { PromptName } from "./demo-types.ts";
import { demoSeed, generateDemo, type PromptTexts } from "./generate.ts";
import { writeLarge } from "./large/write-large.ts";

/**
 * Writes the demo's conversations and what is planted in them; with `--large FOLDER` the large demo instead, into that folder. Run from
 * the root of the repository; prompts and homeostat.yaml are written by hand and only read here.
 */
const { values } = parseArgs({ options: { large: { type: "string" } } });
if (values.large === undefined) writeSmall();
else largeReport(values.large);

function writeSmall(): void {
  const demo = join("media", "demo");
  const promptNames: readonly PromptName[] = ["coach", "injury", "nutrition", "support"];

  const prompts = Object.fromEntries(
    promptNames.map((name) => [name, readFileSync(join(demo, "prompts", `${name}.prompt.md`), "utf8")]),
  ) as PromptTexts;
  const { conversations, truth, intentOf } = generateDemo(prompts);

  mkdirSync(join(demo, "conversations"), { recursive: true });
  for (const name of promptNames) {
    writeFileSync(
      join(demo, "conversations", `${name}.jsonl.gz`),
      gzipSync(conversations[name], { level: 9 }),
    );
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
}

function largeReport(folder: string): void {
  const { conversations, intents } = writeLarge(".", folder);
  console.log(`${conversations} conversations of ${intents.length} intents in ${folder}`);
  for (const { id, conversations: n, failed, fails } of intents)
    if (fails)
      console.log(
        `${id.padEnd(24)} ${failed} of ${n} fail, ${fails.failed} by ${fails.evaluator}${fails.arrives ? ` (${fails.arrives})` : ""}`,
      );
}
