import { phrases, type RequirementOptions, requirementSimulator } from "./hidden-requirements.ts";
import { interactingLines } from "./interacting-lines.ts";
import { Rng } from "./rng.ts";
import type { RunOptions } from "./run-variant.ts";
import type { Simulator, Variant } from "./simulator.ts";

/** A task with one thing made harder. */
export interface Hardship {
  readonly name: string;
  readonly simulator: Simulator;
  readonly variant: Variant;
  readonly options: RunOptions;
}

const letters = "abcdefghijklmnopqrstuvwxyz";
/** Names of things, none of which holds another. */
const manyPhrases = (count: number): string[] =>
  Array.from({ length: count }, (_, i) =>
    i < phrases.length ? phrases[i]! : `mind the point ${letters[i % 26]}${letters[Math.floor(i / 26)]}.`,
  );

const hardship = (
  name: string,
  task: RequirementOptions,
  variant: Partial<Variant> = {},
  options: RunOptions = {},
): Hardship => ({
  ...{ name, options },
  simulator: requirementSimulator(task),
  variant: { name, mode: "frac", noise: 0, modules: 1, ...variant },
});

/** The harmful ones among the lines that act on each other. */
const harmful = interactingLines.PHRASES.slice(12);

/** Reflections that put in a harmful line nobody asked for, or write the whole text anew and forget lines. */
const carelessReflections = (inventing: number, rewriting: number): Simulator => ({
  ...interactingLines,
  reflect: (seed, n, current, named, dropRate) => {
    let text = interactingLines.reflect(seed, n, current, named, dropRate);
    const rng = new Rng(`${seed}|careless|${n}`);
    if (rng.f() < inventing) text += `\n- ${harmful[rng.i(harmful.length)]!}`;
    if (rng.f() >= rewriting) return text;
    const kept = interactingLines.PHRASES.filter((phrase) => text.includes(phrase) && rng.f() < 0.6);
    return [interactingLines.BASE, ...kept.map((phrase) => `* please ${phrase}`)].join("\n");
  },
});

const careless = (name: string, inventing: number, rewriting: number, noise = 0): Hardship => ({
  ...{ name, options: {}, simulator: carelessReflections(inventing, rewriting) },
  variant: { name, mode: "frac", noise, modules: 1 },
});

export const hardships: readonly Hardship[] = [
  hardship("30 % wrong hints", { wrongHints: 0.3 }),
  hardship("30 % wrong hints, all or nothing", { wrongHints: 0.3 }, { mode: "pass" }),
  hardship("15 % noise", {}, { noise: 0.15 }),
  hardship("15 % noise, all or nothing", {}, { noise: 0.15, mode: "pass" }),
  hardship("15 % noise, two modules", {}, { noise: 0.15, modules: 2 }),
  hardship("half of reflections lose a line", {}, {}, { dropRate: 0.5 }),
  hardship("feedback in varying words", { wording: "varied" }, { mode: "pass" }),
  hardship("feedback in one line, all or nothing", { wording: "joined" }, { mode: "pass" }),
  hardship("a numbered list", { layout: "numbered" }),
  hardship("one paragraph", { layout: "paragraph" }),
  hardship("one sentence with commas", { layout: "commas" }),
  hardship("lines in another order each time", { layout: "shuffled" }),
  hardship("all lines reworded each time", { layout: "reworded" }),
  hardship("no feedback", { wording: "none" }),
  hardship("one case to learn from", {}, {}, { train: 1 }),
  hardship("3 requirements", { phrases: phrases.slice(0, 3) }),
  hardship("40 requirements", { phrases: manyPhrases(40) }),
  hardship("40 requirements, all or nothing", { phrases: manyPhrases(40) }, { mode: "pass" }),
  careless("80 % of reflections add a harmful line", 0.8, 0),
  careless("half of reflections rewrite everything", 0, 0.5),
  careless("both, 40 % each", 0.4, 0.4),
  careless("both, and 5 % noise", 0.4, 0.4, 0.05),
];
