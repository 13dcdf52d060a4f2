import { describe, expect, it } from "vitest";
import {
  decisionOf,
  failedCycle,
  suggestedAfter,
  suggestedBase,
  suggestedFile,
  suggestionOf,
  suggestionPage,
} from "../../../../test/support/suggestion.ts";
import { diffHunks } from "../../improve/index.ts";
import { hunkDiff } from "./hunk-diff.ts";
import { actsOn } from "./suggestion-acts.ts";

const line = ({ kind, pieces }: ReturnType<typeof hunkDiff>["lines"][number]): string =>
  `${{ same: " ", removed: "-", added: "+" }[kind]}${pieces.map(({ text, isChanged }) => (isChanged ? `[${text}]` : text)).join("")}`;

describe("a hunk as a diff", () => {
  const [reworded, removed, added] = suggestionOf().hunks;
  it("shows whole lines with one around them, and in a reworded line what differs", () => {
    const diff = hunkDiff(suggestedBase, reworded!);
    expect(diff.line).toBe(4);
    expect(diff.lines.map(line)).toEqual([
      " - Never promise a refund.",
      "-- Tell the status of an order where it is asked for.",
      "+- Tell the status of an order where it is asked for[, with the day it was sent].",
      " - Be polite, always be polite.",
    ]);
  });
  it("shows a line that goes, and one that comes", () => {
    expect(hunkDiff(suggestedBase, removed!).lines.map(line)).toEqual([
      " - Tell the status of an order where it is asked for.",
      "-- Be polite, always be polite.",
      " ",
    ]);
    expect(hunkDiff(suggestedBase, added!).lines.map(line)).toContain(
      '+- Begin every answer with "Dear guest,".',
    );
  });
  it("at the ends of a text, and of a text that it makes or empties", () => {
    for (const [before, after] of [
      ["", "a\nb"],
      ["a\nb", ""],
      ["a", "b"],
      ["a\n", "a\nb\n"],
      ["b\n", "a\nb\n"],
    ] as const) {
      const shown = diffHunks(before, after).flatMap((one) => hunkDiff(before, one).lines.map(line));
      expect(shown.join("\n").replace(/[[\]]/g, "")).toMatch(/^[+-]/m);
    }
  });
  it("makes visible what an edit hides", () => {
    const hidden = diffHunks("a\n", "a\u202e\u0007\n")[0]!;
    const shown = hunkDiff("a\n", hidden).lines.map(line).join("");
    expect(shown).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(shown).toContain("\\u202e");
  });
});

