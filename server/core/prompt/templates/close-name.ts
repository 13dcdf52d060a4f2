/** The only one of `known` that `name` can be a slip of the pen for; undefined where none is close, or two are. */
export function closeName(
  name: string,
  known: Iterable<string>,
  // In three letters two slips make another word.
  most = name.length < 4 ? 1 : 2,
): string | undefined {
  if (name.length < 3) return undefined;
  const close = [...new Set(known)].filter((one) => one.length >= 3 && isWithin(name, one, most));
  return close.length === 1 && close[0] !== name ? close[0] : undefined;
}

/** True where at most `most` letters are wrong, missing, too many or swapped with their neighbour (Damerau's distance). */
function isWithin(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most || a.length > 100) return false;
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (swapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]! <= most;
}
