import { expect, test } from "vitest";
import type { SearchCase } from "../../improve/index.ts";
import { traceSpan, traceView } from "../../review/index.ts";
import type { CycleReport } from "./cycle-report.ts";
import { cycleOfTrace, cycleTrace, cycleTraceId } from "./cycle-trace.ts";
import { CycleTrail, type TrailedAdapter } from "./cycle-trail.ts";

const hostile = "a\u001b[31m\nb\u202e";
const base = { "p.md": "- Be brief.\n" };
const edited = { "p.md": "- Be brief.\n- Greet.\n" };

/** Passes what greets; each run is a call. */
function looked(budget: { spent: { calls: number } }): TrailedAdapter {
  const passes = (texts: Readonly<Record<string, string>>): boolean => texts["p.md"]!.includes("Greet");
  return {
    evaluate: async (texts, cases) => {
      budget.spent = { calls: budget.spent.calls + cases.length };
      return cases.map(({ id }) =>
        id === "gone"
          ? { missing: "It was interrupted." }
          : { score: 0, passed: passes(texts), complaints: passes(texts) ? [] : [{ text: hostile }] },
      );
    },
    propose: async () => ({ texts: [edited["p.md"]] }),
    trials: async (texts, wanted) =>
      wanted.map((one) => ({ ...one, verdicts: { polite: passes(texts) ? "pass" : "fail" } as const })),
  };
}

const cases = (...ids: string[]): SearchCase[] => ids.map((id) => ({ id, split: "train" }));

async function trailed() {
  const budget = { spent: { calls: 0 } };
  const trail = new CycleTrail({
    budget,
    conversationOf: (id) => (id === "gone" ? undefined : `chat-${id}`),
  });
  const adapter = trail.around(looked(budget), base);
  await adapter.evaluate(base, cases("c1", "gone"), 0);
  await adapter.evaluate(edited, cases("c1"), 0);
  await adapter.trials(edited, [{ case: "c2", side: "candidate", trial: 0 }]);
  return { trail, steps: trail.steps };
}

const report = {
  ...{ id: "cy1", atMs: 1_000, dataset: "d1", end: "nothing", says: "No edit helps.", context: {} },
  ...{ tried: [], metricCalls: 3, reflections: 0, spent: { calls: 3 } },
  plan: {
    target: { kind: "evaluator", id: "polite", name: hostile },
    prompt: { name: "p", file: "p.md", version: "v" },
    ...{
      agent: { name: "shop", place: "here" },
      proposer: "m",
      judges: [],
      deciding: ["polite"],
      undecided: [],
    },
    ...{ cases: { train: 2, validation: 0, heldOut: 1 }, budget: { calls: 9, usd: 1 } },
  },
  events: [
    { kind: "ran", sinceMs: 1_000, atMs: 1_001, cases: ["c1", "gone"], trial: 0, candidate: "a", missing: 1 },
    { kind: "ran", sinceMs: 1_002, atMs: 1_003, cases: ["c1"], trial: 0, candidate: "b", missing: 0 },
    { kind: "compared", atMs: 1_003, made: "reflect", verdict: "better", effect: 1, cases: 1 },
    {
      kind: "iteration",
      atMs: 1_004,
      n: 0,
      move: "reflect",
      changed: true,
      candidate: "b",
      metricCalls: 3,
      reflections: 0,
    },
    { kind: "refused", atMs: 1_005, made: "reflect", why: hostile },
  ],
} as unknown as CycleReport;

test("moves hold what was done in them, with texts, cases, results and calls; hostile texts stay texts", async () => {
  const { steps } = await trailed();
  const detail = cycleTrace(report, steps);
  const { waterfall, facts } = traceView(detail);
  expect(waterfall.rows.map(({ depth, name }) => `${depth} ${name}`)).toEqual([
    expect.stringMatching(/^0 Cycle for a/),
    "1 Cases: 3",
    "1 Reflect on failures",
    "2 As it is: 0 of 2 pass",
    "2 “- Greet.”: 1 of 1 pass",
    "2 Compared (reflect): better",
    "1 What was not finished",
    "2 Refused by a guard",
    "1 Gate: not finished",
    "2 “- Greet.”: 1 of 1 pass",
  ]);
  expect(facts).toMatchObject({ isCycle: true, outcome: { label: "fail" }, models: ["m"] });
  const span = traceSpan(detail, waterfall.rows[3]!.id)!;
  expect(span.tool?.result.text).toMatch(/^fail {4}c1 \(chat-c1\): .*\nmissing gone: It was interrupted\.$/s);
  expect(span.status).toBe("error");
  expect(span.attributes).toContainEqual({ name: "calls", value: { text: "2" } });
  const shown = waterfall.rows.map(({ name }) => name).join("") + facts.opening;
  expect(shown).not.toMatch(/[\p{Cc}\u202e]/u);
});

test("without its trail a cycle says what was done and when, and not more", () => {
  const { waterfall } = traceView(cycleTrace(report, []));
  expect(waterfall.rows.map(({ name }) => name)).toContain("Runs of 2 cases");
});

test("the adapter gives what it gave without a trail, and a trace's id leads back", async () => {
  const { trail } = await trailed();
  expect(trail.progress).toEqual({ reflections: 0, gate: { done: 0, total: 2 } });
  expect(cycleOfTrace(cycleTraceId("x"))).toBe("x");
  expect(cycleOfTrace("shop-1")).toBeUndefined();
});
