import { describe, expect, it } from "vitest";
import { readPrompt } from "../prompt/index.ts";
import { viewOf } from "./prompt-view.ts";
import { reportOf } from "./report.ts";
import { emptySnapshot } from "./snapshot.ts";
import { viewWith } from "./testing.ts";

const text = "# Support\n\n- Ask for the order number.\n- Never promise a date.\n";
const said = [
  { evaluator: "asks", covers: "order number", outcomes: "++------------" },
  { evaluator: "whole", outcomes: "++------------" },
];
const prints = (shown: string): string[] =>
  reportOf(viewWith(text, said, { shown })).findings.map(({ fingerprint }) => fingerprint);

describe("fingerprints", () => {
  it("stay when lines move, differ between findings, and change with the instruction", () => {
    const before = prints(text);
    expect(new Set(before).size).toBe(2);
    const moved = text.replace("# Support\n", "# Support\n\nWelcome.\n\n- Something else.\n");
    expect(prints(moved).sort()).toEqual([...before].sort());
    expect(prints(text.replaceAll("\n", "\r\n")).sort()).toEqual([...before].sort());
    const changed = prints(text.replace("order number", "order number and the name"));
    expect(changed.filter((one) => before.includes(one))).toHaveLength(1);
  });

  it("differ between files, and between equal findings of one file", () => {
    const broken = "---\na: 1\na: 1\na: 1\n---\nHi.\n";
    const of = (file: string): string[] =>
      reportOf(viewOf(emptySnapshot, file, readPrompt(file, broken))).findings.map(
        ({ fingerprint }) => fingerprint,
      );
    const all = [...of("a.prompt.md"), ...of("b.prompt.md")];
    expect(all.length).toBeGreaterThanOrEqual(4);
    expect(new Set(all).size).toBe(all.length);
  });
});
