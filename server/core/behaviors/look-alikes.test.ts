import { describe, expect, it } from "vitest";
import { seededRandom } from "../base/index.ts";
import { type LookAlikeOptions, partLookAlikes } from "./look-alikes.ts";
import { termsOf } from "./text-terms.ts";

const random = seededRandom(7);
const drawn = (words: readonly string[]): string => words[Math.floor(random() * words.length)]!;
const common = ["please", "today", "quickly", "again", "somehow", "really"];

/** A wish in many phrasings: three of its own words in any order, and one that any wish may have. */
const worded = (count: number, own: readonly string[]): string[] =>
  Array.from({ length: count }, () => [drawn(own), drawn(own), drawn(own), drawn(common)].join(" "));

const school = ["teenager", "school", "daughter", "parent", "puberty", "grow"];
const office = ["office", "calories", "scale", "kilos", "dinner", "waist"];
const teen = worded(40, school);
const adult = worded(40, office);
const both = [...teen, ...adult].map((text) => `weight diet ${text}`);

/** The same pair where some of either say a word of the other: less loose than new parts have to be, looser than former ones. */
const mixed = both.map((text, row) =>
  row % 8 === 0 ? text.replace(/diet \w+/, `diet ${drawn(row < 40 ? office : school)}`) : text,
);

const partsOf = async (
  texts: readonly string[],
  options: Partial<LookAlikeOptions> = {},
): Promise<number[][]> => {
  const views = [{ terms: termsOf(texts).words, share: 1 }];
  const parts = await partLookAlikes([[...texts.keys()]], views, { seed: 1, sizeOf: () => 1, ...options });
  return parts.map((rows) => rows.sort((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!);
};

/** Two behaviors before, and some rows that are new. */
const halves = Int32Array.from(both, (_, row) => (row % 10 === 0 ? -1 : row < 40 ? 4 : 2));

const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

describe("a community of look-alikes", () => {
  it("is parted by the words that are rare in it", async () => {
    expect(await partsOf(both)).toEqual([from(0, 40), from(40, 40)]);
  });

  it("stays whole where phrasings hold together", async () => {
    expect(await partsOf(teen)).toEqual([from(0, 40)]);
  });

  it("never gives a part too thin for a rate", async () => {
    const few = both.slice(0, 49);
    expect(await partsOf(few)).toEqual([from(0, 49)]);
    // Where each stands for several requests, nine are enough.
    expect(await partsOf(few, { sizeOf: () => 3 })).toEqual([from(0, 40), from(40, 9)]);
  });

  it("is parted as it was before, new rows with what they are like, unless that is clearly wrong", async () => {
    expect(await partsOf(mixed)).toEqual([from(0, 80)]);
    expect(await partsOf(mixed, { before: halves })).toEqual([from(0, 40), from(40, 40)]);
    const across = Int32Array.from(teen, (_, row) => row % 2);
    expect(await partsOf(teen, { before: across })).toEqual([from(0, 40)]);
  });

  it("is not cut anew where that is not wanted, but stays as it was parted before", async () => {
    expect(await partsOf(both, { cutsAnew: false })).toEqual([from(0, 80)]);
    const whole = Int32Array.from(both, () => 4);
    expect(await partsOf(both, { cutsAnew: false, before: whole })).toEqual([from(0, 80)]);
    expect(await partsOf(both, { cutsAnew: false, before: halves })).toEqual([from(0, 40), from(40, 40)]);
  });
});
