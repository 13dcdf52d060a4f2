import { expect, it } from "vitest";
import type { Verdict } from "./attribute.ts";
import { type BehaviorVerdictsInput, behaviorVerdicts } from "./behavior-verdicts.ts";
import type { RequestPlace } from "./request-places.ts";

const evaluators: BehaviorVerdictsInput["evaluators"] = [
  { name: "solved", trust: "declared" },
  { name: "tested", trust: "trusted" },
  { name: "new", trust: "untested" },
];

/** `requests`: what each conversation asks for, from which turn on. */
function judged(
  requests: Readonly<Record<string, readonly RequestPlace[]>>,
  verdicts: readonly Verdict[],
  changes: Partial<BehaviorVerdictsInput> = {},
) {
  const requestsOf = new Map(Object.entries(requests));
  return behaviorVerdicts({
    behaviorIds: ["a", "b"],
    evaluators,
    verdicts,
    requestsOf,
    behaviorsOf: new Map(
      [...requestsOf].map(([id, own]) => [id, own.flatMap(({ behaviorId }) => behaviorId ?? [])]),
    ),
    clusterOf: new Map(),
    isWaiting: () => false,
    ...changes,
  });
}

const says = (
  evaluator: string,
  conversationId: string,
  label: Verdict["label"],
  turn?: number,
): Verdict => ({ evaluator, conversationId, label, ...(turn !== undefined && { turn }) });

it("a verdict of a turn counts for what was asked in it, one of the conversation for all of it", () => {
  const [a, b] = judged({ c: [place(0, "a"), place(2, "b")] }, [
    says("solved", "c", "pass"),
    says("tested", "c", "pass", 0),
    says("tested", "c", "fail", 1),
    says("new", "c", "pass", 2),
    says("new", "c", "unknown", 3),
  ]);
  expect(a).toMatchObject({ conversations: 1, judged: 1, trusted: 1, recorded: 1 });
  expect(counts(a)).toEqual([
    ["solved", 0, 1],
    ["tested", 1, 1],
  ]);
  expect(b).toMatchObject({ conversations: 1, judged: 1, trusted: 0, recorded: 1 });
  expect(counts(b)).toEqual([
    ["solved", 0, 1],
    ["new", 0, 1],
  ]);
});

it("a conversation fails with any of its samples, and what decides nothing counts nowhere", () => {
  const asks = { c1: [place(0, "a")], c2: [place(0, "a")], c3: [place(0, "a")] };
  const [a, b] = judged(asks, [
    says("tested", "c1", "pass", 0),
    says("tested", "c1", "fail", 1),
    says("tested", "c2", "pass", 0),
    says("tested", "c3", "not-applicable", 0),
    says("solved", "c3", "unknown"),
    says("gone", "c3", "fail"),
  ]);
  expect(a).toMatchObject({ conversations: 3, judged: 2, trusted: 2, recorded: 0 });
  expect(counts(a)).toEqual([["tested", 1, 2]]);
  // Wilson's interval of 1 of 2.
  expect(a!.evaluators[0]!.low).toBeCloseTo(0.095, 3);
  expect(a!.evaluators[0]!.high).toBeCloseTo(0.905, 3);
  expect(b).toEqual({ id: "b", conversations: 0, judged: 0, trusted: 0, recorded: 0, evaluators: [] });
});

it("trials of one task are alike, and what waits for its first evaluation is left out", () => {
  const ids = Array.from({ length: 40 }, (_, i) => `c${i}`);
  const asks = Object.fromEntries([...ids, "late"].map((id) => [id, [place(0, "a")]]));
  const verdicts = ids.map((id, i) => says("tested", id, i < 20 ? "fail" : "pass"));
  const alone = judged(asks, verdicts, { isWaiting: (id) => id === "late" })[0]!;
  const inTasks = judged(asks, verdicts, {
    clusterOf: new Map(ids.map((id, i) => [id, `task ${Math.floor(i / 4)}`])),
  })[0]!;
  expect([alone.conversations, inTasks.conversations]).toEqual([40, 41]);
  const width = ({ low, high }: { low: number; high: number }): number => high - low;
  expect(width(inTasks.evaluators[0]!)).toBeGreaterThan(1.5 * width(alone.evaluators[0]!));
});

const place = (turn: number, behaviorId: string): RequestPlace => ({ turn, behaviorId });
const counts = (one: ReturnType<typeof judged>[number] | undefined) =>
  one?.evaluators.map(({ evaluator, failed, n }) => [evaluator, failed, n]);
