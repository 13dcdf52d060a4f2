const words = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");

/** "1,200", "3.5" and "three" as numbers. */
export function numberOf(text: string): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  if (word >= 0) return word;
  const number = Number(text.replace(/,(?=\d{3})/g, ""));
  return text !== "" && Number.isFinite(number) ? number : undefined;
}
