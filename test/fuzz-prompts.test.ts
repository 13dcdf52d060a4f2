import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type PromptDocument, PromptReader, readPrompt, seededRandom } from "../server/core/index.ts";
import { rangesOf } from "./support/document-ranges.ts";
import { processorMs, roomFor } from "./support/processor-time.ts";
import { mutatedOnce } from "./support/prompt-mutations.ts";
import { promptSeeds } from "./support/prompt-seeds.ts";
import { realData } from "./support/real-data.ts";

/** `npm run fuzz` reads 100,000 files; each run of the tests some thousand. */
const files = Number(process.env.FUZZ_FILES ?? 6_000);
const slowMs = 100;
const seed = Number(process.env.FUZZ_SEED ?? 3);

/** What is wrong with a document, in words; undefined where nothing is. */
function flaw(document: PromptDocument, text: string): string | undefined {
  const unreadable = document.problems.find(({ code }) => code === "prompt-unreadable");
  if (unreadable) return unreadable.message;
  for (const { start, end } of rangesOf(document))
    if (!(0 <= start && start <= end && end <= text.length))
      return `a range ${start}..${end} outside the text`;
  const { instructions } = document;
  if (new Set(instructions.map(({ key }) => key)).size < instructions.length)
    return "two instructions of one key";
  for (const [index, { range, message }] of instructions.entries()) {
    const raw = text.slice(range.start, range.end);
    if (raw.trim() !== raw || raw === "")
      return `an instruction with blanks around it: ${JSON.stringify(raw)}`;
    if (index > 0 && range.start < instructions[index - 1]!.range.end) return `an overlap at ${range.start}`;
    if (!document.messages[message]) return `an instruction of message ${message}, which is not there`;
  }
  return undefined;
}

/** The least of some readings: other work on the machine is not what is measured. Milliseconds. */
function fastestMs(path: string, text: string, firstMs: number): number {
  let least = firstMs;
  for (let i = 0; i < 4 && least > slowMs; i++) {
    const before = processorMs();
    readPrompt(path, text);
    least = Math.min(least, processorMs() - before);
  }
  return least;
}

/** With `npm run fuzz` also prompts of public projects, where they are at hand. */
function realSeeds(): readonly (readonly [path: string, text: string])[] {
  const folder = process.env.FUZZ_FILES ? realData("d-prompts") : undefined;
  if (!folder) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), "utf8")] as const);
}

const seeds = [...promptSeeds, ...realSeeds()];

describe("mutated prompt files", () => {
  it.each(seeds)(
    "%s: no throw, no hang, ranges inside the text, and edit by edit the same as afresh",
    (path, whole) => {
      const random = seededRandom(seed);
      const formats = new Set<string>();
      let slowestMs = 0;
      for (let read = 0; read < Math.ceil(files / seeds.length); ) {
        // One file as it is edited some times over: each state is read both ways.
        const reader = new PromptReader(path);
        let text = whole;
        for (let edits = 1 + Math.floor(random() * 8); edits > 0; edits--, read++) {
          text = mutatedOnce(text, random).slice(0, 40_000);
          const before = processorMs();
          const fresh = readPrompt(path, text);
          const tookMs = processorMs() - before;
          slowestMs = Math.max(slowestMs, tookMs > slowMs ? fastestMs(path, text, tookMs) : tookMs);
          formats.add(fresh.format);
          const wrong = text.includes("\0") ? undefined : flaw(fresh, text);
          if (wrong) expect.fail(`${wrong}\n${JSON.stringify(text)}`);
          if (slowestMs > slowMs && slowestMs > roomFor(slowMs))
            expect.fail(`${slowestMs} ms for\n${JSON.stringify(text)}`);
          const edited = reader.read(text);
          if (JSON.stringify(edited) !== JSON.stringify(fresh)) {
            expect(edited, JSON.stringify(text)).toEqual(fresh);
          }
        }
      }
      if (process.env.FUZZ_FILES)
        console.log(`${path} (${[...formats]}): slowest ${slowestMs.toFixed(1)} ms`);
    },
    30 * 60_000,
  );
});
