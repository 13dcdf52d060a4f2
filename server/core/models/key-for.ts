import type { ModelAccess } from "./model-access.ts";

/** What a header can carry. Of another value `fetch` says all of it in its error, so it is never tried. */
const sendable = /^[\t -~\x80-\xff]+$/;

/**
 * The key of that name for the place of a URL, without blanks and line breaks around it, which files leave there; else what is wrong with
 * it, as the words that follow the variable's name. No part of a key is ever said.
 */
export async function keyFor(
  access: ModelAccess,
  variable: string,
  url: string,
): Promise<{ readonly key: string } | { readonly problem: string }> {
  const key = (await access.key(variable, url))?.trim() ?? "";
  if (key === "") return { problem: "is empty" };
  return sendable.test(key) ? { key } : { problem: "has a line break, or another character that no key has" };
}
