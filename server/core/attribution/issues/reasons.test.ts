import { describe, expect, it } from "vitest";
import { reasonsFor, type Visit } from "./reasons.ts";
import { unknownRequests } from "./unknown-requests.ts";

const dayMs = 86_400_000;
const visits = (from: number, n: number, behaviorIds: readonly string[], hits: number, day = 20): Visit[] =>
  Array.from({ length: n }, (_, i) => ({
    id: `c${String(from + i).padStart(3, "0")}`,
    startMs: (day + i / n) * dayMs,
    userId: i < 2 ? "mia" : undefined,
    behaviorIds,
    isHit: i < hits,
  }));

describe("reasons", () => {
  const all = [
    ...visits(0, 50, ["refund"], 50, 2),
    ...visits(100, 20, ["parcel"], 10),
    ...visits(200, 60, ["gift"], 6),
    ...visits(300, 15, [], 4),
    ...visits(400, 5, ["wrap"], 0),
  ];

  it("of the last seven days of the data's own time, by count, with their part of the traffic", () => {
    const { reasons, ...rest } = reasonsFor(all);
    expect(rest).toMatchObject({
      conversations: 100,
      count: 20,
      people: 9 + 5 + 3 - 2,
      toMs: (20 + 59 / 60) * dayMs,
    });
    expect(reasons.map(({ behaviorId, count, of }) => [behaviorId, count, of])).toEqual([
      ["parcel", 10, 20],
      ["gift", 6, 60],
      [undefined, 4, 15],
    ]);
    expect(reasons[0]).toMatchObject({
      share: 0.5,
      trafficShare: 0.2,
      lift: 2.5,
      people: 9,
      exemplar: "c109",
    });
    expect(reasons[0]!.low).toBeGreaterThan(0.2);
    expect(reasons[0]!.high).toBeLessThan(0.8);
    expect(reasons[1]!.lift).toBeCloseTo(0.5);
  });

  it("of a longer time, of everything where nothing has a time, and none", () => {
    expect(reasonsFor(all, 30).reasons[0]).toMatchObject({ behaviorId: "refund", count: 50 });
    const timeless = reasonsFor(all.map(({ startMs: _, ...visit }) => visit));
    expect(timeless).toMatchObject({ conversations: 150, count: 70 });
    expect(timeless.fromMs).toBeUndefined();
    expect(reasonsFor([])).toEqual({ conversations: 0, count: 0, people: 0, reasons: [] });
  });

  it("a conversation that asked for two things counts for both", () => {
    const { reasons, count } = reasonsFor(visits(0, 4, ["parcel", "gift"], 2));
    expect(count).toBe(2);
    expect(reasons.map(({ share }) => share)).toEqual([1, 1]);
  });
});

describe("requests like no other", () => {
  const requests = (n: number, unknown: number, day: number, prefix: string) =>
    Array.from({ length: n }, (_, i) => ({
      id: `${prefix}${i}`,
      conversationId: `${prefix}${i}`,
      startMs: (day + i / n) * dayMs,
      isUnknown: i < unknown,
    }));

  it("of late and before, the newest first, and whether there are more", () => {
    const found = unknownRequests([...requests(200, 4, 2, "old"), ...requests(60, 9, 20, "new")])!;
    expect(found).toMatchObject({ recent: { k: 9, n: 60 }, before: { k: 4, n: 200 }, isRising: true });
    expect(found.newest.map(({ id }) => id)).toEqual(["new8", "new7", "new6", "new5", "new4"]);
    expect(unknownRequests([...requests(200, 4, 2, "old"), ...requests(60, 2, 20, "new")])!.isRising).toBe(
      false,
    );
  });

  it("without times there is no of late", () => {
    expect(unknownRequests([])).toBeUndefined();
    expect(unknownRequests([{ id: "a", conversationId: "a", isUnknown: true }])).toBeUndefined();
  });
});
