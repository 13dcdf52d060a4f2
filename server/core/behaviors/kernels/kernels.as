// The loops that take the time of finding behaviors, in AssemblyScript: several numbers at once, which JavaScript has no words for.
// Matrices lie row after row in one memory that the caller lays out; all addresses are bytes. Two threads may work in it at once, each on
// rows of its own. `npm run kernels` compiles it.

/** out = A X: entries of A in compressed rows, X and out `width` numbers wide, a multiple of 4. */
export function times(
  starts: usize, columns: usize, values: usize, rowCount: i32,
  dense: usize, width: i32, out: usize,
): void {
  const bytes = <usize>width << 2;
  for (let row = 0; row < rowCount; row++) {
    const from = load<i32>(starts + (<usize>row << 2));
    const to = load<i32>(starts + (<usize>row << 2), 4);
    memory.fill(out, 0, bytes);
    for (let i = from; i < to; i++) {
      const value = f32x4.splat(load<f32>(values + (<usize>i << 2)));
      const source = dense + <usize>load<i32>(columns + (<usize>i << 2)) * bytes;
      addScaled(out, source, value, bytes);
    }
    out += bytes;
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function addScaled(target: usize, source: usize, value: v128, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(target + at, f32x4.add(v128.load(target + at), f32x4.mul(value, v128.load(source + at))));
}

/** Upper triangle of Xᵀ X in 64 bits, added to `out`; `rowCount` is a multiple of 4, `scratch` has room for 4 rows in 64 bits. */
export function gram(dense: usize, rowCount: i32, width: i32, scratch: usize, out: usize): void {
  const bytes = <usize>width << 2;
  const wide = <usize>width << 3;
  for (let row = 0; row < rowCount; row += 4) {
    for (let at: usize = 0; at < bytes << 2; at += 8)
      v128.store(scratch + (at << 1), f64x2.promote_low_f32x4(v128.load64_zero(dense + at)));
    dense += bytes << 2;
    for (let i: usize = 0; i < wide; i += 8) {
      const a = f64x2.splat(load<f64>(scratch + i));
      const b = f64x2.splat(load<f64>(scratch + wide + i));
      const c = f64x2.splat(load<f64>(scratch + 2 * wide + i));
      const d = f64x2.splat(load<f64>(scratch + 3 * wide + i));
      const target = out + (i >> 3) * wide;
      for (let j: usize = i & ~15; j < wide; j += 16) {
        const ab = f64x2.add(
          f64x2.mul(a, v128.load(scratch + j)),
          f64x2.mul(b, v128.load(scratch + wide + j)),
        );
        const cd = f64x2.add(
          f64x2.mul(c, v128.load(scratch + 2 * wide + j)),
          f64x2.mul(d, v128.load(scratch + 3 * wide + j)),
        );
        v128.store(target + j, f64x2.add(v128.load(target + j), f64x2.add(ab, cd)));
      }
    }
  }
}

/** out = X M: `width` columns become `kept`, both multiples of 4. */
export function mix(dense: usize, rowCount: i32, width: i32, matrix: usize, kept: i32, out: usize): void {
  const bytes = <usize>kept << 2;
  for (let row = 0; row < rowCount; row++) {
    memory.fill(out, 0, bytes);
    for (let i = 0; i < width; i += 4) {
      const source = matrix + <usize>i * bytes;
      const a = v128.load32_splat(dense);
      const b = v128.load32_splat(dense, 4);
      const c = v128.load32_splat(dense, 8);
      const d = v128.load32_splat(dense, 12);
      dense += 16;
      for (let at: usize = 0; at < bytes; at += 16) {
        const ab = f32x4.add(
          f32x4.mul(a, v128.load(source + at)),
          f32x4.mul(b, v128.load(source + bytes + at)),
        );
        const cd = f32x4.add(
          f32x4.mul(c, v128.load(source + 2 * bytes + at)),
          f32x4.mul(d, v128.load(source + 3 * bytes + at)),
        );
        v128.store(out + at, f32x4.add(v128.load(out + at), f32x4.add(ab, cd)));
      }
    }
    out += bytes;
  }
}

/** Rows compared at once. */
const BLOCK: i32 = 64;

/**
 * Compares the rows of blocks `from` up to `to` with those of their own and of all later blocks, and keeps for each row the `count` largest
 * inner products: `ids` and `products`, sorted, and `worst`, the last of them. Rows are 16-bit numbers, `rowBytes` long, a multiple of 16;
 * they and `worst` are padded to whole blocks. `scratch` has room for a block by a block of 32-bit numbers. Each row meets the others in
 * their order, whatever the blocks.
 */
export function compareBlocks(
  rows: usize, rowBytes: usize, rowCount: i32, from: i32, to: i32,
  scratch: usize, ids: usize, products: usize, worst: usize, count: i32,
): void {
  for (let b = from * BLOCK; b < rowCount; b += BLOCK)
    for (let a = from * BLOCK; a < min(to * BLOCK, b + BLOCK); a += BLOCK) {
      multiply(rows + <usize>a * rowBytes, rows + <usize>b * rowBytes, rowBytes, scratch);
      offerAll(scratch, rowCount, a, b, ids, products, worst, count);
    }
}

/** Of the products of a block of rows with another, those that are among the largest of either row. */
function offerAll(
  scratch: usize, rowCount: i32, a: i32, b: i32,
  ids: usize, products: usize, worst: usize, count: i32,
): void {
  const endA = min(a + BLOCK, rowCount);
  for (let i = a; i < endA; i++) {
    const line = scratch + (<usize>(i - a) * BLOCK << 2);
    for (let j = b; j < b + BLOCK; j += 4) {
      const found = v128.load(line + (<usize>(j - b) << 2));
      const better = v128.or(
        i32x4.gt_s(found, v128.load32_splat(worst + (<usize>i << 2))),
        i32x4.gt_s(found, v128.load(worst + (<usize>j << 2))),
      );
      if (!v128.any_true(better)) continue;
      for (let k = max(j, i + 1); k < min(j + 4, rowCount); k++) {
        const product = load<i32>(line + (<usize>(k - b) << 2));
        offer(ids, products, worst, count, i, k, product);
        offer(ids, products, worst, count, k, i, product);
      }
    }
  }
}

/** Insertion into a short sorted list. */
function offer(ids: usize, products: usize, worst: usize, count: i32, row: i32, id: i32, product: i32): void {
  if (product <= load<i32>(worst + (<usize>row << 2))) return;
  const first = <usize>(row * count) << 2;
  let at = first + (<usize>(count - 1) << 2);
  while (at > first && load<i32>(products + at - 4) < product) {
    store<i32>(products + at, load<i32>(products + at - 4));
    store<i32>(ids + at, load<i32>(ids + at - 4));
    at -= 4;
  }
  store<i32>(products + at, product);
  store<i32>(ids + at, id);
  store<i32>(worst + (<usize>row << 2), load<i32>(products + first + (<usize>(count - 1) << 2)));
}

/** Inner products of a block of rows with another, two by four at a time, so that each number that is loaded is used several times. */
function multiply(a: usize, b: usize, rowBytes: usize, out: usize): void {
  const endA = a + <usize>BLOCK * rowBytes;
  const endB = b + <usize>BLOCK * rowBytes;
  for (; a < endA; a += rowBytes << 1) {
    const a1 = a + rowBytes;
    for (let b0 = b; b0 < endB; b0 += rowBytes << 2) {
      const b1 = b0 + rowBytes;
      const b2 = b1 + rowBytes;
      const b3 = b2 + rowBytes;
      let s00 = i32x4.splat(0), s01 = i32x4.splat(0), s02 = i32x4.splat(0), s03 = i32x4.splat(0);
      let s10 = i32x4.splat(0), s11 = i32x4.splat(0), s12 = i32x4.splat(0), s13 = i32x4.splat(0);
      for (let at: usize = 0; at < rowBytes; at += 16) {
        const x = v128.load(a + at);
        const y = v128.load(a1 + at);
        let p = v128.load(b0 + at);
        s00 = i32x4.add(s00, i32x4.dot_i16x8_s(x, p));
        s10 = i32x4.add(s10, i32x4.dot_i16x8_s(y, p));
        p = v128.load(b1 + at);
        s01 = i32x4.add(s01, i32x4.dot_i16x8_s(x, p));
        s11 = i32x4.add(s11, i32x4.dot_i16x8_s(y, p));
        p = v128.load(b2 + at);
        s02 = i32x4.add(s02, i32x4.dot_i16x8_s(x, p));
        s12 = i32x4.add(s12, i32x4.dot_i16x8_s(y, p));
        p = v128.load(b3 + at);
        s03 = i32x4.add(s03, i32x4.dot_i16x8_s(x, p));
        s13 = i32x4.add(s13, i32x4.dot_i16x8_s(y, p));
      }
      v128.store(out, sums(s00, s01, s02, s03));
      v128.store(out + (<usize>BLOCK << 2), sums(s10, s11, s12, s13));
      out += 16;
    }
    out += <usize>BLOCK << 2;
  }
}

/** The sums of the lanes of four vectors, as one. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
}
