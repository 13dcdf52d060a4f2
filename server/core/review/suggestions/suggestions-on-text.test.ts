import { expect, test } from "vitest";
import { applyHunks, diffHunks, type Suggestion } from "../../improve/index.ts";
import { readPrompt } from "../../prompt/index.ts";
import type { Finding } from "../findings.ts";
import { viewOf } from "../prompt-view.ts";
import { emptySnapshot } from "../snapshot.ts";
import {
  suggestionLenses,
  suggestionsFor,
  suggestionsOfSection,
  suggestionsOnText,
} from "./suggestions-on-text.ts";

const file = "a.prompt.md";
const base =
  "# Shop\n\n- Be brief.\n\n## Tone\n\n- Greet people.\n- Answer at once.\n\n## Names\n\n- Use names.\n";

function suggestion(text: string, more: Partial<Suggestion> = {}): Suggestion {
  return {
    ...{ id: "s1", cycle: "c1", atMs: 0, analysis: "", fixed: [], broken: [], flags: [] },
    target: { kind: "evaluator", id: "polite", name: "polite" },
    prompt: { name: "a", file, version: "v" },
    base: { [file]: base },
    hunks: diffHunks(base, text).map((hunk) => ({ ...hunk, file })),
    effects: [
      {
        kind: "evaluator",
        id: "polite",
        name: "polite",
        before: { pass: 1, n: 9 },
        after: { pass: 9, n: 9 },
      },
    ],
    gate: { cases: 20, trials: 40, errorRate: 0.05 },
    cost: { calls: 1, reflections: 1, candidates: 1 },
    ...more,
  };
}

const warm = suggestion(base.replace("Greet people.", "Greet people warmly."));
const laid = (
  text: string,
  ...listed: readonly { suggestion: Suggestion; state: "waiting" | "accepted" | "rejected" }[]
) => {
  const view = viewOf(emptySnapshot, file, readPrompt(file, text));
  const on = suggestionsOnText(listed, file, text);
  const lineOf = ({ start }: { start: number }): string =>
    text.split("\n")[view.lines.positionAt(start).line]!;
  const lenses = suggestionLenses(view, on).map(({ range, title, act }) => [lineOf(range), title, act]);
  return { view, on, lenses };
};
const title = "Meet “polite”: 1/9 to 9/9, 0 of 20 broken";
const finding = (text: string, words: string, more: Partial<Finding> = {}): Finding => ({
  ...{ severity: "error", code: "pass-rate", message: "" },
  range: { start: text.indexOf(words), end: text.indexOf(words) + words.length },
  ...more,
});

test("a lens stands over the section that a suggestion edits", () => {
  const second = suggestion(base.replace("Greet people.", "Greet."), { id: "s2" });
  expect(laid(base, { suggestion: warm, state: "waiting" }).lenses).toEqual([
    ["## Tone", `1 suggestion: ${title}`, "show"],
  ]);
  expect(
    laid(base, { suggestion: warm, state: "waiting" }, { suggestion: second, state: "waiting" }).lenses,
  ).toEqual([["## Tone", `2 suggestions: ${title}`, "show"]]);
});

test("what is in the text waits to be committed, what was changed meanwhile is stale, what is rejected is gone", () => {
  const accepted = applyHunks(base, warm.hunks);
  expect(laid(accepted, { suggestion: warm, state: "accepted" }).lenses).toEqual([
    ["# Shop", "Accepted, not committed: Meet “polite”", "approve"],
  ]);
  // Undone, it can be accepted again.
  expect(laid(base, { suggestion: warm, state: "accepted" }).lenses).toMatchObject([
    ["## Tone", `1 suggestion: ${title}`, "show"],
  ]);
  const changed = base.replace("Greet people.", "Say hello.");
  expect(laid(changed, { suggestion: warm, state: "waiting" }).lenses).toEqual([
    ["# Shop", "Stale suggestion, its lines were changed: Meet “polite”", "show"],
  ]);
  expect(laid(base, { suggestion: warm, state: "rejected" }).lenses).toEqual([]);
});

test("it fixes what fails by its target, and what fails or is suspected on the lines that it edits, and nothing else", () => {
  const { view, on } = laid(base, { suggestion: warm, state: "waiting" });
  const fixes = (one: Finding): boolean => suggestionsFor(one, view, on).length > 0;
  expect(fixes(finding(base, "Use names.", { evaluator: "polite" }))).toBe(true);
  expect(fixes(finding(base, "Greet people.", { evaluator: "other" }))).toBe(true);
  expect(fixes(finding(base, "Greet people.", { code: "suspect-line" }))).toBe(true);
  expect(fixes(finding(base, "Greet people.", { code: "untested-line" }))).toBe(false);
  expect(fixes(finding(base, "Answer at once.", { evaluator: "other" }))).toBe(false);
  expect(fixes(finding(base, "Use names.", { behavior: "polite" }))).toBe(false);
});

test("what puts a line behind another leaves that one as it is", () => {
  const more = suggestion(base.replace("- Greet people.\n", "- Greet people.\n- Smile.\n"));
  const { view, on } = laid(base, { suggestion: more, state: "waiting" });
  expect(suggestionsFor(finding(base, "Greet people.", { evaluator: "other" }), view, on)).toEqual([]);
});

test("a section is offered what edits it", () => {
  const { view, on } = laid(base, { suggestion: warm, state: "waiting" });
  const at = (words: string): number => suggestionsOfSection(base.indexOf(words), view, on).length;
  expect([at("Answer at once"), at("## Tone"), at("Use names"), at("Be brief")]).toEqual([1, 1, 0, 0]);
});
