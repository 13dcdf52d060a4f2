import { sha256 } from "../../base/index.ts";
import { type CaptureSettings, type Redaction, redactions } from "../capture-settings.ts";

/** What is blacked out, and what of it is not. Made once from the settings, then used for every request. */
export interface RedactionRules {
  readonly kinds: ReadonlySet<Redaction>;
  /** Whether a text that was found is on the allow-list. */
  readonly isAllowed: (text: string) => boolean;
}

/** How many texts of each kind were blacked out; kinds that did not occur are left out. */
export type RedactionCounts = Readonly<Partial<Record<Redaction, number>>>;

export function redactionRules({ redact, allow }: Pick<CaptureSettings, "redact" | "allow">): RedactionRules {
  const globs = allow.map((glob) => glob.toLowerCase());
  return {
    kinds: new Set(redact),
    isAllowed: (text) => {
      if (globs.length === 0) return false;
      const lower = text.toLowerCase();
      return globs.some((glob) => matchesGlob(glob, lower));
    },
  };
}

/**
 * What stands in place of a text. It is the same for all texts of a kind: a mark that told equal texts from others would need a memory
 * shared by all processes and requests, or a hash, and a hash of a mail address is found out by trying addresses.
 */
export const markOf = (kind: Redaction): string => `[${kind}]`;

/**
 * In an attribute that tells one user or conversation from another, the mark has to go on telling them apart, or all users with a mail
 * address for an id would become one. It takes a hash for that, which does not hide an address from somebody who guesses it.
 */
export const idMarkOf = (kind: Redaction, text: string): string =>
  `[${kind}-${sha256(text.trim().toLowerCase()).slice(0, 12)}]`;

/** Whether an attribute of this name says who it was, or in which conversation. */
export const namesSomebody = (name: string): boolean => somebody.test(name);
const somebody =
  /(?:^|[._])(?:(?:end)?user|customer|session|conversation|thread|chat)(?:[._-]?id)?$|(?:user|session|conversation|thread|customer)_?id$/i;

export function addCounts(one: RedactionCounts, other: RedactionCounts): RedactionCounts {
  const sum: Partial<Record<Redaction, number>> = { ...one };
  for (const kind of redactions) if (other[kind]) sum[kind] = (sum[kind] ?? 0) + other[kind];
  return sum;
}

/** `*` stands for any text. Goes back to the last `*` alone, so that no glob takes more than the product of the two lengths. */
function matchesGlob(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (glob[g] === "*") {
      star = g++;
      resume = t;
    } else if (g < glob.length && glob[g] === text[t]) {
      g++;
      t++;
    } else if (star >= 0) {
      g = star + 1;
      t = ++resume;
    } else return false;
  }
  while (glob[g] === "*") g++;
  return g === glob.length;
}
