import type { BehaviorDetail, BehaviorUpdate } from "../../server/protocol/index.ts";

const march = Date.UTC(2026, 2, 2);
const weekMs = 7 * 24 * 3_600_000;

/** A behavior as the server gives it, for tests of its page: customers of a shop who want their money back, most of whom get a promise. */
export const behaviorDetail = (changes: Partial<BehaviorDetail> = {}): BehaviorDetail => ({
  id: "b-1",
  name: "money back",
  description: "People write about “money back” or “damaged atlas”.",
  group: "orders",
  words: [
    { text: "money back", query: 'input~"money back"' },
    { text: "damaged atlas", query: 'input~"damaged atlas"' },
  ],
  size: 300,
  share: 0.25,
  issue: true,
  issues: [
    { kind: "high", text: "80 % of 290 judged conversations fail; of all others 10 %.", people: 120 },
    { kind: "rising", text: "Failures rose from 10 to 80 % in March.", people: 60 },
  ],
  people: 120,
  failure: { failed: 232, n: 290, low: 0.75, high: 0.84 },
  overall: { failed: 280, n: 770 },
  prompts: ["prompts/shop.prompt.md"],
  evaluators: [
    {
      evaluator: "no-promise",
      description: "Refunds are decided by people.",
      failed: 220,
      n: 290,
      low: 0.71,
      high: 0.8,
      elsewhere: { failed: 30, n: 500 },
      trust: "trusted",
    },
    {
      evaluator: "short",
      trust: "untested",
      failed: 0,
      n: 290,
      low: 0,
      high: 0.02,
      elsewhere: { failed: 4, n: 500 },
    },
  ],
  silent: ["one-tool-call"],
  judgedBy: { conversations: 300, judged: 290, trusted: 290 },
  exemplars: [
    { conversationId: "shop-1", text: "I want my money back" },
    { conversationId: "shop-2", text: "The atlas is damaged, refund please" },
  ],
  failing: {
    total: 232,
    conversations: Array.from({ length: 20 }, (_, i) => ({
      id: `shop-${i}`,
      opening: `I want my money back for order ${i}`,
      startMs: march + 9 * weekMs - i * 3_600_000,
      failed: [{ evaluator: "no-promise", explanation: "it says “I promise you a refund”" }],
    })),
  },
  timeline: {
    unit: "week",
    untimed: 4,
    buckets: Array.from({ length: 10 }, (_, i) => {
      const fromMs = march + i * weekMs;
      const at = new Date(fromMs);
      const day = `${at.getUTCDate()} ${at.toLocaleString("en", { month: "short", timeZone: "UTC" })}`;
      return {
        fromMs,
        toMs: fromMs + weekMs,
        label: `week of ${day} 2026`,
        tick: day,
        size: 10 + 5 * i,
        judged: 10 + 4 * i,
        failed: 3 * i,
      };
    }),
  },
  events: [
    {
      atMs: march + 6 * weekMs,
      day: "13 Apr 2026",
      kind: "merged",
      text: "“refund” was merged into it, with 12 requests.",
      others: [],
    },
    {
      atMs: march + 1,
      day: "2 Mar 2026",
      kind: "split",
      text: "Split off from “where is my parcel”, with 40 requests.",
      others: [{ id: "b-2", name: "where is my parcel" }],
    },
  ],
  neighbours: [
    { id: "b-2", name: "where is my parcel", size: 500, failed: 48, judged: 480, likeness: 0.6 },
    { id: "b-3", name: "gift wrap", size: 40, failed: 0, judged: 0, likeness: 0.2 },
  ],
  signals: [
    { kind: "user-gives-up", n: 30, share: 0.1, elsewhere: 0.01, isMore: true },
    { kind: "user-accepts", n: 60, share: 0.2, elsewhere: 0.3, isMore: false },
  ],
  tags: [
    {
      tag: "churn-risk",
      query: "tag:churn-risk",
      n: 45,
      share: 0.15,
      lift: 3.2,
      isClear: true,
    },
    {
      tag: "urgent",
      query: "tag:urgent",
      n: 33,
      share: 0.11,
      lift: 1.1,
      isClear: false,
    },
  ],
  outcomes: [
    { kind: "churned", n: 200, hits: 40, restRate: 0.05, lift: 4, isClear: true },
    { kind: "cancelled", n: 200, hits: 6, restRate: 0.1, lift: 0.3, isClear: true },
  ],
  addressedBy: [
    {
      key: "i-1",
      text: "Never promise a refund.",
      triggers: ["the customer wants their money back"],
      file: "prompts/shop.prompt.md",
      line: 7,
      share: 0.9,
      k: 270,
      n: 300,
      elsewhere: 0.05,
    },
  ],
  notAddressed: false,
  nearest: [],
  ...changes,
});

/** The same as the extension sends it to the page. */
export const behaviorUpdate = (changes: Partial<BehaviorDetail> = {}): BehaviorUpdate => {
  const behavior = behaviorDetail(changes);
  return { type: "behavior", behavior, state: { id: behavior.id }, isKept: false };
};
