import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../base/index.ts";
import { handlingShare } from "./handling-share.ts";
import type { Embeddings } from "./lexical-embedder.ts";

/** 300 rows of length 1 around 10 directions; the larger the noise, the less is left of these. */
function grouped(noise: number, seed: number): Embeddings {
  const [width, rowCount, groups] = [16, 300, 10];
  const random = seededRandom(seed);
  const centres = Array.from({ length: groups }, () =>
    Array.from({ length: width }, () => normalDraw(random)),
  );
  const vectors = new Float32Array(rowCount * width);
  for (let row = 0; row < rowCount; row++) {
    const drawn = centres[row % groups]!.map((value) => value + noise * normalDraw(random));
    const length = Math.hypot(...drawn);
    vectors.set(
      drawn.map((value) => value / length),
      row * width,
    );
  }
  return { width, vectors };
}

describe("handlingShare", () => {
  it("weighs that view more which falls into groups, whichever it is", async () => {
    const [clear, vague] = [grouped(0.1, 1), grouped(3, 2)];
    const share = await handlingShare(vague, clear, { seed: 1 });
    expect(share).toBeGreaterThan(0.65);
    expect(await handlingShare(clear, vague, { seed: 1 })).toBeLessThan(0.2);
  });

  it("gives handling a third where the two are alike", async () => {
    const view = grouped(0.5, 3);
    expect(await handlingShare(view, view, { seed: 1 })).toBeCloseTo(1 / 3, 12);
  });

  it("stops when told to", async () => {
    const view = grouped(0.5, 3);
    const signal = AbortSignal.abort(new Error("no longer wanted"));
    await expect(handlingShare(view, view, { seed: 1, signal })).rejects.toThrow("no longer wanted");
  });
});
