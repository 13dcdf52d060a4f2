import { coverOf, isDirectiveKind, nameFrom, proposeChecks, type SeenTool } from "../../attribution/index.ts";
import type { Assertion, Evaluator } from "../../evaluators/index.ts";
import type { PromptFile } from "../prompt-files.ts";

export interface Candidate {
  readonly pattern: string;
  /** The entry for `evaluators:`, without the behavior that it is for. */
  readonly entry: Readonly<Record<string, unknown>> & {
    readonly name: string;
    readonly assert: readonly Assertion[];
  };
}

const mostTools = 15;
const mostInOrder = 6;

/** Checks that need no value: what an agent may do wrong whatever it is for. */
const plain: readonly (readonly [string, Assertion])[] = [
  ["says-only-what-is-known", { type: "grounded" }],
  ["does-not-refuse", { type: "not-is-refusal" }],
  ["promises-nothing", { type: "not-promises" }],
  ["does-not-hedge", { type: "not-hedges" }],
  ["does-not-disclaim", { type: "not-disclaims" }],
  ["does-not-apologise", { type: "not-apologises" }],
  ["apologises", { type: "apologises" }],
  ["is-polite", { type: "polite" }],
  ["answers-in-the-users-language", { type: "same-language" }],
  ["ends-with-a-question", { type: "ends-with-question" }],
  ["does-not-end-with-a-question", { type: "not-ends-with-question" }],
  ["one-tool-call-at-a-time", { type: "tool-calls-per-message", threshold: 1 }],
  ["no-text-beside-a-tool-call", { type: "no-text-beside-tool-call" }],
];

/**
 * What could tell conversations that fail from those that pass, by checks alone: which tools were called, in which order and after whose
 * consent, manners, and what patterns read off the lines of the prompts at hand. What an evaluator says already is left out: that it
 * fails what it fails is no news.
 */
export function behaviorCandidates(
  tools: readonly SeenTool[],
  files: readonly PromptFile[],
  evaluators: readonly Evaluator[],
): Candidate[] {
  const known = new Set(evaluators.flatMap(({ definition }) => definition.assert.map(keyOf)));
  const often = [...tools].sort((a, b) => b.calls - a.calls).slice(0, mostTools);
  const all = [
    ...files.flatMap((file) => fromLines(file, tools)),
    ...often.flatMap(({ name }) => [
      made("tool", nameFrom("calls", name), { type: "trajectory:tool-used", value: name }),
      made("tool", nameFrom("does not call", name), { type: "not-trajectory:tool-used", value: name }),
      made("tool", nameFrom("asks before", name), { type: "confirmed-before", value: name }),
    ]),
    ...often.slice(0, mostInOrder).flatMap((first) =>
      often.slice(0, mostInOrder).flatMap((second) =>
        first === second
          ? []
          : [
              made("tool", nameFrom(first.name, "before", second.name), {
                type: "trajectory:tool-sequence",
                value: [first.name, second.name],
              }),
            ],
      ),
    ),
    ...plain.map(([name, assertion]) => made("manner", name, assertion)),
  ];
  const seen = new Set<string>();
  return all.filter(({ entry }) => {
    const key = JSON.stringify(entry.assert.map(keyOf));
    const isNew = !seen.has(key) && !entry.assert.every((one) => known.has(keyOf(one)));
    seen.add(key);
    return isNew;
  });
}

const keyOf = ({ type, value, threshold }: Assertion): string => JSON.stringify([type, value, threshold]);

const made = (pattern: string, name: string, assertion: Assertion): Candidate => ({
  pattern,
  entry: { name, assert: [assertion] },
});

function fromLines({ document, name: prompt }: PromptFile, tools: readonly SeenTool[]): Candidate[] {
  return document.instructions
    .filter(({ kind }) => isDirectiveKind(kind))
    .flatMap((instruction) => {
      const cover = coverOf(instruction, document);
      if (cover === undefined) return [];
      return proposeChecks({ ...instruction, tools }).map(({ pattern, name, scope, when, assert }) => ({
        pattern,
        entry: { name, scope, prompts: [prompt], ...(when && { when }), assert, covers: [cover] },
      }));
    });
}
