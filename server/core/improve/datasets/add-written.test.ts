import { describe, expect, it } from "vitest";
import { writtenCases } from "./add-written.ts";
import { buildDataset, type DatasetWorld } from "./build-dataset.ts";
import type { FileCase } from "./case-file.ts";
import { isNearDuplicate } from "./near-duplicates.ts";
import { partedBy, shopCandidates } from "./testing.ts";
import { type WritingOrder, writingOrders } from "./writing-orders.ts";

const world: DatasetWorld = {
  ...{ name: "refund", target: { kind: "behavior", id: "refund" }, seed: 1 },
  ...partedBy("refund", shopCandidates(300)),
};
const built = buildDataset(world);
const textsIn = (split: string): string[] =>
  built.dataset.cases.flatMap((one) => (one.split === split ? built.texts.get(one.id)! : []));
const order: WritingOrder = {
  ...{
    exemplars: ["x"],
    conversation: built.dataset.cases.find(({ split }) => split === "train")!.conversation!,
  },
  ...{ behavior: "refund", sides: ["curt", "one wish"] },
};

describe("orders", () => {
  it("show nothing but what is trained on, failing first, and differ on every side", () => {
    const orders = writingOrders(built, { count: 20, seed: 3 });
    const train = new Set(textsIn("train"));
    expect(orders).toHaveLength(20);
    for (const { exemplars, beside } of orders)
      for (const text of [...exemplars, ...(beside ? [beside] : [])]) expect(train.has(text)).toBe(true);
    const failing = built.dataset.cases.filter(
      ({ split, role, outcome, origin }) =>
        split === "train" && role === "target" && outcome === "fail" && origin === "recorded",
    );
    const first = new Set(orders.slice(0, failing.length).map(({ conversation }) => conversation));
    expect(first).toEqual(new Set(failing.slice(0, 20).map(({ conversation }) => conversation)));
    for (const side of [0, 1, 2, 3])
      expect(new Set(orders.map(({ sides }) => sides[side])).size).toBeGreaterThan(1);
    expect(orders.filter(({ beside }) => beside)).toHaveLength(5);
    expect(writingOrders(built, { count: 20, seed: 3 })).toEqual(orders);
  });

  it("there are none where nothing is trained on", () => {
    expect(
      writingOrders({ dataset: { ...built.dataset, cases: [] }, texts: built.texts }, { count: 3, seed: 1 }),
    ).toEqual([]);
  });
});

describe("what a model wrote", () => {
  it("is trained on alone; near-duplicates of any split and of each other are left out", () => {
    const fresh = "Nobody has told me since March whether anything comes back for the broken kettle.";
    const written = [
      fresh,
      `${fresh} Thanks!`,
      ...["train", "validation", "held-out"].map((one) => `Hi, ${textsIn(one)[0]!}`),
    ];
    const { cases, dropped } = writtenCases(
      built,
      written.map((text) => ({ text, order })),
    );
    expect(dropped).toEqual({ near: 4, elsewhere: 0 });
    expect(cases).toMatchObject([
      {
        input: fresh,
        split: "train",
        origin: "written",
        role: "target",
        how: "written by a model: curt, one wish",
      },
    ]);
    const again = writtenCases(built, [{ text: fresh, order }], { removed: new Set([cases[0]!.id]) });
    expect(again.cases).toEqual([]);
  });

  it("is left out where it is clearly more like what others want", () => {
    const roleOf = new Map(built.dataset.cases.map(({ id, role }) => [id, role]));
    const vectorOf = (id: string): Float32Array =>
      Float32Array.from(roleOf.get(id) === "target" ? [1, 0] : [0, 1]);
    const written = (own: number, other: number) => ({
      ...{ text: "Nobody has told me about the kettle.", order, vector: Float32Array.from([own, other]) },
    });
    expect(writtenCases(built, [written(0.6, 0.8)], { vectorOf }).dropped).toEqual({ near: 0, elsewhere: 1 });
    expect(writtenCases(built, [written(0.69, 0.72)], { vectorOf }).cases).toHaveLength(1);
    const both = { ...written(0.6, 0.8), order: { ...order, beside: "Delete my profile" } };
    expect(writtenCases(built, [both], { vectorOf }).cases).toHaveLength(1);
  });

  it("moves no other case to another split, and stands as it is when the dataset is built again", () => {
    const { cases } = writtenCases(
      built,
      ["Nobody has told me whether anything comes back for the kettle.", "So. Kettle. Money. When?"].map(
        (text) => ({ text, order }),
      ),
    );
    const earlier: FileCase[] = [...built.dataset.cases, ...cases];
    const more = buildDataset({ ...world, earlier });
    const splitOf = new Map(more.dataset.cases.map(({ id, split }) => [id, split]));
    for (const { id, split } of built.dataset.cases) expect(splitOf.get(id)).toBe(split);
    for (const { id } of cases) expect(splitOf.get(id)).toBe("train");
    expect(buildDataset({ ...world, earlier: more.dataset.cases }).dataset).toEqual(more.dataset);
    const held = textsIn("held-out");
    for (const { input } of cases)
      expect(held.some((text) => isNearDuplicate({ text }, { text: input! }))).toBe(false);
  });
});
