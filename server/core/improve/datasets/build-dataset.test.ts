import { expect, test } from "vitest";
import { buildDataset, type DatasetWorld } from "./build-dataset.ts";
import { caseId, splits } from "./dataset.ts";
import type { Candidate } from "./draw-cases.ts";
import { isNearDuplicate } from "./near-duplicates.ts";
import { candidatesOf, partedBy, shopCandidates } from "./testing.ts";

const target = { kind: "behavior", id: "refund" } as const;
const worldOf = (candidates: readonly Candidate[], more: Partial<DatasetWorld> = {}): DatasetWorld => ({
  ...{ name: "refund", target, seed: 1, ...partedBy("refund", candidates) },
  ...more,
});
const shop = shopCandidates(600);

test("nothing that stands in one split has a near-duplicate in another, planted ones included", () => {
  const planted = candidatesOf(
    shop.flatMap(({ vector: _, ...one }, i) => [
      one,
      // The same with another opening, another order and a typing mistake: three that tell what the first one is.
      ...(i % 7 === 0
        ? [
            { ...one, conversation: `p${i}`, text: `Good evening! ${one.text.replace(/^[^,.]*, /, "")}` },
            { ...one, conversation: `q${i}`, text: one.text.replace(/A\d{4}/, "B7312") },
            { ...one, conversation: `r${i}`, text: one.text.replace(/([a-z])([a-z])([a-z]{3,})/, "$2$1$3") },
          ]
        : []),
    ]),
  );
  for (const seed of [1, 2]) {
    const { dataset, texts } = buildDataset(worldOf(planted, { seed }));
    const vectorOf = new Map(planted.map((one) => [one.conversation, one.vector]));
    const compared = dataset.cases.map(({ id, conversation, input, split }) => ({
      ...{ id, split, text: texts.get(id)! },
      vector: input === undefined ? vectorOf.get(conversation!) : undefined,
    }));
    expect(new Set(compared.map(({ split }) => split)).size).toBe(3);
    const leaks = compared.flatMap((a, i) =>
      compared.slice(i + 1).filter((b) => a.split !== b.split && isNearDuplicate(a, b)),
    );
    expect(leaks).toEqual([]);
  }
});

test("trials of one task stand together", () => {
  const trials = candidatesOf(shop.map(({ vector: _, ...one }, i) => ({ ...one, task: String(i % 40) })));
  const { dataset } = buildDataset(worldOf(trials));
  const taskOf = new Map(trials.map(({ conversation, task }) => [conversation, task]));
  const splitsOf = new Map<string, Set<string>>();
  for (const { conversation, split } of dataset.cases) {
    const task = taskOf.get(conversation!)!;
    splitsOf.set(task, (splitsOf.get(task) ?? new Set()).add(split));
  }
  expect(splitsOf.size).toBeGreaterThan(20);
  expect([...splitsOf.values()].every(({ size }) => size === 1)).toBe(true);
});

test("failing and passing cases of the target are in every split, and so are other behaviors", () => {
  const { dataset, problems } = buildDataset(worldOf(shop));
  expect(problems).toEqual([]);
  const count = (split: string, role: string, outcome?: string): number =>
    dataset.cases.filter(
      (one) => one.split === split && one.role === role && (!outcome || one.outcome === outcome),
    ).length;
  for (const split of splits) {
    expect(count(split, "target", "fail")).toBeGreaterThanOrEqual(3);
    expect(count(split, "target", "pass")).toBeGreaterThanOrEqual(3);
    expect(count(split, "general")).toBeGreaterThanOrEqual(1);
  }
  const regressions = dataset.cases.filter(({ role }) => role === "regression");
  expect(new Set(regressions.map(({ behavior }) => behavior))).toEqual(new Set(["delivery", "account"]));
  expect(regressions.every(({ outcome }) => outcome === "pass")).toBe(true);
});

