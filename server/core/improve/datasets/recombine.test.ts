import { expect, test } from "vitest";
import { recombine } from "./recombine.ts";
import { slotsIn } from "./slots.ts";
import { candidatesOf, shopCandidates } from "./testing.ts";

test("slots are found by kind, none over another", () => {
  expect(
    slotsIn(
      "My name is Ann Lee, order #A1234 or 1234567 of 2026-03-04, 3 items for $12.50 on Monday; ann@x.org, ann_lee_12",
    ).map(({ kind, value }) => `${kind} ${value}`),
  ).toEqual([
    ...["name Ann Lee", "id A1234", "id 1234567", "date 2026-03-04", "number 3", "money $12.50"],
    ...["date Monday", "email ann@x.org", "id ann_lee_12"],
  ]);
});

test("texts are made of what users said; none is said twice, the same seed gives the same", () => {
  const shop = shopCandidates(60);
  const made = recombine(shop, { count: 100, seed: 3 });
  expect(made).toHaveLength(100);
  const all = [...shop.map(({ text }) => text), ...made.map(({ text }) => text)].map((text) =>
    text.toLowerCase(),
  );
  expect(new Set(all.slice(60)).size).toBe(100);
  expect(recombine(shop, { count: 100, seed: 3 })).toEqual(made);
  const how = made.map((one) => one.how).join();
  for (const change of ["values exchanged", "another opening", "polite", "another order", "typing mistakes"])
    expect(how).toContain(change);
});

test("what recorded tool calls were given stays as it is", () => {
  const own = candidatesOf([
    { conversation: "a", text: "Cancel order A1234 for 2 chairs.", pinned: ['{"order":"a1234"}'] },
    { conversation: "b", text: "Cancel order B9876 for 5 chairs." },
  ]);
  const made = recombine(own, { count: 40, seed: 1 });
  const ofFirst = made.filter(({ from }) => from.conversation === "a");
  expect(ofFirst.length).toBeGreaterThan(5);
  for (const { text } of ofFirst) expect(text).toContain("A1234");
  expect(ofFirst.some(({ text }) => text.includes("5 chairs"))).toBe(true);
});

test("nothing comes of nothing", () => {
  expect(recombine([], { count: 5, seed: 1 })).toEqual([]);
});
