import { beforeAll, describe, expect, it } from "vitest";
import { type Planted, planted } from "../../../test/support/planted-intents.ts";
import { processorMs, roomFor } from "../../../test/support/processor-time.ts";
import { assign } from "./assigner.ts";
import { decide } from "./decided.ts";
import { MARKS, type Mark, type Membership, markOf, markOfContent, nothingDecided } from "./decisions.ts";
import type { Saying } from "./describe-clusters.ts";
import { type FoundBehaviors, findBehaviors } from "./find-behaviors.ts";
import type { Embeddings } from "./lexical-embedder.ts";
import { partsOfBehavior } from "./parts-of-behavior.ts";

const seed = 3;
const first = planted(25, { seed });
/** A fifth more each time: what came with the n-th of them. */
const waves = [1, 2, 3].map((n) => planted(5, { seed: 20 + n, from: 1_000 * n }));

const knownOf = ({ behaviors, assignment }: FoundBehaviors) =>
  behaviors.map(({ id }) => ({
    id,
    memberIds: [...assignment].filter(([, behaviorId]) => behaviorId === id).map(([requestId]) => requestId),
  }));

const markOfBehavior = (found: FoundBehaviors, id: string): Mark => ({
  id,
  requests: found.behaviors
    .find((one) => one.id === id)!
    .exemplars.slice(0, MARKS)
    .map(({ text }) => markOf(text)),
});

/** The behavior that most requests of an intent are in, and how many of them. */
function behaviorOf(found: FoundBehaviors, intent: string): { id: string; share: number } {
  const counts = new Map<string, number>();
  let all = 0;
  for (const [requestId, id] of found.assignment)
    if (requestId.startsWith(`${intent}-`)) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
      all++;
    }
  const [id, count] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
  return { id, share: count / all };
}

const search = (
  requests: readonly Planted[],
  wanted: Membership,
  before?: { readonly found: FoundBehaviors; readonly applied: Membership },
): Promise<FoundBehaviors> =>
  findBehaviors(requests, {
    seed,
    ...(before && { previous: knownOf(before.found) }),
    decisions: { wanted, applied: before?.applied ?? nothingDecided },
  });

let plain: FoundBehaviors;
beforeAll(async () => {
  plain = await findBehaviors(first, { seed });
});

/** Knees and meals: nothing but a person would put them together. */
function merging(): { wanted: Membership; into: string; other: string } {
  const [into, other] = [behaviorOf(plain, "knee").id, behaviorOf(plain, "meal").id];
  return {
    wanted: {
      ...nothingDecided,
      merges: [{ into: markOfBehavior(plain, into), others: [markOfBehavior(plain, other)] }],
    },
    into,
    other,
  };
}

/** Merged behaviors, parted afresh: two intents that are found as one. */
async function splitting(): Promise<{ found: FoundBehaviors; wanted: Membership; ids: string[] }> {
  const { wanted, into } = merging();
  const found = await search(first, wanted, { found: plain, applied: nothingDecided });
  const members = new Set(knownOf(found).find(({ id }) => id === into)!.memberIds);
  const parts = await partsOfBehavior(
    first.filter(({ id }) => members.has(id)),
    { id: into, others: knownOf(found), seed },
  );
  expect(parts).toBeDefined();
  return {
    found,
    wanted: { ...nothingDecided, splits: [{ id: into, parts: parts! }] },
    ids: parts!.map(({ id }) => id),
  };
}

describe("merged behaviors", () => {
  it("are one under the id of the first, and stay so through three searches with a fifth more requests each", async () => {
    const { wanted, into, other } = merging();
    let requests = first;
    let before = { found: plain, applied: nothingDecided };
    for (const wave of [[], ...waves]) {
      requests = [...requests, ...wave];
      const found = await search(requests, wanted, before);
      expect(found.behaviors.map(({ id }) => id)).not.toContain(other);
      for (const intent of ["knee", "meal"]) {
        expect(behaviorOf(found, intent).id).toBe(into);
        expect(behaviorOf(found, intent).share).toBeGreaterThan(0.85);
      }
      expect(behaviorOf(found, "lost").id).toBe(behaviorOf(plain, "lost").id);
      before = { found, applied: wanted };
    }
  });

  it("take new requests of each, also after a search that began with them as one", async () => {
    const { wanted, into } = merging();
    const once = await search(first, wanted, { found: plain, applied: nothingDecided });
    const twice = await search(first, wanted, { found: once, applied: wanted });
    for (const found of [once, twice])
      for (const intent of ["knee", "meal"]) {
        const assigned = assign(found.assigner!, planted(10, { seed: 77, from: 5_000, intents: [intent] }));
        expect(assigned.filter((id) => id === into).length).toBeGreaterThanOrEqual(8);
      }
  });

  it("are joined in a store that was made anew, by their marked requests and under the same id", async () => {
    const { wanted, into } = merging();
    const found = await search([...first, ...waves[0]!], wanted);
    for (const intent of ["knee", "meal"]) expect(behaviorOf(found, intent).id).toBe(into);
  });

  it("are what they were when it is taken back, with their ids", async () => {
    const { wanted, into, other } = merging();
    const merged = await search(first, wanted, { found: plain, applied: nothingDecided });
    const again = await search(first, wanted, { found: merged, applied: wanted });
    const back = await search(first, nothingDecided, { found: again, applied: wanted });
    const own = ["knee", "meal"].map((intent) => behaviorOf(back, intent));
    expect(own.map(({ id }) => id)).toEqual([into, other]);
    for (const { share } of own) expect(share).toBeGreaterThan(0.9);
  });
});

