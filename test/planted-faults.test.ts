import { expect, it } from "vitest";
import { readPrompt } from "../server/core/prompt/index.ts";
import { domains } from "./bench/support/planted-faults/domains.ts";
import { Draw } from "./bench/support/planted-faults/draw.ts";
import { expectedRates } from "./bench/support/planted-faults/latent.ts";
import { conversationsOf, exportLine, truthOf } from "./bench/support/planted-faults/made-seed.ts";
import { otherKinds, promptKinds } from "./bench/support/planted-faults/plan.ts";
import { planOf } from "./bench/support/planted-faults/plan-seed.ts";
import { score } from "./bench/support/planted-faults/score.ts";
import type { Truth } from "./bench/support/planted-faults/truth.ts";
import { sharesWord } from "./bench/support/planted-faults/wording.ts";

const seeds = Array.from({ length: 40 }, (_, seed) => seed);

it("half of the cases show in a word of their rule, the others in none", () => {
  for (const { name, tasks, situations } of domains)
    for (const { id, when, overt, covert, ...one } of [...tasks, ...situations]) {
      const words = when.join(" ");
      const field = "field" in one ? one.field : undefined;
      const shows = [...covert, ...(field?.on ?? []), field?.name ?? ""].filter((text) =>
        sharesWord(text, words),
      );
      expect([name, id, ...shows]).toEqual([name, id]);
      const hides = overt.filter((text) => !sharesWord(text, words));
      expect([name, id, ...hides]).toEqual([name, id]);
    }
  for (const plan of seeds.map(planOf)) expect(plan.covert.size / plan.conditions.size).toBeCloseTo(0.5, 1);
});

it("a seed makes the same again, another one another prompt", () => {
  const made = (seed: number): string => {
    const plan = planOf(seed);
    const [first] = conversationsOf(plan, 1);
    return plan.promptText + exportLine(first!, "h", plan.promptText, new Draw(seed));
  };
  expect(made(3)).toBe(made(3));
  expect(made(3)).not.toBe(made(4));
});

it("each instruction stands on a line of its own, where the truth says", () => {
  for (const { promptText, lines } of seeds.map(planOf)) {
    const rows = promptText.split("\n");
    for (const { line, text } of lines) expect(rows[line - 1]).toContain(text);
    const starts = readPrompt("prompt.md", promptText).instructions.map(
      ({ range }) => promptText.slice(0, range.start).split("\n").length,
    );
    const directive = lines.filter(
      ({ kind }) => kind === "conditional" || kind === "always" || kind === "format",
    );
    for (const { line, text } of directive)
      expect([text, starts.filter((one) => one === line).length]).toEqual([text, 1]);
  }
});

it("prompts have 20 to 150 lines and 2 to 5 faults, of every kind", () => {
  const plans = seeds.map(planOf);
  for (const { lines, faults } of plans) {
    expect(lines.length).toBeGreaterThanOrEqual(20);
    expect(lines.length).toBeLessThanOrEqual(155);
    expect(faults.length).toBeGreaterThanOrEqual(1);
    expect(faults.length).toBeLessThanOrEqual(5);
  }
  const kinds = new Set(plans.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
  expect([...kinds].sort()).toEqual([...promptKinds, ...otherKinds].sort());
});

it("evaluators fail as often as the simulated truth says", () => {
  for (const seed of [1, 6, 11]) {
    const plan = planOf(seed);
    const made = [...conversationsOf(plan, 3_000)];
    const expected = expectedRates(plan, new Draw(99));
    for (const { name } of plan.evaluators) {
      const verdicts = made.flatMap(({ verdicts: own }) => own.filter(({ evaluator }) => evaluator === name));
      const rate = verdicts.filter(({ label }) => label === "fail").length / verdicts.length;
      const always = expected.find((one) => one.evaluator === name && one.share === 1)!;
      expect(Math.abs(rate - always.atWork)).toBeLessThan(0.04);
    }
  }
});

it("who knows the truth has a score without fault, who blames always blames the innocent", () => {
  const plan = planOf(7);
  const made = [...conversationsOf(plan)];
  const truth: Truth = truthOf(plan, made);
  const failures = truth.conversations.flatMap(({ id, failures: own }) =>
    own.map(({ evaluator, causes }) => {
      const faults = causes.map((cause) => truth.faults.find((fault) => fault.id === cause)!);
      const [first] = faults.filter(({ kind }) => promptKinds.includes(kind as never));
      const needing = truth.conversations.filter(({ tasks, situations }) =>
        first?.needs.every((need) => tasks.includes(need) || situations.includes(need)),
      );
      const suspect =
        first?.kind === "missing"
          ? { blame: "missing" as const, conversations: needing.map((one) => one.id) }
          : { line: first?.lines[0] };
      const cause = first ? "prompt" : (faults[0]?.kind ?? "unknown");
      return {
        ...{ conversation: id, evaluator, suspects: first ? [{ ...suspect, probability: 1 }] : [] },
        causes: { [cause]: 1 },
      };
    }),
  );
  const known = score(truth, { threshold: 0.5, failures });
  expect(known["rank.all.top1"]).toBe(known["rank.all.n"]);
  expect([known["innocent.all.blamed"], known["causes.brier"], known["suspects.brier"]]).toEqual([0, 0, 0]);
  const blaming = failures.map(({ causes: _, ...one }) => ({ ...one, suspects: [{ line: 1 }] }));
  const blind = score(truth, { threshold: 0.5, failures: blaming });
  expect(blind["innocent.all.blamed"]).toBe(blind["innocent.all.n"]);
  expect(blind["rank.all.top1"]).toBe(0);
});
