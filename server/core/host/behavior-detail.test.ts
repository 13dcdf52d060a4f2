import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import type { BehaviorDetail } from "../review/index.ts";
import type { Host } from "./host.ts";
import { openHost } from "./open-host.ts";

const prompt = `# Shop

- Be kind.
- If the customer wants a refund, hand over to a colleague.
- If the customer asks about the moon, say that you do not know.
`;
const config = `version: 1
prompts: [{ name: shop, file: shop.md }]
evaluators:
  - { name: no-promise, scope: conversation, assert: [{ type: not-icontains, value: I promise }] }
  - { name: short, scope: turn, assert: [{ type: word-count, value: { max: 60 } }] }
`;
const asked: readonly (readonly [ask: string, answer: string])[] = [
  ["I want a refund for the damaged atlas please", "I promise you a refund."],
  ["please refund my money for the torn novel", "A colleague will look at it."],
  ["where is the parcel with my books", "It left our shop yesterday."],
  ["parcel tracking number does not work", "It is on its way."],
];

/** Forty conversations, one a day: half about refunds, every second of which gets a promise. */
const chats = Array.from({ length: 40 }, (_, i) => {
  const [ask, answer] = asked[i % 4]!;
  const givesUp = i % 8 === 0 ? [{ role: "user", content: "forget it, never mind, I give up" }] : [];
  return JSON.stringify({
    id: `chat-${String(i).padStart(2, "0")}`,
    messages: [
      { role: "system", content: prompt },
      { role: "user", content: `${ask} ${["today", "again", "now", "quickly", "soon"][i % 5]}` },
      { role: "assistant", content: answer },
      ...givesUp,
    ],
    started_at: new Date(Date.UTC(2026, 2, 1 + i, 12)).toISOString(),
  });
}).join("\n");

let folder: TempFolder;
let host: Host;

beforeAll(async () => {
  folder = tempFolder("behavior-detail", {
    "shop.md": prompt,
    "homeostat.yaml": config,
    "chats.jsonl": chats,
  });
  host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
  await host.findBehaviors();
});
afterAll(async () => {
  await host.close();
  folder.remove();
});

/** The behavior that a conversation is in. */
async function behaviorOf(conversationId: string): Promise<BehaviorDetail> {
  for (const { id } of (await host.snapshot()).behaviors) {
    const { conversations } = await host.conversations({ behavior: id });
    if (conversations.some((one) => one.id === conversationId)) return (await host.behavior(id))!;
  }
  throw new Error(`${conversationId} is in no behavior`);
}

describe("everything that is known of one behavior", () => {
  it("its figures are those of the snapshot, its failing conversations those that are listed, newest first", async () => {
    const detail = await behaviorOf("chat-00");
    const figures = (await host.snapshot()).behaviors.find(({ id }) => id === detail.id)!;
    expect(detail).toMatchObject({ name: figures.name, size: figures.size, share: figures.share });
    expect(detail.failure).toMatchObject({ failed: figures.failing.length, n: figures.rate.n });
    const { total, conversations } = detail.failing;
    const listed = await host.conversations({ behavior: detail.id, failing: true });
    expect(total).toBe(listed.total);
    expect(conversations.map(({ id }) => id)).toEqual(listed.conversations.slice(0, 20).map(({ id }) => id));
    expect(conversations[0]!.failed[0]).toMatchObject({
      evaluator: "no-promise",
      explanation: expect.stringMatching(/I promise/),
    });
    const times = conversations.map(({ startMs }) => startMs!);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  it("each evaluator's failures, here and elsewhere", async () => {
    const { evaluators, size, failure } = await behaviorOf("chat-00");
    expect(evaluators.map(({ evaluator }) => evaluator)).toEqual(["no-promise", "short"]);
    expect(evaluators[0]).toMatchObject({ failed: failure.failed, n: size, elsewhere: { n: 40 - size } });
    expect(evaluators[0]!.failed + evaluators[0]!.elsewhere!.failed).toBe(10);
    expect(evaluators[1]).toMatchObject({ failed: 0, n: size });
  });

  it("when it was asked, over the time of all data", async () => {
    const { timeline, size } = await behaviorOf("chat-02");
    expect(timeline!.unit).toBe("week");
    expect(timeline!.buckets[0]!.label).toBe("week of 23 Feb 2026");
    expect(timeline!.buckets.reduce((sum, bucket) => sum + bucket.size, 0)).toBe(size);
  });

  it("the instruction whose condition its requests put to work, at its line; none for others", async () => {
    const refund = await behaviorOf("chat-00");
    expect(refund.addressedBy).toMatchObject([{ file: "shop.md", line: 3, k: refund.size, n: refund.size }]);
    const parcel = await behaviorOf("chat-02");
    expect(parcel).toMatchObject({ notAddressed: true, addressedBy: [] });
    expect(parcel.notAddressedReason).toMatch(/Say in the prompt what to do/);
  });

  it("a prompt that was edited on disk is read anew", async () => {
    writeFileSync(
      folder.file("shop.md"),
      `# New\n\n${prompt}- If the customer asks about a parcel, look it up.\n`,
    );
    const refund = await behaviorOf("chat-00");
    expect(refund.addressedBy[0]!.line).toBe(5);
    expect((await behaviorOf("chat-02")).addressedBy).toMatchObject([{ line: 7 }]);
    writeFileSync(folder.file("shop.md"), prompt);
  });

  it("signals in it and elsewhere, which others are like it, and that it was found", async () => {
    const { signals, neighbours, events, id } = await behaviorOf("chat-00");
    expect(signals.map(({ kind }) => kind)).toContain("user-gives-up");
    expect(signals[0]!.share).toBeGreaterThan(signals[0]!.elsewhere);
    const others = (await host.snapshot()).behaviors.map((one) => one.id).filter((one) => one !== id);
    expect([...neighbours.map((one) => one.id)].sort()).toEqual(others.sort());
    expect(events[0]!.text).toMatch(/^Found for the first time/);
  });

  it("words find its conversations", async () => {
    const { words, id } = await behaviorOf("chat-00");
    expect(words.length).toBeGreaterThan(0);
    const { total } = await host.conversations({ behavior: id, query: words[0]!.query });
    expect(total).toBeGreaterThan(0);
  });

  it("the same store gives the same detail; an unknown id gives none", async () => {
    const { id } = await behaviorOf("chat-00");
    const again = await openHost({ root: folder.path, trusted: true });
    expect(JSON.stringify(await again.behavior(id))).toBe(JSON.stringify(await host.behavior(id)));
    await again.close();
    expect(await host.behavior("b-none")).toBeUndefined();
  });
});