describe("a behavior in parts", () => {
  it("falls where its requests do", async () => {
    const { wanted } = await splitting();
    const [{ parts } = { parts: [] }] = wanted.splits;
    const memberIds = parts.map((part) => (part as Mark & { memberIds: string[] }).memberIds);
    expect(memberIds.every((ids) => ids.length >= 3)).toBe(true);
    const intents = memberIds.map((ids) => new Set(ids.map((id) => id.split("-")[0])));
    expect(intents.map((one) => one.size)).toEqual([1, 1]);
  });

  it("stays so through three searches with a fifth more requests each, and assigns to its parts", async () => {
    const { found: whole, wanted, ids } = await splitting();
    let requests = first;
    let before: { found: FoundBehaviors; applied: Membership } = { found: whole, applied: nothingDecided };
    for (const wave of [[], ...waves]) {
      requests = [...requests, ...wave];
      const found = await search(requests, wanted, before);
      const own = ["knee", "meal"].map((intent) => behaviorOf(found, intent));
      expect(own.map(({ id }) => id).sort()).toEqual([...ids].sort());
      for (const { share } of own) expect(share).toBeGreaterThan(0.85);
      const assigned = assign(found.assigner!, planted(10, { seed: 78, from: 6_000, intents: ["meal"] }));
      expect(assigned.filter((id) => id === own[1]!.id).length).toBeGreaterThanOrEqual(8);
      before = { found, applied: wanted };
    }
  });

  it("is one again when it is taken back", async () => {
    const { found: whole, wanted, ids } = await splitting();
    const split = await search(first, wanted, { found: whole, applied: nothingDecided });
    const { wanted: merged } = merging();
    const back = await search(first, merged, { found: split, applied: wanted });
    for (const intent of ["knee", "meal"]) expect(behaviorOf(back, intent).id).toBe(ids[0]);
  });

  it("is not made of requests that hold together", async () => {
    const same = Array.from({ length: 12 }, (_, i) => ({
      id: `r${i}`,
      conversationId: `r${i}`,
      text: "Where is my parcel?",
    }));
    expect(await partsOfBehavior(same, { id: "b-1", others: [], seed })).toBeUndefined();
  });
});

it("what is only known by its marks gets its id back in a store that was made anew", async () => {
  const id = "b-decided0";
  const mark = { ...markOfBehavior(plain, behaviorOf(plain, "plan").id), id };
  const found = await search(first, { ...nothingDecided, known: [mark] });
  expect(behaviorOf(found, "plan").id).toBe(id);
  expect(found.behaviors.map(({ size }) => size)).toEqual(plain.behaviors.map(({ size }) => size));
});

it("in a store that was made anew each of many behaviors is found by its marks, in a moment", () => {
  const perCluster = 40;
  const clusters = Array.from({ length: 600 }, (_, c) =>
    Array.from({ length: perCluster }, (_, i) => c * perCluster + i),
  );
  const sayings = clusters.flat().map((row): Saying => {
    const text = `wish number ${"abcdefghij"[row % 10]}${row.toString(26).replace(/\d/g, (d) => "qrstuvwxyz"[+d]!)}`;
    return { text, content: text, requests: [{ id: `r${row}`, conversationId: `r${row}`, text }] };
  });
  const embeddings = { vectors: new Float32Array(sayings.length), width: 1 };
  const known = clusters.map((rows, c) => ({
    id: `b-${c}`,
    requests: rows.slice(0, MARKS).map((row) => markOfContent(sayings[row]!.content)),
  }));
  // The largest behavior need not be the first in the file.
  const decisions = { wanted: { ...nothingDecided, known: [...known].reverse() }, applied: nothingDecided };
  const startedMs = processorMs();
  const { previous } = decide(clusters, sayings, embeddings as Embeddings, { decisions });
  const tookMs = processorMs() - startedMs;
  expect(previous.map(({ id }) => id).sort()).toEqual(known.map(({ id }) => id).sort());
  for (const { id, memberIds } of previous) expect(memberIds[0]).toBe(`r${Number(id.slice(2)) * perCluster}`);
  // To look through all requests for each of them takes a minute.
  expect(tookMs).toBeLessThan(roomFor(3_000));
});
