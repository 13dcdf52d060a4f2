import { expect, it } from "vitest";
import type { CycleItem } from "../../server/protocol/index.ts";
import {
  cycleDetails,
  groupOf,
  groupOrder,
  isDoneWith,
  suggestionLabel,
  unmendedCycles,
  waitingInWords,
} from "./review-wording.ts";

const cycle = (id: string, end: CycleItem["end"], name = "polite"): CycleItem => ({
  ...{ id, trace: id, end, atMs: 0, target: { kind: "evaluator", id: name, name }, prompt: "shop", says: "" },
  tried: 3,
});

it("each suggestion stands in one group, those that ask for somebody first", () => {
  expect(groupOf({ state: "waiting", isStale: false })).toBe("waiting");
  expect(groupOf({ state: "waiting", isStale: true })).toBe("stale");
  // Of what was decided the lines may well be others by now.
  expect(groupOf({ state: "approved", isStale: true })).toBe("approved");
  expect(groupOf({ state: "reverted", isStale: false })).toBe("rejected");
  expect(groupOrder.map(isDoneWith)).toEqual([...Array(5).fill(false), true, true, true]);
});

it("of a target the last cycle counts, and only where it found nothing", () => {
  const ids = (cycles: readonly CycleItem[]): string[] => unmendedCycles(cycles).map(({ id }) => id);
  expect(ids([cycle("2", "failed"), cycle("1", "nothing")])).toEqual(["2"]);
  expect(ids([cycle("2", "suggestion"), cycle("1", "failed")])).toEqual([]);
  expect(ids([cycle("2", "escalated"), cycle("1", "budget", "short")])).toEqual(["1"]);
});

it("says in words what icons and places say", () => {
  expect(cycleDetails(cycle("1", "failed"))).toBe("failed at the gate · 3 edits tried");
  expect(cycleDetails({ end: "cancelled", tried: 0 })).toBe("cancelled");
  const one = { title: "Meet “polite”", summary: "shop.prompt.md, 1 edit", isStale: true, flags: [] };
  expect(suggestionLabel({ ...one, state: "waiting" })).toBe("Stale, Meet “polite”, shop.prompt.md, 1 edit");
  expect(
    suggestionLabel({ ...one, isStale: false, state: "waiting", flags: [{ rule: "safety", message: "" }] }),
  ).toBe("Waiting, Meet “polite”, shop.prompt.md, 1 edit, needs a second yes");
  expect(waitingInWords({ suggestions: 1, queued: 2 })).toBe("1 suggestion waits, 2 that no line can mend");
  expect(waitingInWords({ suggestions: 0, queued: 0 })).toBe("");
});
