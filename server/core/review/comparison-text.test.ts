import { expect, it } from "vitest";
import type { ComparedRates, PromptChange, PromptComparison } from "../attribution/index.ts";
import { comparisonText, verdictOf } from "./comparison-text.ts";

const rates: ComparedRates = {
  ...{ difference: 0.255, low: 0.222, high: 0.288, p: 1e-9, pairs: 1034 },
  ...{ own: { passes: 753, n: 1034 }, other: { passes: 489, n: 1034 }, gained: 317, lost: 53 },
};
const line: PromptChange = {
  ...{ kind: "added", text: "Ask \u001b[2Jfirst.", key: "k", triggers: [], features: ["line k"] },
};
const context: PromptChange = {
  kind: "context",
  text: "variable tables",
  side: "own",
  triggers: [],
  features: [],
};
const comparison = (more: Partial<PromptComparison> = {}): PromptComparison => ({
  ...{ own: "b.prompt.md", other: "a.prompt.md", evaluator: "solved", rates },
  ...{ groups: [{ changes: [line] }], exercised: [], strata: [] },
  ...more,
});
const plain = { bold: (text: string) => text, dim: (text: string) => text };

it("says both rates, the difference by pairs, what differs, and gives a terminal nothing to obey", () => {
  expect(
    comparisonText(
      comparison({ strata: [{ ...rates, name: "hardness: hard", differs: true }] }),
      plain,
    ).split("\n"),
  ).toEqual([
    "solved: a.prompt.md 47 % (489 of 1034), b.prompt.md 73 % (753 of 1034)",
    "25.5 points more, 95 % interval 22.2 to 28.8. 1034 tasks under both: 317 pass more often now, 53 less often.",
    "",
    "What differs",
    "  + Ask [2Jfirst.",
    "This alone differs: the difference is put down to it.",
    "",
    "By group of tasks",
    "  ! hardness: hard: 47 % (489 of 1034) to 73 % (753 of 1034), 25.5 points more, 95 % interval 22.2 to 28.8; 317 tasks gain, 53 lose",
  ]);
});

it("puts down no more than the data tells", () => {
  const two = [{ changes: [line, { ...line, key: "l" }] }];
  const verdict = (more: Partial<PromptComparison>): string => verdictOf(comparison(more));
  expect(verdict({ groups: two })).toMatch(
    /^2 changes came together: .* the data cannot tell\. A third prompt/,
  );
  expect(verdict({ groups: two, rates: { ...rates, low: -0.01 } })).toMatch(/may be chance/);
  expect(verdict({ groups: [] })).toMatch(/texts are the same/);
  expect(verdict({ groups: [{ changes: [context] }] })).toMatch(/what the model is told, not to how/);
  const apart = { changes: [context], toldApart: { own: "b", other: "c", rates } };
  expect(verdict({ groups: [...two, apart] })).toMatch(/tells a part of this/);
  expect(verdict({ groups: [{ ...two[0]!, toldApart: apart.toldApart }, apart] })).toMatch(
    /tells these apart/,
  );
});

it("warns where no task ran under both", () => {
  const { gained: _, lost: __, ...groups } = { ...rates, pairs: 0 };
  expect(comparisonText(comparison({ rates: groups }), plain)).toContain("other tasks may be the reason");
});
