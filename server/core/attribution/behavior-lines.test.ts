import { expect, it } from "vitest";
import type { PromptConversation } from "./attribute.ts";
import { linesByBehavior } from "./behavior-lines.ts";

const conversation = (id: string, behaviors: readonly string[], over: Partial<PromptConversation> = {}) => ({
  id,
  version: "v2",
  missing: new Set<string>(),
  cluster: id,
  requests: behaviors.map((behaviorId, turn) => ({ turn, behaviorId })),
  ...over,
});
const instructions = [
  { key: "always", triggers: [] },
  { key: "late", triggers: ["the parcel is late"] },
  { key: "new", triggers: [] },
];
const versions = [
  { version: "v2", conversations: 4, keys: ["always", "late", "new"] },
  { version: "v1", conversations: 1, keys: ["always"] },
];
/** A condition is met in conversations whose id begins with "late". */
const exercise = {
  exercised: (_: readonly string[], id: string): number => (id.startsWith("late") ? 1 : 0.2),
};

it("counts for each behavior the conversations that put a line to work", () => {
  const all = [
    conversation("late 1", ["parcel"]),
    conversation("late 2", ["parcel", "refund"]),
    conversation("other", ["refund"]),
    conversation("nothing asked", []),
    conversation("old", ["refund"], { version: "v1" }),
    conversation("late, another branch", ["parcel"], { missing: new Set(["late"]) }),
  ];
  expect(linesByBehavior(instructions, { versions }, all, exercise)).toEqual([
    { behaviorId: "parcel", conversations: 3, lines: { always: 3, late: 2, new: 3 } },
    { behaviorId: "refund", conversations: 3, lines: { always: 3, late: 1, new: 2 } },
  ]);
});
