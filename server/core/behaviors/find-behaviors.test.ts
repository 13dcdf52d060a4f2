import { describe, expect, it } from "vitest";
import { type Planted, planted } from "../../../test/support/planted-intents.ts";
import { seededRandom, shuffle } from "../base/index.ts";
import { adjustedRandIndex } from "./agreement.ts";
import { type FoundBehaviors, findBehaviors } from "./find-behaviors.ts";
import type { Request } from "./requests.ts";

const requestsOf = (texts: readonly string[]): Request[] =>
  texts.map((text, i) => ({ id: `r${String(i).padStart(3, "0")}`, conversationId: `c${i}`, text }));

const knownOf = ({ behaviors, assignment }: FoundBehaviors) =>
  behaviors.map(({ id }) => ({
    id,
    memberIds: [...assignment].filter(([, behaviorId]) => behaviorId === id).map(([requestId]) => requestId),
  }));

function agreement(truth: readonly Planted[], found: FoundBehaviors): number {
  const numberOf = new Map<string, number>();
  const number = (key: string): number => {
    numberOf.set(key, numberOf.get(key) ?? numberOf.size);
    return numberOf.get(key)!;
  };
  return adjustedRandIndex(
    truth.map(({ intent }) => number(intent)),
    truth.map(({ id }) => number(found.assignment.get(id) ?? `alone ${id}`)),
  );
}

describe("planted intents", () => {
  it("come out as behaviors, look-alikes apart, whatever the seed", async () => {
    for (const seed of [1, 2, 3]) {
      const requests = planted(25, { seed });
      const found = await findBehaviors(requests, { seed });
      expect(agreement(requests, found)).toBeGreaterThan(0.6);
      expect(found.behaviors.length).toBeGreaterThanOrEqual(6);
      expect(found.behaviors.length).toBeLessThanOrEqual(16);
    }
  });

  it("account for every request once", async () => {
    const requests = planted(15, { seed: 4 });
    const { behaviors, assignment, outliers } = await findBehaviors(requests, { seed: 4 });
    expect(assignment.size + outliers.length).toBe(requests.length);
    for (const { id, size } of behaviors)
      expect([...assignment.values()].filter((other) => other === id)).toHaveLength(size);
    expect(behaviors.map(({ size }) => size)).toEqual(
      behaviors.map(({ size }) => size).sort((a, b) => b - a),
    );
  });

  it("do not depend on the order of the requests", async () => {
    const requests = planted(12, { seed: 5 });
    const first = await findBehaviors(requests, { seed: 5 });
    const second = await findBehaviors(shuffle([...requests], seededRandom(9)), { seed: 5 });
    expect(second.behaviors).toEqual(first.behaviors);
    expect(new Map([...second.assignment].sort())).toEqual(new Map([...first.assignment].sort()));
  });

  it("keep their ids when a twentieth is added", async () => {
    const before = planted(40, { seed: 6 });
    const first = await findBehaviors(before, { seed: 6 });
    const second = await findBehaviors([...before, ...planted(2, { seed: 7, from: 900 })], {
      seed: 6,
      previous: knownOf(first),
    });
    const moved = before.filter(({ id }) => first.assignment.get(id) !== second.assignment.get(id));
    expect(moved.length / before.length).toBeLessThan(0.05);
  });

  it("are the same when nothing is new, after a search afresh and after one that went on from another", async () => {
    for (const seed of [1, 2, 3, 4]) {
      const all = planted(30, { seed });
      const afresh = await findBehaviors(all, { seed });
      const again = await findBehaviors(all, { seed, previous: knownOf(afresh) });
      expect(again.assignment).toEqual(afresh.assignment);
      const part = await findBehaviors(all.slice(0, -12), { seed });
      const grown = await findBehaviors(all, { seed, previous: knownOf(part) });
      const still = await findBehaviors(all, { seed, previous: knownOf(grown) });
      expect(still.assignment).toEqual(grown.assignment);
    }
  });

  it("keep requests in the same words together, whatever their ids", async () => {
    const same = requestsOf([
      "Hi, cancel order EHG4411 please",
      "cancel order QZ9017!",
      "Cancel order LLP1234",
      "Hello. Please cancel order EHG4412",
    ]).map((request) => ({ ...request, id: `same-${request.id}` }));
    const { assignment } = await findBehaviors([...planted(10, { seed: 8 }), ...same], { seed: 8 });
    expect(new Set(same.map(({ id }) => assignment.get(id))).size).toBe(1);
    expect(assignment.has(same[0]!.id)).toBe(true);
  });
});

describe("outliers", () => {
  it("are the requests like nothing else, and few", async () => {
    const odd = requestsOf([
      "Zebra crossings fascinate philosophers",
      "Quantum chromodynamics lecture notes wanted",
    ]).map((request) => ({ ...request, id: `odd-${request.id}` }));
    const requests = [...planted(20, { seed: 10 }), ...odd];
    const { outliers } = await findBehaviors(requests, { seed: 10 });
    expect(outliers).toEqual(expect.arrayContaining(odd.map(({ id }) => id)));
    expect(outliers.length).toBeLessThan(requests.length / 20);
  });
});

describe("small corpora", () => {
  it("no request gives nothing", async () => {
    expect(await findBehaviors([], { seed: 1 })).toEqual({
      behaviors: [],
      groups: [],
      assignment: new Map(),
      outliers: [],
    });
  });

  it("one request is one behavior with a name", async () => {
    const { behaviors, outliers } = await findBehaviors(
      requestsOf(["Hi, I want to cancel my flight to Rome, please"]),
      { seed: 1 },
    );
    expect(behaviors.map(({ name, size }) => ({ name, size }))).toEqual([
      { name: "cancel my flight", size: 1 },
    ]);
    expect(outliers).toEqual([]);
  });

  it("identical requests are one behavior", async () => {
    const { behaviors, assignment } = await findBehaviors(requestsOf(Array(30).fill("Where is my parcel?")), {
      seed: 1,
    });
    expect(behaviors.map(({ size }) => size)).toEqual([30]);
    expect(assignment.size).toBe(30);
  });

  it("two plain intents of six requests each fall apart", async () => {
    const requests = planted(6, { seed: 11, intents: ["cancel", "knee"] });
    const found = await findBehaviors(requests, { seed: 11 });
    expect(agreement(requests, found)).toBeGreaterThan(0.6);
  });

  it("requests of courtesy alone or without letters do no harm", async () => {
    const { behaviors, outliers } = await findBehaviors(requestsOf(["Hi", "???", "12345", "thanks", ""]), {
      seed: 1,
    });
    expect(behaviors.reduce((sum, { size }) => sum + size, 0) + outliers.length).toBe(5);
  });
});

it("can be cancelled", async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(findBehaviors(planted(5, { seed: 1 }), { seed: 1, signal: stop.signal })).rejects.toThrow(
    "abort",
  );
});
