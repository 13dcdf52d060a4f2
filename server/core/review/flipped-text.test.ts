import { expect, it } from "vitest";
import { type FlippedView, flippedCounts, flippedText, flippedTexts, isWorse } from "./flipped-text.ts";

const conversation = {
  ...{
    id: "a",
    contentHash: "h",
    source: { file: "chats.jsonl", format: "chat" },
    startMs: 1,
    messageCount: 2,
  },
  ...{ tags: [], attributes: {}, outcome: { label: "fail" as const } },
};
const said = (text: string) => [
  { role: "user" as const, text: "Hello", atMs: 3 },
  { role: "assistant" as const, text },
];
const flipped = (gained: number, lost: number): FlippedView => ({
  ...{ conversationId: "a\u001b[31m", operator: "drop", trial: 0 },
  verdicts: [{ evaluator: "no\u001b-sorry", gained, lost }],
  runs: {
    conversation,
    before: {
      ...{ messages: said("Sorry, lost"), end: "complete" },
      verdicts: [{ evaluator: "no-sorry", verdicts: [["t0", "fail"]] }],
    },
    after: {
      ...{ messages: said("Replay   it is lost"), end: "unknown", reason: "It had no answer." },
      verdicts: [{ evaluator: "no-sorry", verdicts: [["t0", "pass"]] }],
    },
  },
});

it("says which way verdicts went, and how many conversations went each way", () => {
  expect(flippedText(flipped(1, 0))).toBe("no -sorry passes now");
  expect(flippedText(flipped(2, 1))).toBe("no -sorry fails now and passes now, 2 times");
  expect([isWorse(flipped(1, 0)), isWorse(flipped(3, 1))]).toEqual([false, true]);
  expect(flippedCounts([flipped(1, 0), flipped(1, 0), flipped(0, 1)])).toBe(
    "1 passes as it is and fails with the change, 2 fail as it is and pass with the change",
  );
  expect(flippedCounts([])).toBe("");
});

it("lays both runs out, each with its verdicts; nothing said passes for a line of ours", () => {
  const prompt = { file: "shop.md", version: "9f8e7d6c5b4a" };
  const { recorded, fresh } = flippedTexts(flipped(1, 0), prompt)!;
  expect(recorded).toMatch(/^Replay {8}with the text as it is\nEnded {9}All was said and answered\./);
  expect(recorded).toContain("✗ fail           no-sorry (turn 1)");
  expect(fresh).toMatch(/^Replay {8}with the changed text: without the line\n/);
  expect(fresh).toContain("Before its end. It had no answer.");
  expect(fresh).toContain("✓ pass           no-sorry (turn 1)");
  expect(fresh).toContain("#2 assistant\n    Replay   it is lost");
  expect(`${recorded}${fresh}`).not.toMatch(/Outcome|Started|1970/);
  expect(`${recorded}${fresh}`).not.toContain("\u001b");
  const { runs: _, ...counted } = flipped(1, 0);
  expect(flippedTexts(counted, prompt)).toBeUndefined();
});
