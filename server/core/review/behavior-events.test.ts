import { expect, it } from "vitest";
import { type BehaviorEventRow, behaviorEvents } from "./behavior-events.ts";

const row = (
  kind: BehaviorEventRow["kind"],
  behaviorId: string,
  atMs: number,
  others: readonly string[] = [],
): BehaviorEventRow => ({ kind, behaviorId, atMs, others, name: `${behaviorId} then`, size: 12 });
const living = [
  { id: "a", name: "money back" },
  { id: "b", name: "“where is it?”" },
];

it("tells what became of one behavior, newest first, with ways to those that are there", () => {
  const events = behaviorEvents(
    "a",
    [
      row("born", "a", 1),
      row("grew", "a", 2),
      row("split", "b", 3, ["a"]),
      row("merged", "gone", 4, ["a"]),
      row("born", "b", 5),
      row("merged", "gone", 6, ["b"]),
    ],
    living,
  );
  expect(events.map(({ text, others }) => [text, others.map(({ id }) => id).join()])).toEqual([
    ["“gone then” was merged into it, with 12 requests.", ""],
    ["“where is it?” was split off, with 12 requests.", "b"],
    ["Grew to 12 requests.", ""],
    ["Found for the first time, with 12 requests.", ""],
  ]);
  expect(events[0]!.day).toBe("1 Jan 1970");
});

it("one that was split off says from what; whoever is gone is called as it was called last", () => {
  const rows = [
    { ...row("grew", "gone", 9), name: "as it was last" },
    row("born", "gone", 1),
    row("split", "a", 10, ["gone", "never heard of"]),
  ];
  expect(behaviorEvents("a", rows, living)[0]!.text).toBe(
    "Split off from “as it was last”, “never heard of”, with 12 requests.",
  );
});

it("names of events are captured text", () => {
  const [event] = behaviorEvents(
    "a",
    [{ ...row("merged", "gone", 1, ["a"]), name: "one\u001b[31m\ntwo" }],
    living,
  );
  expect(event!.text).toBe("“one [31m two” was merged into it, with 12 requests.");
});
