/** Signals on real conversations, against what a reader said of hits (test/signals/judgements.json). */
import { describe, expect, test } from "vitest";
import type { SignalKind } from "../server/core/store/index.ts";
import { hitsIn, judgedTalks, judgements, precisionOf } from "./support/judged-signals.ts";

const talks = await judgedTalks();

/** Share of the judged hits that are right, a little under what was measured; `npm run bench -- signals` prints all. */
const floors: Readonly<Partial<Record<SignalKind, number>>> = {
  "tool-error": 0.99,
  "tool-retry": 0.99,
  "asks-again": 0.95,
  "user-corrects": 0.93,
  "user-rephrases": 0.91,
  "user-gives-up": 0.95,
  "hand-over": 0.97,
  "user-accepts": 0.94,
  "no-answer": 0.93,
};
/** Of the hits that the reader found right, those that must still be found: precision is not to be bought with silence. */
const KEPT = 0.95;

describe.skipIf(!talks)("signals on tau-bench, tau2-bench, Who&When and STAR", () => {
  const judged = judgements();
  const hits = hitsIn(talks ?? [], judged);

  test.each(Object.entries(floors))("%s: at least %d of what was judged is right", (kind, floor) => {
    const { hits: all, judged: read, right } = precisionOf(hits.filter((hit) => hit.kind === kind));
    console.log(`${kind}: ${all} hits, ${read} judged, ${right} right, ${all - read} nobody judged`);
    expect(right / read).toBeGreaterThanOrEqual(floor);
    const known = Object.values(judged[kind]!.right).flat().length;
    expect(right / known).toBeGreaterThanOrEqual(KEPT);
  });

  test("every kind that occurs has its floor", () => {
    expect([...new Set(hits.map(({ kind }) => kind))].sort()).toEqual(Object.keys(floors).sort());
  });

  test("tau-bench airline: errors are the tool results that begin with Error, hand-overs the calls of that tool", () => {
    const airline = talks!.filter(({ set }) => set === "tau-bench");
    const kinds = (kind: SignalKind, id: string) => hits.filter((hit) => hit.kind === kind && hit.id === id);
    for (const { id, messages } of airline) {
      const errors = messages.flatMap(({ role, text }, i) =>
        role === "tool" && /^Error/.test(text) ? [i] : [],
      );
      expect(kinds("tool-error", id).map(({ messageIndex }) => messageIndex)).toEqual(errors);
      const first = messages.findIndex(({ toolCalls }) =>
        toolCalls?.some(({ name }) => name === "transfer_to_human_agents"),
      );
      if (first >= 0) expect(kinds("hand-over", id).map(({ messageIndex }) => messageIndex)).toContain(first);
    }
  });
});
