import { diffHunks, Gate, type Suggestion } from "../../server/core/improve/index.ts";
import {
  type AuditEntry,
  type EvidenceParts,
  type ToldSuggestionPage,
  toldSuggestionPage,
} from "../../server/core/review/index.ts";

export const suggestedFile = "shop.prompt.md";

export const suggestedBase = `# Shop

- Answer in at most 60 words.
- Never promise a refund.
- Tell the status of an order where it is asked for.
- Be polite, always be polite.

## Safety

- Never ask for the number of a card.
`;

export const suggestedAfter = suggestedBase
  .replace("where it is asked for.", "where it is asked for, with the day it was sent.")
  .replace("- Be polite, always be polite.\n", "")
  .replace("## Safety\n\n", '## Safety\n\n- Begin every answer with "Dear guest,".\n');

const kinds = ["rewrite", "remove", "add"];
const reasons = ["The day is what people ask for next.", "It says nothing that is not said.", ""];

/** Three hunks that were each measured, one of them in a section that is flagged. */
export function suggestionOf(changes: Partial<Suggestion> = {}): Suggestion {
  const hunks = diffHunks(suggestedBase, suggestedAfter).map((hunk, i) => ({
    ...{ ...hunk, file: suggestedFile, operator: kinds[i]!, reason: reasons[i]! },
    worth: { effect: [0.31, 0.02, 0.64][i]!, cases: [24, 18, 40][i]!, alone: i !== 1 },
  }));
  return {
    ...{ id: "3f2a9c41d0e7", cycle: "c0ffee123456", atMs: Date.UTC(2026, 4, 3, 9, 30) },
    target: { kind: "evaluator", id: "polite", name: "polite" },
    prompt: { name: "shop", file: suggestedFile, version: "5b6a7988".repeat(8) },
    ...{ base: { [suggestedFile]: suggestedBase }, hunks },
    analysis: "Four of five answers open without a greeting: no line asks for one.",
    effects: [
      effect("evaluator", "polite", 8, 38),
      effect("evaluator", "no-promise", 39, 39),
      effect("behavior", "b-refund", 10, 22, 24, "refund of an order"),
      effect("behavior", "b-hours", 12, 11, 16, "opening hours"),
    ],
    fixed: ["shop-00004", "shop-00009", "shop-00012"].map((id) => ({
      ...{ case: `case-${id}`, conversationId: id, behavior: "b-refund", evaluators: ["polite"] },
    })),
    broken: [],
    gate: { cases: 40, trials: 320, errorRate: 0.05 },
    flags: [
      {
        ...{ rule: "safety", hunk: hunks[2]!.id },
        message: 'It changes the section on safety: “Begin every answer with "Dear guest,".”',
      },
    ],
    cost: { calls: 412, reflections: 9, candidates: 3, usd: 0.41 },
    ...changes,
  };
}

const effect = (
  kind: "evaluator" | "behavior",
  id: string,
  before: number,
  after: number,
  n = 40,
  name = id,
): Suggestion["effects"][number] => ({
  ...{ kind, id, name, before: { pass: before, n }, after: { pass: after, n } },
});

/** A gate that saw each of 24 cases pass as often as these say, 8 times with either text. */
function gateOf(before: number, after: number): ReturnType<Gate["outcome"]> {
  const cases = Array.from({ length: 24 }, (_, i) => ({ id: `case-${i}`, class: "b-refund" }));
  const gate = new Gate({ cases, evaluators: [{ name: "polite" }], seed: 1 });
  for (const [i, { id }] of cases.entries())
    for (const side of ["base", "candidate"] as const)
      for (let trial = 0; trial < 8; trial++)
        gate.add({
          ...{ case: id, side, trial },
          verdicts: { polite: i < (side === "base" ? before : after) ? "pass" : "fail" },
        });
  return gate.outcome();
}

export const decisionOf = (action: AuditEntry["action"], changes: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ at: "2026-05-03T10:00:00Z", who: "Ada", action, suggestion: "3f2a9c41d0e7", file: suggestedFile },
  ...changes,
});

export const evidenceParts = (
  changes: Partial<EvidenceParts> = {},
  suggestion = suggestionOf(),
): EvidenceParts => ({
  cycle: {
    ...{ id: suggestion.cycle, atMs: suggestion.atMs, end: "suggestion", dataset: "d".repeat(32) },
    ...{ says: "An edit passed the gate.", metricCalls: 412, reflections: 9, suggestion },
    context: { cause: "missing", kind: "format" },
    plan: {
      ...{
        target: suggestion.target,
        prompt: suggestion.prompt,
        proposer: "reflector at http://127.0.0.1:9",
      },
      agent: { name: "shop", place: "scripted at http://127.0.0.1:9" },
      cases: { train: 60, validation: 40, heldOut: 40 },
      ...{ deciding: ["polite", "no-promise"], undecided: ["short"], judges: [] },
      budget: { calls: 3000, usd: 5 },
    },
    events: [
      { kind: "ran", cases: ["a", "b"], missing: 0, sinceMs: 1_000, atMs: 2_500 },
      { kind: "ran", cases: ["c"], missing: 1, sinceMs: 2_500, atMs: 3_000 },
      { kind: "reflected", proposals: 2 },
      { kind: "proposed", component: suggestedFile, grow: 2, cut: 1, kept: 0 },
      { kind: "refused", made: "reflection", why: "It changes the form of the output." },
      { kind: "compared", made: "reflection", verdict: "better", effect: 0.64, cases: 40 },
      { kind: "compared", made: "reflection", verdict: "same", effect: 0, cases: 12 },
      { kind: "stopped", why: "solved" },
    ],
    tried: [
      { operator: "add", text: "Answer in verse.", effect: -0.5 },
      { operator: "add", text: 'Begin every answer with "Dear guest,".', effect: 0.64 },
      { operator: "rewrite", text: "Answer in at most 70 words.", effect: 0, times: 5 },
      { operator: "move", text: "Sign every answer." },
    ],
    gate: gateOf(5, 24),
    spent: { calls: 1200, inputTokens: 90_000, outputTokens: 12_000, usd: 0.41 },
  },
  ...{ trail: [], conversations: ["shop-00004", "shop-00009", "shop-00012"] },
  textOf: () => suggestedBase,
  nameOf: (id) => ({ "b-refund": "refund of an order", "b-hours": "opening hours" })[id] ?? id,
  ...changes,
});

export const suggestionPage = (
  changes: Partial<EvidenceParts> = {},
  suggestion = suggestionOf(),
): ToldSuggestionPage => toldSuggestionPage(evidenceParts(changes, suggestion));

/** A cycle whose best edit the gate turned down: nothing is suggested, and all that was tried is told. */
export function failedCycle(before = 20, after = 4): ToldSuggestionPage {
  const { cycle } = evidenceParts();
  const { suggestion: _, ...rest } = cycle;
  const failed = {
    ...rest,
    end: "failed",
    says: "The best edit makes something worse.",
    gate: gateOf(before, after),
  };
  return toldSuggestionPage(evidenceParts({ cycle: failed }));
}
