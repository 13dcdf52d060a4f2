import { type Random, seededRandom, shuffle } from "../../../../server/core/base/index.ts";

/** Draws of one seed. `apart` gives a stream of its own, so that more draws in one part change nothing in the others. */
export class Draw {
  private readonly random: Random;

  constructor(private readonly seed: number) {
    this.random = seededRandom(seed);
  }

  apart(part: number): Draw {
    return new Draw(Math.imul(this.seed ^ 0x9e3779b9, 2 * part + 1) ^ (part * 0x85ebca6b));
  }

  next(): number {
    return this.random();
  }

  chance(p: number): boolean {
    return this.random() < p;
  }

  /** From `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1));
  }

  between(low: number, high: number): number {
    return low + this.random() * (high - low);
  }

  /** As likely to lie between 1 and 2 as between 2 and 4. */
  logBetween(low: number, high: number): number {
    return Math.exp(this.between(Math.log(low), Math.log(high)));
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!;
  }

  some<T>(list: readonly T[], n: number): T[] {
    return shuffle([...list], this.random).slice(0, n);
  }

  shuffled<T>(list: readonly T[]): T[] {
    return shuffle([...list], this.random);
  }

  weighted<T>(list: readonly T[], weight: (one: T) => number): T {
    let left = this.random() * list.reduce((sum, one) => sum + weight(one), 0);
    for (const one of list) {
      left -= weight(one);
      if (left < 0) return one;
    }
    return list.at(-1)!;
  }

  hex(digits: number): string {
    return Array.from({ length: digits }, () => Math.floor(this.random() * 16).toString(16)).join("");
  }
}
