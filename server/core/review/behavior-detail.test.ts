import { describe, expect, it } from "vitest";
import type { AddressedBy, BehaviorFigures } from "../attribution/index.ts";
import { clusteredRate } from "../base/index.ts";
import { type BehaviorParts, behaviorDetail, behaviorNamed } from "./behavior-detail.ts";

const figures = (id: string, changes: Partial<BehaviorFigures> = {}): BehaviorFigures => ({
  id,
  name: id,
  description: "",
  words: [],
  exemplars: [],
  size: 10,
  share: 0.5,
  rate: clusteredRate(Array.from({ length: 10 }, (_, i) => ({ n: 1, passes: i < 3 ? 1 : 0 }))),
  failing: ["c1", "c2"],
  issue: false,
  issues: [],
  people: 0,
  prompts: [],
  ...changes,
});
const own = figures("a", { groupId: "g" });
const parts = (changes: Partial<BehaviorParts> = {}): BehaviorParts => ({
  figures: own,
  snapshot: {
    behaviors: [own, figures("b"), figures("c")],
    groups: [{ id: "g", name: "orders", description: "" }],
    evaluators: [{ name: "short", description: "At most 60 words.", scope: "turn", trust: "untested" }],
  },
  evaluators: [],
  failing: [],
  timeline: undefined,
  events: [],
  alike: [],
  signals: [],
  addressing: { addressedBy: [], notAddressed: true, reason: "no-prompt", nearest: [] },
  ...changes,
});
const instruction: AddressedBy = {
  key: "i-1",
  text: "Ask first.",
  triggers: ["they ask"],
  line: 3,
  file: "a.md",
  share: 1,
  k: 4,
  n: 4,
};

describe("the detail of a behavior", () => {
  it("turns the pass rate round and sets it beside that of all", () => {
    const { failure, overall, group } = behaviorDetail(parts());
    expect(failure).toMatchObject({ failed: 7, n: 10 });
    expect(failure.low).toBeCloseTo(1 - own.rate.high);
    expect(failure.high).toBeCloseTo(1 - own.rate.low);
    expect(overall).toEqual({ failed: 21, n: 30 });
    expect(group).toBe("orders");
  });

  it("words lead to a query that reads them as nothing but words", () => {
    const words = ['say "stop" \\ or *', "-tag:x OR y"];
    const found = behaviorDetail(parts({ figures: figures("a", { words }) })).words;
    expect(found.map(({ query }) => query)).toEqual([
      'input~"say \\"stop\\" \\\\ or \\*"',
      'input~"-tag:x OR y"',
    ]);
  });

  it("neighbours are behaviors that are there, five at most", () => {
    const behaviors = Array.from({ length: 9 }, (_, i) => figures(`n${i}`));
    const alike = [
      { id: "gone", likeness: 1 },
      ...behaviors.map(({ id }, i) => ({ id, likeness: 1 - i / 10 })),
    ];
    const { neighbours } = behaviorDetail(parts({ alike, snapshot: { ...parts().snapshot, behaviors } }));
    expect(neighbours.map(({ id }) => id)).toEqual(["n0", "n1", "n2", "n3", "n4"]);
    expect(neighbours[0]).toMatchObject({ size: 10, failed: 7, judged: 10 });
  });

  it("says why nothing speaks to it, and leaves that out where something does", () => {
    expect(behaviorDetail(parts()).notAddressedReason).toMatch(/No prompt of this workspace/);
    const addressing = { addressedBy: [instruction], notAddressed: false, nearest: [] };
    const detail = behaviorDetail(parts({ addressing }));
    expect(detail).toMatchObject({ notAddressed: false, addressedBy: [{ line: 3, k: 4, n: 4 }] });
    expect(detail).not.toHaveProperty("notAddressedReason");
  });

  it("captured text is on one line, whoever wrote it", () => {
    const bad = "one\n\u001b[31mtwo\u202e";
    const detail = behaviorDetail(
      parts({
        figures: figures("a", {
          name: bad,
          description: bad,
          words: [bad],
          exemplars: [{ conversationId: "c1", text: bad }],
        }),
        failing: [
          {
            id: "c1",
            opening: bad,
            behaviorIds: [],
            prompts: [],
            failed: [{ evaluator: "short", explanation: bad }],
          },
        ],
        addressing: {
          addressedBy: [{ ...instruction, text: bad, triggers: [bad] }],
          notAddressed: false,
          nearest: [],
        },
      }),
    );
    const { words, ...shown } = detail;
    expect(JSON.stringify(shown)).not.toMatch(/\\n|\\u001b|\u202e/);
    expect(words[0]!.text).toBe("one [31mtwo");
  });
});

describe("a behavior by what somebody calls it", () => {
  const list = [
    { id: "b-1", name: "money back" },
    { id: "b-2", name: "“Where is my parcel?”" },
    { id: "b-3", name: "parcel is wet" },
  ];
  const named = (text: string) => {
    const result = behaviorNamed(list, text);
    return "found" in result ? result.found.id : result.candidates.map(({ id }) => id);
  };
  it.each([
    ["b-2", "b-2"],
    ["Money Back", "b-1"],
    ["where is my parcel?", "b-2"],
    ["wet", "b-3"],
    ["parcel", ["b-2", "b-3"]],
    ["gift", []],
    [" ", []],
  ])("%j", (text, wanted) => {
    expect(named(text)).toEqual(wanted);
  });
});
