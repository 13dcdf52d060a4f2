import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mutateLine } from "../server/core/attribution/index.ts";
import { checkEdit } from "../server/core/improve/index.ts";
import { type Instruction, type PromptDocument, readPrompt } from "../server/core/prompt/index.ts";
import { realData } from "./support/real-data.ts";

const prompts = realData("d-prompts");
const linesOfEach = 5;

/** Prompts as people published them; long ones would take their time and say the same. */
function documents(): { file: string; document: PromptDocument }[] {
  return readdirSync(prompts!, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:md|txt|prompt|prompty|jinja2?|j2|poml|mustache|ya?ml)$/.test(file))
    .filter((file) => !/README|LICENSE|MANIFEST/i.test(file) && statSync(join(prompts!, file)).isFile())
    .map((file) => ({ file, document: readPrompt(file, readFileSync(join(prompts!, file), "utf8")) }))
    .filter(({ document }) => document.text.length < 20_000);
}

const lineAround = (text: string, { range }: Instruction): { start: number; end: number } => ({
  start: text.lastIndexOf("\n", range.start - 1) + 1,
  end: text.indexOf("\n", range.end) + 1,
});

describe.skipIf(!prompts)("guards on prompts that people published", () => {
  it("a prohibition that is dropped, weakened or negated asks for a second yes", () => {
    let [tried, flagged] = [0, 0];
    for (const { file, document } of documents()) {
      const strong = document.instructions.filter(({ text }) =>
        /\b(?:never|must not|do not|don't|cannot|refuse|not allowed)\b/i.test(text),
      );
      for (const { key } of strong.slice(0, linesOfEach))
        for (const operator of ["drop", "weaken", "negate"] as const) {
          const mutated = mutateLine({ file, text: document.text }, key, operator);
          if (!("text" in mutated)) continue;
          tried++;
          if (checkEdit({ file, before: document.text, after: mutated.text }).length > 0) flagged++;
        }
    }
    expect(tried).toBeGreaterThan(100);
    expect(flagged / tried).toBeGreaterThan(0.95);
  }, 120_000);

  it("a line that is added, or changes places with the next, does not", () => {
    let [tried, flagged] = [0, 0];
    for (const { file, document } of documents()) {
      const { text } = document;
      const lines = document.instructions
        .filter(({ kind }) => kind === "always")
        .map((one) => lineAround(text, one))
        .filter(({ start, end }) => /^\s*[-*] /.test(text.slice(start, end)));
      for (const [i, { start, end }] of lines.slice(0, linesOfEach).entries()) {
        const next = lines[i + 1];
        const swapped =
          next?.start === end
            ? [
                text.slice(0, start) +
                  text.slice(end, next.end) +
                  text.slice(start, end) +
                  text.slice(next.end),
              ]
            : [];
        for (const after of [
          `${text.slice(0, start)}- Begin with the answer.\n${text.slice(start)}`,
          ...swapped,
        ]) {
          tried++;
          if (checkEdit({ file, before: text, after }).length > 0) flagged++;
        }
      }
    }
    expect(tried).toBeGreaterThan(100);
    expect(flagged / tried).toBeLessThan(0.02);
  }, 120_000);

  it("a placeholder that is dropped is stopped", () => {
    const holed = documents().filter(({ document }) => document.variables.length > 0);
    expect(holed.length).toBeGreaterThan(15);
    for (const { file, document } of holed) {
      const { start, end } = document.variables[0]!.range;
      const after = document.text.slice(0, start) + document.text.slice(end);
      expect(
        checkEdit({ file, before: document.text, after }).map(({ rule }) => rule),
        file,
      ).toContain("placeholders");
    }
  }, 120_000);
});
