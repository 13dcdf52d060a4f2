import { diffHunks, type Suggestion } from "../../server/core/improve/index.ts";
import {
  findingsOf,
  suggestionLenses,
  suggestionsFor,
  suggestionsOnText,
  suggestionTitle,
} from "../../server/core/index.ts";
import type { Mark, MarkerFile } from "./marker-file.ts";
import type { MarkedView } from "./marker-test.ts";

/**
 * Suggestions of a marker file: `//- /suggestion (asks-order-number 4/20 to 20/20, accepted)` holds the whole text that one makes of the
 * measured prompt, with its target, what it showed and what was decided. Marks are its lenses, and the fixes of findings.
 */
export function suggestionMarks({ sections }: MarkerFile): (view: MarkedView) => Mark[] {
  const measured = sections.find(({ name, options }) => name.endsWith(".md") && !options.includes("edited"))!;
  const listed = sections
    .filter(({ name }) => name === "suggestion")
    .map(({ text, options: [effect = "", state = "waiting"] }, index) => ({
      suggestion: suggested(measured.name, measured.text, text, effect, index),
      state: state as "waiting" | "accepted" | "rejected",
    }));
  return (view) => {
    const on = suggestionsOnText(listed, view.file, view.document.text);
    return [
      ...suggestionLenses(view, on).map(({ range, title }) => ({ place: range, label: `lens: ${title}` })),
      ...findingsOf(view).flatMap((finding) =>
        suggestionsFor(finding, view, on).map(({ suggestion }) => ({
          place: finding.range,
          label: `fix of ${finding.code}: ${suggestionTitle(suggestion)}`,
        })),
      ),
    ];
  };
}

function suggested(file: string, base: string, text: string, effect: string, index: number): Suggestion {
  const [, name = "", ...numbers] = /^(\S+) (\d+)\/(\d+) to (\d+)\/(\d+)$/.exec(effect) ?? [];
  if (name === "")
    throw new Error(`A suggestion says what it showed, as in "polite 4/20 to 20/20", not "${effect}"`);
  const [before = 0, n = 0, after = 0, ofAfter = 0] = numbers.map(Number);
  return {
    ...{ id: `suggestion-${index}`, cycle: "cycle", atMs: 0, analysis: "", fixed: [], broken: [], flags: [] },
    target: { kind: "evaluator", id: name, name },
    prompt: { name: "support", file, version: "version" },
    base: { [file]: base },
    hunks: diffHunks(base, text).map((hunk) => ({ ...hunk, file })),
    effects: [
      {
        ...{ kind: "evaluator", id: name, name },
        ...{ before: { pass: before, n }, after: { pass: after, n: ofAfter } },
      },
    ],
    gate: { cases: n, trials: 4 * n, errorRate: 0.05 },
    cost: { calls: 0, reflections: 0, candidates: 1 },
  };
}
