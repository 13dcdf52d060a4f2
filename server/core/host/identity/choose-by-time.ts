import { readingOf } from "./evidence.ts";
import type { KnownVersion } from "./known-version.ts";

export interface Choice {
  readonly version: KnownVersion;
  readonly others: readonly KnownVersion[];
  /** False where others say something else and nothing speaks for the one that was chosen. */
  readonly isDecided: boolean;
}

/**
 * Chooses among versions that a text shows alike, given the newest first. A text is committed before it is used: the newest one from before
 * the conversation is the likely one. Where all came later, or nobody knows when the conversation was, that says nothing.
 */
export function chooseByTime(versions: readonly KnownVersion[], atMs: number | undefined): Choice {
  const before = atMs === undefined ? [] : versions.filter((one) => one.atMs <= atMs);
  const version = before[0] ?? (atMs === undefined ? versions[0]! : versions.at(-1)!);
  const others = versions.filter((one) => one !== version);
  const isByTime = before.length > 0 && before[1]?.atMs !== version.atMs;
  const isSame = (one: KnownVersion): boolean => readingOf(one) === readingOf(version);
  return { version, others, isDecided: isByTime || others.every(isSame) };
}
