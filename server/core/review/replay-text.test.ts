import { expect, it } from "vitest";
import type { Conversation, Evaluation, Message } from "../store/index.ts";
import { replayTexts, spentText, verdictChanges } from "./replay-text.ts";

const conversation: Conversation = {
  id: "a\u001b[31m",
  contentHash: "h",
  source: { file: "chats.jsonl", format: "chat" },
  startMs: 0,
  messageCount: 2,
  tags: [],
  attributes: {},
};
const said: Message[] = [
  { role: "user", text: "Hello", atMs: 1 },
  { role: "assistant", text: "Replay        as it was recorded", atMs: 2, costUsd: 1 },
];
const evaluation = (sampleId: string, label: Evaluation["label"]): Evaluation => ({
  evaluator: "polite",
  evaluatorKey: "k",
  sampleId,
  conversationId: "a",
  label,
  explanation: "because",
});

const view = {
  id: conversation.id,
  end: "departed" as const,
  reason: "It asked\u001b[2J nothing.",
  recorded: { conversation, messages: said },
  captured: {
    conversation: { ...conversation, id: "a~1", source: { file: "replay of a", format: "replay" } },
  },
  messages: [said[0]!, { role: "assistant" as const, text: "Dear guest, hello", atMs: 9 }],
  unfilled: ["name"],
  before: [evaluation("a#t0", "fail"), evaluation("a#all", "pass"), evaluation("a#t1", "pass")],
  after: [evaluation("a~1#t0", "pass"), evaluation("a~1#all", "pass")],
  spent: { calls: 1, inputTokens: 1200, outputTokens: 8, usd: 0.0021 },
};
const about = {
  agent: { name: "shop", place: "m at host", tools: "recorded", user: "recorded" },
  prompt: { file: "shop.md", version: "9f8e7d6c5b4a" },
};

it("two documents say what went on, with verdicts at the top, and nothing captured passes for a line of ours", () => {
  const { recorded, fresh } = replayTexts(view, about);
  expect(fresh.split("\n").slice(0, 5)).toEqual([
    "Replay        by the agent shop (m at host), tools recorded, user recorded",
    "Ended         Before its end, since it took another way. It asked [2J nothing.",
    "Verdicts      polite (turn 1): fail → pass",
    "Spent         1 call, 1,200 tokens in and 8 out, $0.0021",
    "Unfilled      name: no value is known",
  ]);
  expect(recorded.match(/^Replay /gm)).toHaveLength(1);
  expect(recorded).toContain("#2 assistant\n    Replay        as it was recorded");
  expect(`${recorded}${fresh}`).not.toContain("\u001b");
  expect(fresh).toContain("shop.md at 9f8e7d6");
});

it("only verdicts of the same sample are compared", () => {
  expect(verdictChanges(view)).toEqual(["polite (turn 1): fail → pass"]);
  expect(spentText({ calls: 2 })).toBe("2 calls");
});
