/** How far each unit has something, in 0..1: `values[i]` of unit `rows[i]`, rows rising; units that are not named have nothing of it. */
export interface Column {
  readonly rows: Int32Array;
  readonly values: Float32Array;
}

/** Less than that is nothing: a trigger of ten words shares one with most of what is said. */
export const leastValue = 0.05;

export function columnOf(dense: Float32Array): Column {
  let count = 0;
  for (const value of dense) if (value >= leastValue) count++;
  const rows = new Int32Array(count);
  const values = new Float32Array(count);
  let at = 0;
  for (let row = 0; row < dense.length; row++)
    if (dense[row]! >= leastValue) {
      rows[at] = row;
      values[at++] = dense[row]!;
    }
  return { rows, values };
}
