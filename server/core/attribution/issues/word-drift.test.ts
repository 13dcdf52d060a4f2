import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { driftIn, type Said } from "./word-drift.ts";

const words =
  "parcel order tracking courier delay depot street number morning evening neighbour porch label box".split(
    " ",
  );

/** Requests about parcels, of a person each or, with `visits`, of people who keep to their own words. */
function requests(n: number, seed: number, ask: (i: number) => string = () => "", visits = 1): Said[] {
  const random = seededRandom(seed);
  const pick = (): string => words[Math.floor(random() * words.length)]!;
  return Array.from({ length: n / visits }, (_, person) => {
    const own = [pick(), pick(), pick()];
    return Array.from({ length: visits }, (_, visit) => ({
      text: `Where is my ${own.join(" ")} ${visits === 1 ? pick() : ""}? ${ask(person * visits + visit)}`,
      atMs: person * visits + visit,
      unit: `${person}`,
    }));
  }).flat();
}

describe("what people ask for", () => {
  it("changed where new words came in the later half, and says which", () => {
    const drift = driftIn(requests(100, 1, (i) => (i < 50 ? "At my neighbours?" : "Stuck in customs?")))!;
    expect(drift.p).toBeLessThan(0.01);
    expect(drift.sinceMs).toBe(50);
    expect(drift.after.slice(0, 2).sort()).toEqual(["customs", "stuck"]);
    expect(drift.before[0]).toBe("neighbours");
    expect(driftIn([...requests(100, 1)].reverse())).toEqual(driftIn(requests(100, 1)));
  });

  it.each([
    ["people who come once", 1],
    ["people who come five times, in words of their own", 5],
  ])("is the same by chance, told in about 5 of 100: %s", (name, visits) => {
    const runs = 400;
    const told = Array.from({ length: runs }, (_, seed) =>
      driftIn(requests(60 * visits, seed + 10, undefined, visits)),
    ).filter((one) => one !== undefined && one.p <= 0.05).length;
    console.log(`drift by chance, ${name}: told in ${((100 * told) / runs).toFixed(1)} %`);
    expect(told / runs).toBeLessThanOrEqual(0.072);
  });

  it("is not known of a few people, or where no time passes", () => {
    expect(driftIn(requests(38, 2))).toBeUndefined();
    expect(driftIn(requests(190, 2, undefined, 5))).toBeUndefined();
    expect(driftIn(requests(100, 2).map((one) => ({ ...one, atMs: 7 })))).toBeUndefined();
  });
});
