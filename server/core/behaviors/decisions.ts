import { sha256 } from "../base/index.ts";
import { contentKey, keyOfContent } from "./request-text.ts";

/**
 * A behavior as a committed file knows it, so that it is found again in a store that was made anew: `id`, and `requests`, the marks of
 * some of its most typical requests. A mark is a hash of what a request says; nobody's words are in it.
 */
export interface Mark {
  readonly id: string;
  readonly requests: readonly string[];
}

/** One behavior that swallows others, under its own id. */
export interface Merge {
  readonly into: Mark;
  readonly others: readonly Mark[];
}

/** One behavior that stays in parts; the first part keeps the id of the whole. */
export interface Split {
  readonly id: string;
  readonly parts: readonly Mark[];
}

/** What people decided about who belongs where. `known`: all behaviors that anything was decided about. */
export interface Membership {
  readonly merges: readonly Merge[];
  readonly splits: readonly Split[];
  readonly known: readonly Mark[];
}

/** `applied`: what was in force when the behaviors that a search begins with were found; what is no more in `wanted` is undone. */
export interface MembershipDecisions {
  readonly wanted: Membership;
  readonly applied: Membership;
}

export const nothingDecided: Membership = { merges: [], splits: [], known: [] };

/** 48 bits: among 20,000 requests two share one by chance in one of a million stores. */
const MARK_LENGTH = 12;

/** The mark of a request, by its text. */
export const markOf = (text: string): string => sha256(contentKey(text)).slice(0, MARK_LENGTH);

/** The same by the content of a text. */
export const markOfContent = (content: string): string => sha256(keyOfContent(content)).slice(0, MARK_LENGTH);

/** So many typical requests stand for a behavior or a part in a file: a line that can still be read. */
export const MARKS = 6;

/** Ids of behaviors that another has swallowed. */
export const swallowedBy = ({ merges }: Pick<Membership, "merges">): ReadonlySet<string> =>
  new Set(merges.flatMap(({ others }) => others.map(({ id }) => id)));
