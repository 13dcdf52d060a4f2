import { expect, test } from "vitest";
import { type Attempt, buildDataset, operators, rankOperators } from "../../improve/index.ts";
import { cyclePlanText } from "./cycle-text.ts";
import { datasetText } from "./dataset-text.ts";
import { memoryText } from "./memory-text.ts";

const hostile = "a\u001b[31m\nb\u202e";

test("a dataset as text: what stands where, what to do; nothing in it breaks out", () => {
  const vector = Float32Array.from([1, 0]);
  const { dataset, texts, problems } = buildDataset({
    ...{ name: "refund", target: { kind: "behavior", id: "b" }, prompt: hostile, seed: 1, others: [] },
    own: [{ conversation: "c1", text: `${hostile} give it back`, vector, outcome: "fail" }],
  });
  const told = {
    ...{ dataset, called: hostile, texts: Object.fromEntries(texts), problems },
    ...{ totals: { own: 1, others: 0 }, file: "homeostat/datasets/refund.jsonl" },
  };
  const text = datasetText(told, 1);
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(text).toContain("target, fails                  0           0           1");
  expect(text).toContain("1 conversation of it, 0 others");
  expect(text).toContain("No case to learn from fails");
  expect(text).toMatch(/and \d+ more cases; all with --all/);
  expect(datasetText({ ...told, written: { isChanged: true } }, 0)).toContain(
    "Written to homeostat/datasets/refund.jsonl",
  );
});

test("memory as text: what would be tried and why, what was and by whom it was turned down", () => {
  expect(memoryText({ attempts: [], choices: [] }, 5)).toBe("Nothing was tried yet.");
  const context = { cause: "ignored", kind: "format" };
  const attempt: Attempt = {
    ...{ id: "1", atMs: Date.UTC(2026, 4, 3), prompt: "p.md", target: "json", operator: "move", context },
    ...{ end: "rejected", effect: 0.25, who: "Ada", why: hostile },
  };
  const choices = [
    { context, ranked: rankOperators([attempt], { operators, context, target: "x", seed: 1 }) },
  ];
  const text = memoryText({ attempts: [attempt, { ...attempt, id: "2", end: "accepted" }], choices }, 1);
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(text).toContain("cause ignored, format line");
  expect(text).toContain("never tried");
  expect(text).toContain("2026-05-03  move");
  expect(text).toContain("by Ada, +25 %");
  expect(text).toContain("and 1 more attempt; all with --all");
});

test("a plan says which evaluators guard safety, and that there are too few cases to show that they hold", () => {
  const plan = (cases: number) =>
    cyclePlanText({
      target: { kind: "evaluator", id: "polite", name: "polite" },
      ...{ prompt: { file: "p.md" }, agent: { name: "shop", place: "here" }, proposer: "m", judges: [] },
      cases: { train: 1, validation: 1, heldOut: cases },
      ...{ deciding: ["polite", hostile], undecided: [], budget: { calls: 1, usd: 1 } },
      safety: { names: [hostile], margin: 0.1, cases, fewest: 34 },
    }).find((one) => one.startsWith("Safety: "))!;
  expect(plan(34)).toMatch(/may not fall by 10 points over all cases together\.$/);
  expect(plan(33)).toContain("takes 34 cases that it judges, and the gate has 33");
  expect(plan(33)).not.toMatch(/[\p{Cc}\u202e]/u);
});
