/** Values of variables as a trace or a file told them, as texts, each up to so many characters; undefined where these are none. */
export function givenVariables(given: unknown, longest: number): Record<string, string> | undefined {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return undefined;
  const text = (value: unknown): string =>
    typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, text(value).slice(0, longest)]),
  );
}
