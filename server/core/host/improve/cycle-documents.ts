import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { termsIn, wordsIn } from "../../signals/index.ts";
import type { AgentDefinition } from "../config-agents.ts";

/** Documents that the configuration names for an agent, by passages that may be put into its prompt as they are. */
export interface CycleDocuments {
  readonly passages: readonly string[];
  /** Why a document gives none, as sentences. */
  readonly lost: readonly string[];
}

/** A shorter one is a heading, a longer one makes the prompt grow by more than it may. In characters. */
const shortest = 30;
const longest = 360;
const mostShown = 6;

/** Paragraphs and items, each on one line. */
export async function cycleDocuments(
  { documents = [] }: Pick<AgentDefinition, "documents">,
  root: string,
): Promise<CycleDocuments> {
  const read = await Promise.all(
    documents.map(async (file) => {
      const text = await readFile(join(root, file), "utf8").catch(() => undefined);
      return { file, passages: text === undefined ? undefined : passagesIn(text) };
    }),
  );
  return {
    passages: [...new Set(read.flatMap(({ passages = [] }) => passages))],
    lost: read.flatMap(({ file, passages }) => {
      if (passages === undefined) return [`${file} is not there.`];
      return passages.length > 0 ? [] : [`${file} has no passage of ${shortest} to ${longest} characters.`];
    }),
  };
}

export function passagesIn(text: string): string[] {
  return text
    .replace(/\r\n?/g, "\n")
    .split(/\n\s*\n|\n(?=\s*(?:[-*+]|\d{1,3}[.)])\s)|\n(?=#)|(?<=^#[^\n]*)\n/m)
    .map((one) =>
      one
        .replace(/^\s*(?:[-*+]|\d{1,3}[.)])\s+/, "")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter((one) => !one.startsWith("#") && one.length >= shortest && one.length <= longest);
}

/** Those that share most with what went wrong, by words that few passages have. */
export function passagesFor(passages: readonly string[], failing: readonly string[]): string[] {
  const termsOf = (text: string): ReadonlySet<string> => new Set(termsIn(wordsIn(text.toLowerCase())));
  const all = passages.map((text) => ({ text, terms: termsOf(text) }));
  const wanted = termsOf(failing.join(" "));
  const weightOf = (term: string): number =>
    Math.log((all.length + 1) / (all.filter(({ terms }) => terms.has(term)).length + 0.5));
  return all
    .map(({ text, terms }) => ({
      text,
      score: [...terms].reduce((sum, term) => sum + (wanted.has(term) ? weightOf(term) : 0), 0),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, mostShown)
    .map(({ text }) => text);
}
