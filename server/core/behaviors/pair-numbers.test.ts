import { expect, it } from "vitest";
import { seededRandom } from "../base/index.ts";
import { PairNumbers } from "./pair-numbers.ts";

it("gives each pair one number, in the order of their first coming", () => {
  const random = seededRandom(1);
  const pairs = new PairNumbers();
  const known = new Map<string, number>();
  for (let i = 0; i < 50_000; i++) {
    const [first, second] = [Math.floor(random() * 200), Math.floor(random() * 200) * 7_919];
    const key = `${first} ${second}`;
    if (!known.has(key)) known.set(key, known.size + 1);
    expect(pairs.numberOf(first, second)).toBe(known.get(key));
  }
});
