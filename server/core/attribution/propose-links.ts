import { wordsOfTool } from "../evaluators/index.ts";
import type { Instruction, PromptDocument } from "../prompt/index.ts";
import { isDirectiveKind } from "./coverage.ts";
import { coverOf } from "./proposed-checks/cover-of.ts";
import { termsIn } from "./terms.ts";

/** What an evaluator says of itself: its name, its description, and the texts of its assertions. */
export interface EvaluatorWords {
  readonly name: string;
  readonly description?: string;
  readonly texts: readonly string[];
}

/** A line that an evaluator seems to test, until a person says so. `cover`: what stands for it under `covers:`. */
export interface ProposedLink {
  readonly key: string;
  readonly text: string;
  readonly cover: string;
  /** How alike their words are, in 0..1. */
  readonly likeness: number;
  /** Stems that both use, the rarest first. */
  readonly words: readonly string[];
}

const mostLinks = 3;
/** Below it words are shared by chance. */
const leastLikeness = 0.15;
/** A name and a description say what is tested; what is asserted says how, in words and patterns. */
const weights = { name: 2, description: 2, texts: 1 } as const;
/** The title of a section says a little of each line in it, the condition of a line all. */
const titleWeight = 0.5;

/** Lines that an evaluator may test, the likeliest first: those whose words, weighed by how few lines use them, are most like its own. */
export function proposeLinks(evaluator: EvaluatorWords, document: PromptDocument): ProposedLink[] {
  const lines = document.instructions.filter(({ kind }) => isDirectiveKind(kind));
  const bags = lines.map((line) => bagOf(line, document));
  const rarity = rarityIn(bags);
  const own = new Map<string, number>();
  add(own, spaced(evaluator.name), weights.name);
  add(own, evaluator.description ?? "", weights.description);
  for (const text of evaluator.texts) add(own, text, weights.texts / Math.max(1, evaluator.texts.length));
  return lines
    .map((line, i) => ({ line, ...likeness(own, bags[i]!, rarity) }))
    .filter((one) => one.likeness >= leastLikeness)
    .sort((a, b) => b.likeness - a.likeness || a.line.range.start - b.line.range.start)
    .slice(0, mostLinks)
    .flatMap(({ line, likeness, words }) => {
      const cover = coverOf(line, document);
      return cover === undefined ? [] : [{ key: line.key, text: line.text, cover, likeness, words }];
    });
}

/** "one-tool-call" and `oneToolCall` as words. */
const spaced = (name: string): string => [name.replace(/[-_.]+/g, " "), ...wordsOfTool(name)].join(" ");

function add(bag: Map<string, number>, text: string, weight: number): void {
  for (const term of new Set(termsIn(text.replace(/[-_]+/g, " "))))
    bag.set(term, (bag.get(term) ?? 0) + weight);
}

function bagOf({ text, triggers, range }: Instruction, document: PromptDocument): Map<string, number> {
  const bag = new Map<string, number>();
  add(bag, [text, ...triggers].join(" "), 1);
  for (const { range: own, title } of document.sections)
    if (own.start <= range.start && range.end <= own.end)
      for (const term of termsIn(title)) if (!bag.has(term)) bag.set(term, titleWeight);
  return bag;
}

/** Inverse document frequency over lines. A word that no line uses tells none from another. */
function rarityIn(bags: readonly ReadonlyMap<string, number>[]): (term: string) => number {
  const users = new Map<string, number>();
  for (const bag of bags) for (const term of bag.keys()) users.set(term, (users.get(term) ?? 0) + 1);
  return (term) => {
    const count = users.get(term);
    return count === undefined ? 0 : Math.log(1 + bags.length / count);
  };
}

/** The cosine of two bags of words. */
function likeness(
  own: ReadonlyMap<string, number>,
  line: ReadonlyMap<string, number>,
  rarity: (term: string) => number,
): { likeness: number; words: string[] } {
  const length = (bag: ReadonlyMap<string, number>): number =>
    Math.sqrt([...bag].reduce((sum, [term, weight]) => sum + (weight * rarity(term)) ** 2, 0));
  const shared = [...own.keys()].filter((term) => line.has(term) && rarity(term) > 0);
  const product = shared.reduce((sum, term) => sum + own.get(term)! * line.get(term)! * rarity(term) ** 2, 0);
  const lengths = length(own) * length(line);
  return {
    likeness: lengths === 0 ? 0 : product / lengths,
    words: shared.sort((a, b) => rarity(b) - rarity(a) || (a < b ? -1 : 1)),
  };
}

/** Texts in what an evaluator asserts and when it applies: rubrics, words looked for, names of tools. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value.slice(0, 2_000)];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "type" ? [String(inner)] : textsIn(inner)));
}
