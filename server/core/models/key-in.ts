/** What a header can carry. Of another value `fetch` says all of it in its error, so it is never tried. */
const sendable = /^[\t -~\x80-\xff]+$/;

/**
 * The key in an environment variable, without blanks and line breaks around it, which files leave there; else what is wrong with it, as
 * the words that follow the variable's name. No part of a key is ever said.
 */
export function keyIn(
  env: NodeJS.ProcessEnv,
  variable: string,
): { readonly key: string } | { readonly problem: string } {
  const key = env[variable]?.trim() ?? "";
  if (key === "") return { problem: "is empty" };
  return sendable.test(key) ? { key } : { problem: "has a line break, or another character that no key has" };
}
