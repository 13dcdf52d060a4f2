import type { BehaviorItem, Overview, OverviewLine, OverviewPrompt } from "../../server/protocol/index.ts";

/** An overview as the server gives it, for tests of the page: a shop with one issue and one line that fails. */
export const overview = (changes: Partial<Overview> = {}): Overview => ({
  hasFolder: true,
  thresholds: { error: 0.5, warning: 0.8, minSamples: 10 },
  conversations: 1200,
  unmatched: 12,
  evaluations: 4800,
  outliers: 30,
  behaviors: [
    behavior("b-1", {
      name: "money back",
      size: 300,
      share: 0.25,
      judged: 290,
      failed: 232,
      issue: true,
      rank: 1,
      people: 210,
      issues: [
        { kind: "high", text: "Fails in 80 % of its judged conversations (232 of 290).", people: 210 },
        { kind: "rising", text: "Failures rose from 20 % (8 of 40) to 90 % (224 of 250).", people: 200 },
      ],
      trend: trend([4, 0, 10, 20], [1, 0, 5, 19]),
      low: 0.75,
      high: 0.84,
    }),
    behavior("b-2", {
      name: "where is my parcel",
      size: 500,
      share: 0.42,
      judged: 480,
      failed: 48,
      low: 0.08,
      high: 0.13,
    }),
    behavior("b-3", { name: "gift wrap", size: 40, share: 0.03, judged: 0, failed: 0, low: 0, high: 1 }),
  ],
  prompts: [
    prompt({
      name: "shop",
      file: "prompts/shop.prompt.md",
      matched: 1188,
      traffic: { conversations: 1100, addressed: 1012, judged: 484, trusted: 0 },
      lines: [
        line({
          key: "i-1",
          text: "Never promise a refund.",
          line: 7,
          severity: "error",
          rate: 0.3,
          low: 0.22,
          high: 0.39,
          passes: 36,
          n: 120,
          failingConversations: 84,
        }),
        line({
          key: "i-2",
          text: "Answer in at most 60 words.",
          line: 6,
          evaluator: "short",
          rate: 0.7,
          low: 0.4,
          high: 0.89,
          passes: 7,
          n: 10,
          failingConversations: 3,
        }),
      ],
    }),
  ],
  coverage: {
    evaluators: [
      { name: "no-promise", trust: "trusted" },
      { name: "short", trust: "untested" },
      { name: "solved", trust: "declared" },
    ],
    moreEvaluators: 2,
    moreBehaviors: 0,
    notJudged: 1,
    behaviors: [
      {
        ...{
          id: "b-3",
          name: "gift wrap",
          share: 0.03,
          conversations: 40,
          judged: 0,
          trusted: 0,
          recorded: 40,
        },
        hole: "not-judged",
        cells: [{ evaluator: 2, failed: 4, n: 40, low: 0.04, high: 0.23 }],
      },
      {
        ...{
          id: "b-1",
          name: "money back",
          share: 0.25,
          conversations: 300,
          judged: 290,
          trusted: 290,
          recorded: 300,
        },
        cells: [
          { evaluator: 0, failed: 220, n: 290, low: 0.71, high: 0.8 },
          { evaluator: 1, failed: 0, n: 290, low: 0, high: 0.02 },
          { evaluator: 2, failed: 30, n: 300, low: 0.07, high: 0.14 },
        ],
      },
    ],
    ...{ conversations: 340, judged: 290, trusted: 290, recorded: 340 },
    unseen: [{ text: "in 15 of 40 conversations of “gift wrap” people give up", behaviorId: "b-3" }],
  },
  ...changes,
});

export const behavior = (id: string, changes: Partial<BehaviorItem> = {}): BehaviorItem => ({
  id,
  name: id,
  description: "",
  words: [],
  exemplars: [{ conversationId: `conversation-${id}`, text: "I want my money back" }],
  size: 10,
  share: 0.1,
  judged: 10,
  failed: 1,
  low: 0.02,
  high: 0.4,
  issue: false,
  issues: [],
  people: 1,
  prompts: [],
  ...changes,
});

/** Days of which so many conversations were judged, and so many of them failed. */
export const trend = (judged: readonly number[], failed: readonly number[]): BehaviorItem["trend"] =>
  judged.map((n, i) => ({
    fromMs: Date.UTC(2026, 0, 1 + i),
    toMs: Date.UTC(2026, 0, 2 + i),
    size: n,
    judged: n,
    failed: failed[i]!,
  }));

export const line = (changes: Partial<OverviewLine> = {}): OverviewLine => ({
  key: "i-0",
  text: "Be brief.",
  line: 0,
  evaluator: "no-promise",
  passes: 5,
  n: 10,
  rate: 0.5,
  low: 0.24,
  high: 0.76,
  failingConversations: 5,
  ...changes,
});

export const prompt = (changes: Partial<OverviewPrompt> = {}): OverviewPrompt => ({
  name: "shop",
  file: "shop.prompt.md",
  matched: 10,
  ambiguous: 0,
  evaluators: [
    { name: "solved", pass: 900, fail: 100, unknown: 20, linked: false, rate: 0.9, low: 0.88, high: 0.92 },
    {
      name: "no-promise",
      pass: 36,
      fail: 84,
      unknown: 0,
      linked: true,
      severity: "error",
      rate: 0.3,
      low: 0.22,
      high: 0.39,
    },
    { name: "silent", pass: 0, fail: 0, unknown: 5, linked: true },
  ],
  lines: [],
  coverage: {
    directives: 5,
    tested: 3,
    exercised: 4,
    untested: [
      { text: "Warm and short.", line: 12 },
      { text: "Call one tool at a time.", line: 13 },
    ],
    neverExercised: [{ text: "If asked for a gift, offer a ribbon.", line: 14 }],
    changed: 1,
  },
  ...changes,
});
