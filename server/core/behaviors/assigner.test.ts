import { expect, it } from "vitest";
import { planted } from "../../../test/support/planted-intents.ts";
import { assign, packAssigner, unpackAssigner } from "./assigner.ts";
import { findBehaviors } from "./find-behaviors.ts";

it("new requests go where a search of all would put them, packed or not", async () => {
  const known = planted(25, { seed: 1 });
  const { assigner, assignment } = await findBehaviors(known, { seed: 1 });
  const fresh = planted(10, { seed: 2, from: 100 });
  const found = assign(assigner!, fresh);
  expect(assign(unpackAssigner(packAssigner(assigner!))!, fresh)).toEqual(found);
  // Right is where most requests of the same intent in the same words or others are.
  const homes = new Map<string, Set<string>>();
  for (const { id, intent } of known) {
    const home = assignment.get(id);
    if (home) homes.set(intent, (homes.get(intent) ?? new Set()).add(home));
  }
  const right = fresh.filter(({ intent }, i) => homes.get(intent)!.has(found[i] ?? ""));
  expect(right.length / fresh.length).toBeGreaterThan(0.9);
});

it("what is like none is put nowhere", async () => {
  const { assigner } = await findBehaviors(planted(25, { seed: 1 }), { seed: 1 });
  expect(assign(assigner!, [{ text: "Quelle heure est-il \u00e0 Tokyo?" }, { text: "" }])).toEqual([
    undefined,
    undefined,
  ]);
});

it("what another version packed, or nobody, is nothing", () => {
  expect(unpackAssigner(Buffer.from("no such thing"))).toBeUndefined();
});
