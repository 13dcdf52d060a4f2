import { describe, expect, it } from "vitest";
import type { PromptDiagnosis } from "../../attribution/index.ts";
import { parseEvaluators } from "../../evaluators/index.ts";
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

function escalationOf(cause: "context" | "tool", more: Partial<CycleParts> = {}) {
  const cases = ["train", "held-out"].map((split) => ({ id: split, split }));
  return openCycle({
    query: { target: "answers" },
    target: { kind: "evaluator", id: "answers", name: "answers" },
    dataset: { cases },
    replay: {
      file: { name: "shop", file: "shop.prompt.md", document: { version: "v", instructions: [] } },
      definition: { name: "shop", settings: { run: "model" }, budget: { calls: 1, usd: 1 } },
      agent: { place: "here" },
      evaluators: parseEvaluators([{ name: "answers", assert: [{ type: "icontains", value: "warranty" }] }])
        .evaluators,
      judges: [],
    },
    proposer: { name: "m" },
    trustOf: new Map([["answers", "trusted"]]),
    ...{ diagnosis: diagnosis(cause), pinned: 0 },
    ...{ components: { files: [], lost: [] }, documents: { passages: [], lost: [] } },
    ...more,
  } as unknown as CycleParts).escalation;
}

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
