import { expect, it } from "vitest";
import { generatedKernels } from "../../../../scripts/generate-kernels.mjs";
import { normalDraw, seededRandom } from "../../base/index.ts";
import { Kernels } from "./kernels.ts";
import * as made from "./kernels-wasm.ts";

const random = seededRandom(4);
const draw = (length: number): Float32Array => Float32Array.from({ length }, () => normalDraw(random));

it("the compiled loops are those of their source: else npm run kernels", async () => {
  expect(await generatedKernels()).toContain(made.kernelsWasm);
});

it("multiplies the turned sparse matrix", () => {
  const kernels = new Kernels();
  const [starts, columns] = [kernels.put(Int32Array.of(0, 2, 3)), kernels.put(Int32Array.of(0, 2, 1))];
  const values = kernels.put(Float32Array.of(1, 2, 3));
  const dense = kernels.put(Float32Array.of(1, 0, 0, 5, 10, 0, 0, 1));
  const out = kernels.take(3 * 4 * 4);
  kernels.run.transposedTimes(starts, columns, values, 2, dense, 4, out);
  expect([...kernels.floats(out, 12)]).toEqual([1, 0, 0, 5, 30, 0, 0, 3, 2, 0, 0, 10]);
});

it("multiplies tall matrices by small ones, and by themselves", () => {
  const [rows, width, kept] = [8, 12, 4];
  const [dense, matrix] = [draw(rows * width), draw(width * kept)];
  const kernels = new Kernels();
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
