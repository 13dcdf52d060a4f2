import { describe, expect, it } from "vitest";
import type { PromptDiagnosis } from "../../attribution/index.ts";
import { type MutationReport, parseEvaluators } from "../../evaluators/index.ts";
import { leastErrors } from "./gate-evaluators.ts";
import { type CycleParts, openCycle } from "./open-cycle.ts";

const gap = {
  ...{ kind: "nothing-found", messageIndex: 1, missing: ["warranty", "blender"] },
  ...{ source: "search_pages", asked: "blender", query: "warranty blender" },
};
const diagnosis = (cause: "context" | "tool") =>
  ({
    causes: [{ cause, probability: 0.8, why: ["Nothing was found."] }],
    mechanisms: [
      {
        cause,
        conversations: ["c1", "c2"],
        exemplars: [
          { conversationId: "c1", gap },
          { conversationId: "c2", gap },
        ],
      },
    ],
    suspects: [],
  }) as unknown as PromptDiagnosis;

const escalationOf = (cause: "context" | "tool", more: Partial<CycleParts> = {}) =>
  opened({ diagnosis: diagnosis(cause), ...more }).escalation;

function opened(more: Partial<CycleParts>, evaluators: readonly object[] = [{ name: "answers" }]) {
  const cases = ["train", "held-out"].map((split) => ({ id: split, split }));
  return openCycle({
    query: { target: "answers" },
    target: { kind: "evaluator", id: "answers", name: "answers" },
    dataset: { cases },
    replay: {
      file: { name: "shop", file: "shop.prompt.md", document: { version: "v", instructions: [] } },
      definition: { name: "shop", settings: { run: "model" }, budget: { calls: 1, usd: 1 } },
      agent: { place: "here" },
      evaluators: parseEvaluators(
        evaluators.map((one) => ({ ...one, assert: [{ type: "icontains", value: "warranty" }] })),
      ).evaluators,
      judges: [],
    },
    proposer: { name: "m" },
    ...{ trustOf: new Map([["answers", "trusted"]]), tests: new Map(), pinned: 0 },
    ...{ components: { files: [], lost: [] }, documents: { passages: [], lost: [] } },
    ...more,
  } as unknown as CycleParts);
}

describe("what the gate is told of evaluators", () => {
  const all = [{ name: "answers" }, { name: "private", safety: true }, { name: "mild", safety: true }];
  const operator = { operator: "o", says: "s", unknown: 0 };
  const report: MutationReport = {
    ...{ operatorsVersion: 1, evaluator: "private", samples: 9, survivors: [], falseAlarms: [] },
    breaks: [
      { ...operator, n: 30, failed: 29 },
      { ...operator, n: 9, failed: 8 },
    ],
    harmless: [{ ...operator, n: 24, failed: 0 }],
    notApplicable: [],
  };

  it("which guard safety, and how often they err at least; those without trust have no say", () => {
    const trustOf = new Map([
      ["answers", "trusted"],
      ["private", "trusted"],
      ["mild", "untrusted"],
    ] as const);
    const { gated, plan } = opened({ trustOf, tests: new Map([["private", report]]) }, all);
    expect(gated).toEqual([
      { name: "answers", isTarget: true },
      { name: "private", isSafety: true, errs: { falsePass: 0.0625, falseFail: 0.02 } },
    ]);
    expect([plan.deciding, plan.undecided]).toEqual([["answers", "private"], ["mild"]]);
    expect(plan.safety).toEqual({ names: ["private"], margin: 0.1, cases: 1, fewest: 34 });
    expect(opened({}).plan.safety).toBeUndefined();
  });

  it("an error rate is never none, and never more than one that is trusted may have", () => {
    expect(leastErrors(undefined)).toBeUndefined();
    expect(leastErrors({ ...report, untested: "no samples" })).toBeUndefined();
    expect(leastErrors({ ...report, breaks: [{ ...operator, n: 5, failed: 5 }] })!.falsePass).toBeCloseTo(
      1 / 12,
    );
    expect(leastErrors({ ...report, breaks: [{ ...operator, n: 9, failed: 1 }] })!.falsePass).toBe(0.2);
  });
});

describe("what is not the prompt's fault", () => {
  it("goes to people with what was missing, from which source, and what would fetch it", () => {
    const { cause, why, conversations } = escalationOf("context")!;
    expect([cause, conversations]).toEqual(["context", ["c1", "c2"]]);
    expect(why).toEqual([
      "Nothing was found.",
      "Nothing that the agent was given holds “warranty”, “blender”: search_pages did not give it, asked for “blender”.",
      "No document that another conversation was given holds it; try “warranty blender” where it should be.",
    ]);
  });

  it("is mended all the same where what was missing may be put in, or more of it fetched", () => {
    const documents = { passages: ["Blenders have a warranty of two years."], lost: [] };
    const components = { files: [{ file: "agent.yaml", text: "top_k: 1\n", specs: [] }], lost: [] };
    expect(escalationOf("context", { documents })).toBeUndefined();
    expect(escalationOf("context", { components })).toBeUndefined();
    expect(escalationOf("tool", { documents, components })).toMatchObject({ cause: "tool" });
  });
});