describe("the page of a suggestion", () => {
  it("says what, why, before and after with intervals, where it comes from and what it took", () => {
    const told = suggestionPage();
    expect(told.title).toBe("Meet “polite”: 8/40 to 38/40, 0 of 40 broken");
    expect(told.why).toEqual([
      "Four of five answers open without a greeting: no line asks for one.",
      "The diagnosis before it: a line is missing.",
    ]);
    const [main] = told.suggestion!.effects;
    expect(main).toMatchObject({ isTarget: true, before: { pass: 8, n: 40, rate: 0.2 } });
    expect(main!.before.low).toBeCloseTo(0.105, 3);
    expect(main!.before.high).toBeCloseTo(0.348, 3);
    expect(told.suggestion!.fixed[0]).toEqual({
      ...{ case: "case-shop-00004", conversationId: "shop-00004" },
      ...{ behavior: "refund of an order", evaluators: ["polite"] },
    });
    expect(told.lineage.tried.map(({ isTaken, gave }) => [isTaken, gave])).toEqual([
      [true, "+0.64 a case"],
      [false, "made no difference"],
      [false, "−0.50 a case"],
      [false, "not tried by itself"],
    ]);
    expect(told.lineage.steps.slice(0, 4)).toEqual([
      "3 cases run and judged, 1 of them without a result, in 2.0 s.",
      "A reflection gave 2 proposals.",
      "Proposed for shop.prompt.md: 2 parts that add or reword, 1 part that takes away.",
      "Refused before it was tried (reflection): It changes the form of the output.",
    ]);
    expect(told.lineage.gate).toMatchObject({
      classes: [{ name: "refund of an order", evaluator: "polite" }],
    });
    expect(told.cost).toContainEqual({ name: "Tokens", value: "102\u202f000" });
    expect(told.suggestion!.gate).toContain("at most 5 % of the time");
  });

  it("lays hunks over the text as it is: moved, there already, stale", () => {
    const at = (text: string) => suggestionPage({ textOf: () => text }).suggestion!;
    expect(at(suggestedBase).hunks.map(({ place, line }) => [place, line])).toEqual([
      ["open", 4],
      ["open", 5],
      ["open", 9],
    ]);
    expect(at(`New.\n\n${suggestedBase}`).hunks.map(({ line }) => line)).toEqual([6, 7, 11]);
    const done = at(suggestedAfter);
    expect(done.hunks.map(({ place }) => place)).toEqual(["done", "done", "done"]);
    expect(done.acts).toEqual(["approve", "reject"]);
    const stale = at("# Another text altogether.\n");
    expect(stale).toMatchObject({ isStale: true, acts: ["reject"] });
    expect(stale.standing).toMatch(/^Stale/);
    const partly = at(suggestedBase.replace("where it is asked for", "to who asks"));
    expect(partly.standing).toBe(
      "Waits for a decision. 1 of 3 hunks is stale: the lines were changed since.",
    );
  });

  it("offers what is possible as decisions stand, and tells them", () => {
    const hunks = { open: 3, done: 0 };
    expect(actsOn("waiting", hunks)).toEqual(["accept", "approve", "compare", "edit", "reject"]);
    expect(actsOn("accepted", { open: 0, done: 3 })).toEqual(["approve", "reject"]);
    expect(actsOn("approved", { open: 0, done: 3 })).toEqual(["revert"]);
    expect(actsOn("rejected", hunks)).toEqual(["accept", "compare", "edit"]);
    const trail = [
      decisionOf("accepted", { suggestion: "another" }),
      decisionOf("approved", { commit: "abc", branch: "better", confirmed: ["safety"], hunks: ["1", "2"] }),
      decisionOf("reverted", { reason: "It was too stiff." }),
    ];
    const { history, suggestion } = suggestionPage({ trail });
    expect(suggestion!.state).toBe("reverted");
    expect(history).toEqual([
      {
        ...{ action: "approved", at: "2026-05-03T10:00:00Z", who: "Ada", commit: "abc", branch: "better" },
        ...{ confirmed: ["safety"], hunks: 2 },
      },
      { action: "reverted", at: "2026-05-03T10:00:00Z", who: "Ada", reason: "It was too stiff." },
    ]);
  });

  it("of a cycle that suggests nothing it tells why, and everything that was tried", () => {
    const told = failedCycle();
    expect(told.suggestion).toBeUndefined();
    expect(told.title).toBe("No edit for “polite”");
    expect(told.lineage.gate).toMatchObject({ verdict: "failed", classes: [{ state: "worse" }] });
    expect(told.lineage.tried).toHaveLength(4);
    expect(failedCycle(24, 22).lineage.gate!.against.join("\n")).toContain(
      "passed and fails now: 8/8 to 0/8",
    );
  });

  it("lets no text of others out of its line", () => {
    const hostile = "a\u001b[31m\nb\u202e</script>";
    const one = suggestionOf();
    const told = suggestionPage(
      { trail: [decisionOf("rejected", { reason: hostile, who: hostile })], nameOf: () => hostile },
      suggestionOf({
        analysis: hostile,
        target: { kind: "behavior", id: "b-refund", name: hostile },
        hunks: one.hunks.map((hunk) => ({ ...hunk, reason: hostile, operator: hostile })),
        flags: [{ rule: "safety", message: hostile }],
      }),
    );
    expect(JSON.stringify(told)).not.toMatch(/\\u001b|\u202e|\\n/);
    expect(told.suggestion!.hunks[0]!.file).toBe(suggestedFile);
  });
});
