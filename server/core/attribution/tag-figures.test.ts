import { describe, expect, it } from "vitest";
import { seededRandom } from "../base/index.ts";
import { tagFigures } from "./tag-figures.ts";

const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `c${from + i}`);

describe("tags of behaviors", () => {
  it("30 of 100 against 20 of 900 others is 13.5 times", () => {
    const tagged = [...ids(0, 30), ...ids(500, 520)].map((conversationId) => ({
      conversationId,
      tag: "bug-report",
    }));
    const { tags, ofBehaviors } = tagFigures({
      tagged: [...tagged, { conversationId: "gone", tag: "urgent" }],
      conversations: ids(0, 1_000),
      members: new Map([
        ["b1", ids(0, 100)],
        ["b2", ids(100, 1_000)],
      ]),
      failed: new Map(ids(0, 10).map((id, i) => [id, i < 4])),
    });
    expect(tags).toEqual([
      { name: "bug-report", n: 50, share: 0.05, judged: 10, failRate: 0.4, topBehaviors: ["b1"] },
    ]);
    const [figure] = ofBehaviors.get("b1")!;
    expect(figure).toMatchObject({ tag: "bug-report", n: 30, share: 0.3, isClear: true });
    expect(figure!.lift).toBeCloseTo(13.5, 10);
    expect(figure!.low).toBeGreaterThan(7);
    expect(ofBehaviors.has("b2")).toBe(false);
  });

  it("a tag that is everywhere is told as a share, and as nothing special", () => {
    const { ofBehaviors } = tagFigures({
      tagged: ids(0, 200).map((conversationId) => ({ conversationId, tag: "urgent" })),
      conversations: ids(0, 200),
      members: new Map([["b1", ids(0, 50)]]),
      failed: new Map(),
    });
    expect(ofBehaviors.get("b1")).toMatchObject([
      { tag: "urgent", n: 50, share: 1, lift: 1, isClear: false },
    ]);
  });

  it("planted: what is over-represented is found, and chance alone seldom is", () => {
    let [found, falseOnes] = [0, 0];
    const runs = 40;
    for (let run = 0; run < runs; run++) {
      const random = seededRandom(run);
      const conversations = ids(0, 2_000);
      const members = new Map(Array.from({ length: 20 }, (_, b) => [`b${b}`, ids(b * 100, b * 100 + 100)]));
      const tagged = conversations.flatMap((conversationId, i) =>
        ["t1", "t2", "t3"].flatMap((tag, t) =>
          random() < (t === 0 && i < 100 ? 0.25 : 0.05) ? [{ conversationId, tag }] : [],
        ),
      );
      const { ofBehaviors } = tagFigures({ tagged, conversations, members, failed: new Map() });
      for (const [behavior, list] of ofBehaviors)
        for (const { tag, isClear } of list)
          if (isClear && behavior === "b0" && tag === "t1") found++;
          else if (isClear) falseOnes++;
    }
    expect(found).toBe(runs);
    expect(falseOnes / runs).toBeLessThan(0.1);
  });
});
