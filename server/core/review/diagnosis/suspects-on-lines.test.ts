import { describe, expect, it } from "vitest";
import {
  diagnosedFile,
  diagnosedPrompt,
  diagnosedView,
  keyOf,
  suspectOf,
} from "../../../../test/support/diagnosis.ts";
import { codeLensesOf } from "../code-lenses.ts";
import { findingsOf, ignoredOf } from "../findings.ts";
import { type HoverLinks, hoverAt } from "../hover.ts";
import type { PromptView } from "../prompt-view.ts";
import type { PromptSuspects, Snapshot } from "../snapshot.ts";

const suspected = (
  suspects: PromptSuspects["suspects"],
  { text = diagnosedPrompt, ...more }: Partial<Snapshot> & { readonly text?: string } = {},
): PromptView =>
  diagnosedView(text, { suspects: [{ file: diagnosedFile, version: "v", suspects }], ...more });
const messages = (view: PromptView): string[] =>
  findingsOf(view).map(({ code, severity, message }) => `${severity} ${code}: ${message}`);
const hover = (view: PromptView, words: string, links?: HoverLinks): string =>
  hoverAt(view, view.document.text.indexOf(words), links)?.markdown ?? "";

describe("a finding on a suspected line", () => {
  it("says of what it is suspected, what shows it, and by which evaluator", () => {
    const [finding] = findingsOf(suspected([suspectOf()]));
    expect(finding).toMatchObject({ code: "suspect-line", severity: "information", evaluator: "no-promise" });
    expect(finding!.message).toBe(
      "Suspected of being ignored (58 %): of the 25 times it was put to work 18 failed, otherwise 3 of 210, by no-promise.",
    );
  });

  it("of two lines that cannot both be followed leads to the other", () => {
    const conflict = suspectOf({ blame: "conflict", key: keyOf("Answer"), other: keyOf("Explain") });
    const view = suspected([conflict]);
    const [finding] = findingsOf(view);
    expect(finding!.message).toMatch(
      /^Suspected of contradicting line 6 \(58 %\): of the 25 times both were put/,
    );
    const { range } = finding!.related![0]!;
    expect(view.document.text.slice(range.start, range.end)).toBe("Explain every step in full.");
  });

  it.each([
    ["less likely than is said of any", { probability: 0.39 }],
    [
      "not clearly so as samples are counted",
      { effect: { difference: 0.2, low: 0.15, high: 0.3, counted: { low: 0.09, high: 0.3 } } },
    ],
    ["counted on too little", { exercised: 9 }],
    ["not clearly more often than otherwise", { effect: { difference: 0.2, low: 0.09, high: 0.3 } }],
    ["with nothing to compare it with", { otherwise: { failing: 0, n: 0 } }],
    ["of a line that is not there", { key: "gone" }],
  ])("is not made %s", (_, changes) => {
    expect(messages(suspected([suspectOf(changes)]))).toEqual([]);
  });

  it("is not made where the line was changed", () => {
    const text = diagnosedPrompt.replace("a refund", "money");
    expect(messages(suspected([suspectOf()], { text }))).toEqual([]);
  });

  it("can be ignored, switched off and lowered, never raised", () => {
    const levels = (rules: object): string[] =>
      messages(suspected([suspectOf()], { policy: { rules, ignores: [] } as never }));
    expect(levels({ "suspect-line": "off" })).toEqual([]);
    expect(levels({ "suspect-line": "hint" })[0]).toMatch(/^hint/);
    expect(levels({ "suspect-line": "error" })[0]).toMatch(/^information/);
    const ignores = [{ rule: "suspect-line", text: "Never promise", reason: "known" }];
    const view = suspected([suspectOf()], { policy: { rules: {}, ignores } });
    expect([messages(view), ignoredOf(view).length]).toEqual([[], 1]);
  });
});

describe("the hover of a suspected line", () => {
  it("has the suspicion, its interval, what shows it, and conversations", () => {
    expect(hover(suspected([suspectOf()]), "Never").split("\n")).toEqual([
      "**Suspected of being ignored (58 %)**: of the 25 times it was put to work 18 failed, otherwise 3 of 210 (71 points more often, 95 % interval 50 to 84), by no\\-promise.",
      "- The answers that fail promise what the line forbids\\.",
      "- Seen in `shop-00004`",
    ]);
  });

  it("also below what is said without being asked, but not of what is hardly suspected", () => {
    expect(hover(suspected([suspectOf({ probability: 0.2 })]), "Never")).toContain("(20 %)");
    expect(hover(suspected([suspectOf({ probability: 0.09 })]), "Never")).toBe("");
  });

  it("leads to the message, and to the diagnosis", () => {
    const links: HoverLinks = {
      conversations: (label) => label,
      conversation: (...of) => `<${of.join(" ")}>`,
      diagnosis: (label) => `<${label}>`,
    };
    const shown = hover(suspected([suspectOf()]), "Never", links);
    expect(shown).toContain(`<shop-00004 ${keyOf("Never")} 2>`);
    expect(shown).toMatch(/<Why is this line suspected\?>$/);
  });

  it("captured text cannot become markup", () => {
    const hostile = "](command:x) <img src=x> **b** | `c`\n# d";
    const shown = hover(suspected([suspectOf({ why: [hostile], evaluators: [hostile] })]), "Never");
    expect(shown.replaceAll(/\\./g, "")).not.toMatch(/[<#|]|\]\(|\*\*b|`c/);
    expect(shown.split("\n")).toHaveLength(3);
  });
});

it("a lens counts lines that something is said of, and names the first", () => {
  const view = suspected([
    suspectOf({ probability: 0.9 }),
    suspectOf({ probability: 0.6, key: keyOf("Answer") }),
    suspectOf({ probability: 0.39, key: keyOf("Explain") }),
  ]);
  const lenses = codeLensesOf(view);
  expect(lenses.filter(({ isDiagnosis }) => isDiagnosis).map(({ title }) => title)).toEqual([
    "2 suspects · line 4, 90 %",
  ]);
  expect(lenses.map(({ title }) => title)).toContain("2 suspects · 0 of 4 tested");
});
