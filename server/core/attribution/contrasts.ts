import { benjaminiHochberg, type Count, fisherAboveP, groupBy, sha256 } from "../base/index.ts";

/** A conversation of a behavior: how it went, and what candidates said of it. */
export interface ContrastedConversation {
  readonly id: string;
  /** Task, or the conversation itself: what is alike counts once on each side. */
  readonly cluster: string;
  readonly failed: boolean;
  /** By candidate: whether it fails the conversation; absent where it says nothing of it. */
  readonly fails: readonly (boolean | undefined)[];
}

/** How often something fails those that failed, and those that passed. */
export interface ContrastCounts {
  readonly failing: Count;
  readonly passing: Count;
}

export interface Contrast extends ContrastCounts {
  readonly candidate: number;
  /** Of the half that it was not found on. */
  readonly p: number;
}

/** Fewer on either side of a half show nothing. */
export const leastInHalf = 5;
const q = 0.05;

/**
 * Candidates that fail what failed more often than what passed, found on one half of the conversations and held against the other. In the first
 * half by Fisher's exact test at 5 % false discoveries over all candidates (Benjamini-Hochberg); those that fall there must fall in the
 * second half as well, at 5 % divided by how many they are (Bonferroni). The counts are those of the second half, which had no say in
 * what was found: nobody's luck is in them. Halves are drawn by clusters, so that trials of one task stand on one side.
 */
export function contrastsThatHold(
  conversations: readonly ContrastedConversation[],
  candidates: number,
): Contrast[] {
  const [first, second] = halvesOf(onceEach(conversations));
  if ([first, second].some((half) => !isEnough(half))) return [];
  const all = Array.from({ length: candidates }, (_, candidate) => candidate);
  const clear = benjaminiHochberg(
    all.map((candidate) => pOf(countsFor(first, candidate))),
    q,
  );
  const found = all.filter((candidate) => clear[candidate]);
  return found
    .map((candidate) => {
      const counts = countsFor(second, candidate);
      return { candidate, ...counts, p: Math.min(1, pOf(counts) * found.length) };
    })
    .filter(({ p }) => p <= q)
    .sort((a, b) => a.p - b.p || a.candidate - b.candidate);
}

/** Whether halves of these could show anything. */
export const isContrastable = (conversations: readonly ContrastedConversation[]): boolean =>
  halvesOf(onceEach(conversations)).every(isEnough);

const isEnough = (half: readonly ContrastedConversation[]): boolean =>
  [true, false].every((failed) => half.filter((one) => one.failed === failed).length >= leastInHalf);

const pOf = ({ failing, passing }: ContrastCounts): number => fisherAboveP(failing, passing);

/** What a candidate said of those that failed and of those that passed. */
export function countsFor(
  conversations: readonly ContrastedConversation[],
  candidate: number,
): ContrastCounts {
  const count = (failed: boolean): Count => {
    const said = conversations.flatMap((one) =>
      one.failed === failed && one.fails[candidate] !== undefined ? [one.fails[candidate]] : [],
    );
    return { k: said.filter(Boolean).length, n: said.length };
  };
  return { failing: count(true), passing: count(false) };
}

/** Of each cluster one that failed and one that passed: trials of one task go alike. */
export function onceEach<T extends Pick<ContrastedConversation, "id" | "cluster" | "failed">>(
  conversations: readonly T[],
): T[] {
  const byId = [...conversations].sort((a, b) => (a.id < b.id ? -1 : 1));
  return [...groupBy(byId, ({ cluster, failed }) => `${failed} ${cluster}`).values()].map(([one]) => one!);
}

/** By a hash of the cluster: the same each time, and nothing that a conversation says has a part in it. */
function halvesOf(
  conversations: readonly ContrastedConversation[],
): [ContrastedConversation[], ContrastedConversation[]] {
  const isFirst = ({ cluster }: ContrastedConversation): boolean =>
    Number.parseInt(sha256(`half ${cluster}`).slice(0, 2), 16) % 2 === 0;
  return [conversations.filter(isFirst), conversations.filter((one) => !isFirst(one))];
}
