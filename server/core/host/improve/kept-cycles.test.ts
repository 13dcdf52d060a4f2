import { expect, test } from "vitest";
import type { CycleReport } from "./cycle-report.ts";
import { gatedSinceSuggestion } from "./kept-cycles.ts";

const target = { kind: "evaluator", id: "polite", name: "polite" } as const;
const prompt = { name: "shop", file: "shop.md", version: "1" };
const cycle = (id: string, more: object): CycleReport =>
  ({ id, plan: { target, prompt }, ...more }) as unknown as CycleReport;

test("edits that were at the gate for a target are counted since one passed there", () => {
  const gate = {};
  const cycles = [
    cycle("1", { gate }),
    cycle("2", { gate, suggestion: {} }),
    cycle("3", {}),
    cycle("4", { gate }),
    cycle("5", { gate, plan: { target: { ...target, id: "brief" }, prompt } }),
    cycle("6", { gate, plan: { target, prompt: { ...prompt, file: "other.md" } } }),
    cycle("7", { gate }),
  ];
  expect(gatedSinceSuggestion([], cycles[0]!.plan, "8")).toBe(0);
  expect(gatedSinceSuggestion(cycles.slice(0, 1), cycles[0]!.plan, "8")).toBe(1);
  expect(gatedSinceSuggestion(cycles, cycles[0]!.plan, "8")).toBe(2);
  expect(gatedSinceSuggestion(cycles, cycles[0]!.plan, "7")).toBe(1);
});
