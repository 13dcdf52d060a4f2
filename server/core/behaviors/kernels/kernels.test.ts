import { availableParallelism } from "node:os";
import { expect, it, vi } from "vitest";
import { generatedKernels } from "../../../../scripts/generate-kernels.mjs";
import { normalDraw, seededRandom } from "../../base/index.ts";
import { Kernels } from "./kernels.ts";
import * as made from "./kernels-wasm.ts";

const random = seededRandom(4);
const draw = (length: number): Float32Array => Float32Array.from({ length }, () => normalDraw(random));

it("the compiled loops are those of their source: else npm run kernels", async () => {
  expect(await generatedKernels()).toContain(made.kernelsWasm);
});

it("multiplies tall matrices by small ones, and by themselves", () => {
  const [rows, width, kept] = [8, 12, 4];
  const [dense, matrix] = [draw(rows * width), draw(width * kept)];
  const kernels = Kernels.borrow();
  const [at, by] = [kernels.put(dense), kernels.put(matrix)];
  const out = kernels.take(rows * kept * 4);
  kernels.run.mix(at, rows, width, by, kept, out);
  const mixed = kernels.floats(out, rows * kept);
  const square = kernels.take(width * width * 8);
  kernels.run.gram(at, rows, width, kernels.take(4 * width * 8), square);
  const gram = kernels.doubles(square, width * width);
  const sum = (count: number, term: (i: number) => number): number =>
    Array.from({ length: count }, (_, i) => term(i)).reduce((a, b) => a + b, 0);
  expect(mixed[3 * kept + 2]).toBeCloseTo(
    sum(width, (i) => dense[3 * width + i]! * matrix[i * kept + 2]!),
    4,
  );
  expect(gram[2 * width + 7]).toBeCloseTo(
    sum(rows, (r) => dense[r * width + 2]! * dense[r * width + 7]!),
    4,
  );
});

it.skipIf(availableParallelism() < 2)(
  "a second thread takes its share, and what comes out is the same",
  async () => {
    const [rows, width, kept] = [4_096, 64, 64];
    const [dense, matrix] = [draw(rows * width), draw(width * kept)];
    const mixed = (kernels: Kernels): Buffer => {
      const mark = kernels.mark();
      const [at, by] = [kernels.put(dense), kernels.put(matrix)];
      const out = kernels.take(rows * kept * 4);
      kernels.each(
        "mix",
        Array.from({ length: 64 }, (_, i) => [
          ...([at + i * 64 * width * 4, 64, width, by, kept] as const),
          out + i * 64 * kept * 4,
        ]),
      );
      const copy = Buffer.from(kernels.floats(out, rows * kept).slice().buffer);
      kernels.release(mark);
      return copy;
    };
    const kernels = Kernels.borrow(Number.POSITIVE_INFINITY);
    await vi.waitUntil(() => kernels.threads === 2, { timeout: 10_000 });
    const alone = mixed(Kernels.borrow());
    // One that was borrowed before may have helped then.
    const before = kernels.helped;
    const end = Date.now() + 10_000;
    for (let round = 0; round < 20 || (kernels.helped === before && Date.now() < end); round++)
      expect(mixed(kernels).equals(alone)).toBe(true);
    expect(kernels.helped).toBeGreaterThan(before);
    expect(alone.some(Boolean)).toBe(true);
    kernels.end();
  },
);

it("what is taken is nought, whoever had the memory before", () => {
  const first = Kernels.borrow();
  first.put(Float32Array.of(1, 2, 3));
  first.end();
  const again = Kernels.borrow();
  expect(again).toBe(first);
  expect([...again.floats(again.take(64), 16)].every((value) => value === 0)).toBe(true);
  again.end();
});
