import { expect, test } from "vitest";
import type { Decision, Snapshot } from "../../core/index.ts";
import { decisionSentence } from "./decide.ts";

const behaviors = [
  { id: "b-1", name: "refund" },
  { id: "b-2", name: "“where is my parcel?”" },
] as unknown as Snapshot["behaviors"];
const said = (decision: Decision, called: string, parts?: readonly number[]): string =>
  decisionSentence({ behaviors }, decision, called, parts);

test.each<[Decision, string, string]>([
  [{ kind: "pin", behavior: "b-1" }, "refund", "“refund” is pinned: it comes first."],
  [
    { kind: "pin", behavior: "b-2" },
    "“where is my parcel?”",
    "“where is my parcel?” is pinned: it comes first.",
  ],
  [
    { kind: "merge", behavior: "b-1", others: ["b-2", "b-3"] },
    "refund",
    "“where is my parcel?”, “b-3” are part of “refund” now.",
  ],
  [{ kind: "rename", behavior: "b-1", name: " “my money” " }, "refund", "“refund” is called “my money” now."],
  [{ kind: "unmerge", behavior: "b-1" }, "“a” or “b”", "What was merged into “a” or “b” is its own again."],
])("%j is said with each name in one pair of quotation marks", (decision, called, sentence) =>
  expect(said(decision, called)).toBe(sentence),
);

test("a split is said with its parts", () =>
  expect(said({ kind: "split", behavior: "b-1" }, "refund", [7, 5])).toBe(
    "“refund” is in 2 parts now, with 7 and 5 requests.",
  ));
