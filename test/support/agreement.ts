import type { AgreementItem, AgreementUpdate, AgreementView } from "../../server/protocol/index.ts";

const share = (k: number, n: number, low = 0, high = 1) => ({ k, n, low, high });

/** An evaluator that agrees with people as a judge of tone does that is too lenient. */
export const agreementItem = (changes: Partial<AgreementItem> = {}): AgreementItem => ({
  ...{ evaluator: "tone", kind: "evaluator", isOnWhole: false, older: 0, disagreeing: 16 },
  agree: share(34, 50, 0.54, 0.79),
  precision: share(16, 21),
  recall: share(16, 27),
  f1: 0.67,
  kappa: { value: 0.37, low: 0.11, high: 0.6 },
  table: { bothFail: 16, onlyEvaluatorFails: 5, onlyOthersFail: 11, bothPass: 18 },
  disagreements: Array.from({ length: 16 }, (_, i) => ({
    conversationId: `shop-${i}`,
    ...(i === 1 && { part: "turn 2" }),
    opening: `I want my money back for order ${i}`,
    evaluator: i < 11 ? "pass" : "fail",
    others: i < 11 ? "fail" : "pass",
    ...(i < 10 && { confidence: 0.97 }),
    isSure: i < 10,
    explanation: "The answer is friendly and offers help.",
    references: [
      { who: "Ada", label: i < 11 ? "fail" : "pass", why: "it talks down to the customer", isOlder: i === 0 },
      ...(i === 1 ? [{ who: "Bea", label: "unknown" as const, isOlder: false }] : []),
    ],
  })),
  olderLabels: { total: 0, first: [] },
  ...changes,
});

/** The page as the server gives it: four evaluators against 62 labels of two people. */
export const agreementView = (changes: Partial<AgreementView> = {}): AgreementView => ({
  ...{ against: "labels", hasFolder: true, conversations: 300, isBaseline: false, labels: 62 },
  people: ["Ada", "Bea"],
  evaluators: [
    agreementItem(),
    agreementItem({
      ...{ evaluator: "no-promise", kappa: { value: 0.91, low: 0.72, high: 0.98 }, disagreeing: 0, f1: 0.95 },
      ...{ disagreements: [], agree: share(48, 48), precision: share(20, 20), recall: share(20, 20) },
      table: { bothFail: 20, onlyEvaluatorFails: 0, onlyOthersFail: 0, bothPass: 28 },
      isOnWhole: true,
    }),
    agreementItem({
      ...{ evaluator: "short", kappa: { value: -0.05, low: -0.33, high: 0.22 }, disagreeing: 1, older: 3 },
      agree: share(30, 50),
      notCounted: "not counted: 4 on which people differ",
      disagreements: [
        {
          ...{ conversationId: "shop-90", opening: "", evaluator: "fail", others: "pass", isSure: false },
          ...{ explanation: "241 words; at most 120 are meant.", references: [] },
        },
      ],
      olderLabels: {
        total: 3,
        first: [
          { conversationId: "shop-4", part: "turn 1", opening: "Where is it?", who: "Ada", label: "pass" },
          { conversationId: "shop-5", opening: "A refund, please", who: "Bea", label: "fail" },
        ],
      },
      change: {
        text: "its definition changed on 2026-03-03: of 190 samples judged under both 12 flipped, 4 to fail and 8 to pass",
        lines: ["  name: short", "- max: 200", "+ max: 120"],
        flipped: [{ conversationId: "shop-7", part: "turn 3", to: "fail" }],
        moreFlipped: 11,
      },
    }),
    agreementItem({
      ...{ evaluator: "recorded outcome", kind: "outcome", kappa: { value: 0.5 }, disagreeing: 0 },
      ...{ disagreements: [], precision: share(0, 0), recall: share(0, 4) },
      table: { bothFail: 0, onlyEvaluatorFails: 0, onlyOthersFail: 4, bothPass: 20 },
    }),
  ],
  notes: ["Nothing to compare: language, citations."],
  toLabel: [
    { id: "shop-201", opening: "My parcel is lost", failed: ["no-promise", "tone"] },
    { id: "shop-202", opening: "Do you ship to Malta?", failed: [] },
  ],
  ...changes,
});

export const agreementUpdate = (changes: Partial<AgreementView> = {}): AgreementUpdate => ({
  type: "agreement",
  agreement: agreementView(changes),
});
