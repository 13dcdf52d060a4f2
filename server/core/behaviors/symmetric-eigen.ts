/** Eigenvalues, largest first, and their vectors as columns: component i of vector j is `vectors[i * size + j]`. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * Eigen-decomposition of a symmetric matrix (row after row): Householder's reduction to three diagonals, then the implicit QL
 * method. Both as in Wilkinson and Reinsch, Handbook for Automatic Computation II (1971), tred2 and tql2; 4/3 n³ + about 3 n³ steps.
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const vectors = Float64Array.from(matrix);
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  tridiagonalise(vectors, diagonal, beside, size);
  // Vectors are turned as rows, so that the inner loop runs over neighbours in memory.
  const rows = transpose(vectors, size);
  diagonalise(rows, diagonal, beside, size);
  return sortedByValue(rows, diagonal, size);
}

function tridiagonalise(z: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  for (let i = n - 1; i > 0; i--) reflect(z, d, e, { n, i });
  d[0] = 0;
  e[0] = 0;
  // The reflections are multiplied out into the matrix of vectors.
  for (let i = 0; i < n; i++) {
    if (d[i] !== 0) {
      const g = new Float64Array(i);
      for (let k = 0; k < i; k++) for (let j = 0; j < i; j++) g[j]! += z[i * n + k]! * z[k * n + j]!;
      for (let k = 0; k < i; k++) for (let j = 0; j < i; j++) z[k * n + j]! -= g[j]! * z[k * n + i]!;
    }
    d[i] = z[i * n + i]!;
    z[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      z[j * n + i] = 0;
      z[i * n + j] = 0;
    }
  }
}

/** One Householder reflection: clears row i left of its neighbour to the diagonal. */
function reflect(z: Float64Array, d: Float64Array, e: Float64Array, at: { n: number; i: number }): void {
  const { n, i } = at;
  const last = i - 1;
  let scale = 0;
  for (let k = 0; k <= last; k++) scale += Math.abs(z[i * n + k]!);
  if (last === 0 || scale === 0) {
    e[i] = z[i * n + last]!;
    d[i] = 0;
    return;
  }
  let h = 0;
  for (let k = 0; k <= last; k++) {
    z[i * n + k]! /= scale;
    h += z[i * n + k]! ** 2;
  }
  const f = z[i * n + last]!;
  const g = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h);
  e[i] = scale * g;
  h -= f * g;
  z[i * n + last] = f - g;
  const p = new Float64Array(last + 1);
  for (let j = 0; j <= last; j++) {
    // Only the lower triangle is kept current; row j gives both halves of the product.
    const row = j * n;
    const own = z[i * n + j]!;
    let sum = 0;
    for (let k = 0; k < j; k++) {
      sum += z[row + k]! * z[i * n + k]!;
      p[k]! += z[row + k]! * own;
    }
    p[j]! += sum + z[row + j]! * own;
  }
  let overlap = 0;
  for (let j = 0; j <= last; j++) {
    z[j * n + i] = z[i * n + j]! / h;
    p[j]! /= h;
    overlap += p[j]! * z[i * n + j]!;
  }
  const half = overlap / (h + h);
  for (let j = 0; j <= last; j++) {
    const own = z[i * n + j]!;
    const shifted = p[j]! - half * own;
    p[j] = shifted;
    e[j] = shifted;
    for (let k = 0; k <= j; k++) z[j * n + k]! -= own * p[k]! + shifted * z[i * n + k]!;
  }
  d[i] = h;
}

function diagonalise(rows: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  for (let i = 1; i < n; i++) e[i - 1] = e[i]!;
  e[n - 1] = 0;
  for (let l = 0; l < n; l++) {
    // The method needs one or two rounds a value; 50 is a stop for input that is not a number.
    for (let round = 0; round < 50; round++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]!) > Number.EPSILON * (Math.abs(d[m]!) + Math.abs(d[m + 1]!))) m++;
      if (m === l) break;
      turn(rows, d, e, { n, l, m });
    }
  }
}

/** One implicit QL sweep from m down to l, with Wilkinson's shift. */
function turn(
  rows: Float64Array,
  d: Float64Array,
  e: Float64Array,
  at: { n: number; l: number; m: number },
): void {
  const { n, l, m } = at;
  let g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  g = d[m]! - d[l]! + e[l]! / (g + (g >= 0 ? Math.hypot(g, 1) : -Math.hypot(g, 1)));
  let [s, c, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    const t = (d[i]! - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    rotateRows(rows, i * n, (i + 1) * n, { n, s, c });
  }
  d[l]! -= p;
  e[l] = g;
  e[m] = 0;
}

function rotateRows(rows: Float64Array, a: number, b: number, by: { n: number; s: number; c: number }): void {
  const { n, s, c } = by;
  for (let k = 0; k < n; k++) {
    const upper = rows[a + k]!;
    const lower = rows[b + k]!;
    rows[b + k] = s * upper + c * lower;
    rows[a + k] = c * upper - s * lower;
  }
}

function transpose(matrix: Float64Array, size: number): Float64Array {
  const out = new Float64Array(matrix.length);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) out[j * size + i] = matrix[i * size + j]!;
  return out;
}

function sortedByValue(rows: Float64Array, diagonal: Float64Array, size: number): Eigen {
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b]! - diagonal[a]! || a - b);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    for (let i = 0; i < size; i++) vectors[i * size + to] = rows[from * size + i]!;
  });
  return { values: Float64Array.from(order, (at) => diagonal[at]!), vectors };
}
