/** Makes a vector of length 1, in place; one of zeros stays. */
export function unitVector(vector: Float32Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const length = Math.sqrt(square) || 1;
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  return vector;
}
