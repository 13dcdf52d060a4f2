import { seededRandom, shuffle } from "../../server/core/base/index.ts";
import type { Draw } from "./demo-types.ts";

/** All draws of one conversation. Each has a stream of its own, so that editing one intent leaves the other conversations alone. */
export function drawFrom(seed: number, stream: number): Draw {
  const random = seededRandom((seed ^ Math.imul(stream + 1, 0x9e3779b1)) >>> 0);
  // Neighbouring seeds start alike; the first numbers are thrown away.
  for (let i = 0; i < 4; i++) random();
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  return {
    chance: (p) => random() < p,
    int,
    pick: (items) => items[int(0, items.length - 1)]!,
    shuffled: (items) => shuffle([...items], random),
  };
}
