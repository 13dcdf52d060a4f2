/** What a link from a commit or a pull request may open. */
export interface DeepLink {
  readonly kind: "suggestion" | "conversation";
  readonly id: string;
}

const longestId = 300;

/**
 * Reads the path of a link, decoded as VS Code hands it over. Anybody can make one: whatever is no plain id of one of the two kinds is
 * nothing, and what is one is only ever looked up.
 */
export function parseDeepLink(path: string): DeepLink | undefined {
  const [, kind, id = ""] = /^\/(suggestion|conversation)\/(.+)$/su.exec(path) ?? [];
  if (kind !== "suggestion" && kind !== "conversation") return undefined;
  return id.length <= longestId && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(id) ? { kind, id } : undefined;
}

/** The same of a whole link as it stands in a commit message, whichever editor it names. */
export function parseWholeLink(text: string): DeepLink | undefined {
  const path = /^[a-z][a-z0-9+.-]*:\/\/homeostat\.homeostat(\/[^?#\s]*)$/i.exec(text.trim())?.[1];
  try {
    return path === undefined ? undefined : parseDeepLink(decodeURIComponent(path));
  } catch {
    return undefined;
  }
}