test("weights of the target's cases sum to its conversations, and they stand for them at least as well as chance would", () => {
  for (const seed of [1, 2, 3]) {
    const candidates = shopCandidates(600, seed);
    const { dataset, representativeness } = buildDataset(worldOf(candidates, { seed }));
    const { own } = partedBy("refund", candidates);
    const recorded = dataset.cases.filter(({ role, origin }) => role === "target" && origin === "recorded");
    expect(recorded.length).toBeLessThanOrEqual(60);
    expect(recorded.reduce((sum, { weight }) => sum + weight, 0)).toBe(own.length);
    const share = (some: readonly { outcome?: string | undefined; weight?: number }[]): number =>
      some.reduce((sum, one) => sum + (one.outcome === "fail" ? (one.weight ?? 1) : 0), 0);
    expect(share(recorded)).toBe(share(own));
    expect(representativeness!.distance).toBeLessThan(representativeness!.byChance);
  }
});

test("what earlier suggestions mended is a regression case, and the same again gives the same", () => {
  const { others } = partedBy("refund", shop);
  const mended = others.slice(0, 3).map(({ conversation }) => conversation);
  const { dataset } = buildDataset(worldOf(shop, { mended }));
  for (const conversation of mended)
    expect(dataset.cases.find(({ id }) => id === caseId({ conversation }))).toMatchObject({
      role: "regression",
    });
  expect(buildDataset(worldOf([...shop].reverse(), { mended })).dataset).toEqual(dataset);
  expect(buildDataset(worldOf(shop, { mended, seed: 2 })).dataset.id).not.toBe(dataset.id);
});

test("as conversations come, cases stay in their splits, and what is near to two splits is left out", () => {
  const first = buildDataset(worldOf(shop.slice(0, 300))).dataset;
  const { dataset } = buildDataset(worldOf(shop, { earlier: first.cases }));
  const splitOf = new Map(dataset.cases.map(({ id, split }) => [id, split]));
  expect(first.cases.every(({ id, split }) => splitOf.get(id) === split)).toBe(true);
  const [a, b] = ["train", "held-out"].map(
    (split) => first.cases.find((one) => one.split === split && one.role === "target")!,
  );
  const [text, other] = [a, b].map(
    (kept) => shop.find(({ conversation }) => conversation === kept?.conversation)!.text,
  );
  const bridge = candidatesOf([
    ...shop.slice(0, 300).map(({ vector: _, ...one }) => one),
    { conversation: "bridge", text: `${text} ${other}`, behavior: "refund", outcome: "fail" },
  ]);
  const bridged = buildDataset(worldOf(bridge, { earlier: first.cases, sizes: { target: 500 } }));
  expect(bridged.dataset.cases.some(({ conversation }) => conversation === "bridge")).toBe(false);
  expect(bridged.problems.join()).toContain("near to cases of two splits");
});

test("what a person took out does not come again, and little traffic is told", () => {
  const { dataset } = buildDataset(worldOf(shop));
  const removed = new Set(dataset.cases.slice(0, 10).map(({ id }) => id));
  const again = buildDataset(worldOf(shop, { removed, earlier: dataset.cases })).dataset;
  expect(again.cases.some(({ id }) => removed.has(id))).toBe(false);
  expect(buildDataset(worldOf([])).problems).toEqual(["There is no conversation of the target."]);
  const passing = shop.filter(({ outcome }) => outcome === "pass");
  expect(buildDataset(worldOf(passing)).problems[0]).toContain("nothing to mend");
});

test("what was mended has to stay so: of the target too, whatever its file said, unless a person took it out", () => {
  const before = buildDataset(worldOf(shop)).dataset.cases;
  const failing = before.filter(
    ({ role, outcome, origin }) => role === "target" && outcome === "fail" && origin === "recorded",
  );
  const [first, second, third] = failing;
  const mended = [first!, second!, third!].map(({ conversation }) => conversation!);
  for (const earlier of [undefined, before]) {
    const removed = new Set([third!.id]);
    const world = worldOf(shop, { mended, removed, ...(earlier && { earlier }) });
    const after = new Map(buildDataset(world).dataset.cases.map((one) => [one.id, one]));
    for (const { id } of [first!, second!])
      expect(after.get(id)).toMatchObject({ role: "regression", outcome: "pass" });
    expect(after.has(third!.id)).toBe(false);
    if (earlier) expect(after.get(first!.id)!.split).toBe(first!.split);
  }
});
