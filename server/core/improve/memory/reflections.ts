import { lowerWordsOf, stemOf } from "../../behaviors/index.ts";
import { type Attempt, type AttemptContext, contextKeys } from "./attempt.ts";

/** A failure that is to be mended, as earlier ones are looked for. */
export interface FailureQuery {
  /** What the failures are about, in words. */
  readonly failure: string;
  readonly context: AttemptContext;
}

export interface Recalled {
  readonly attempt: Attempt;
  /** 0 to 1: by words of the failure and by what both contexts have in common. */
  readonly likeness: number;
}

/** What is less alike has nothing to teach. */
const leastLikeness = 0.25;
/** Share of the words in the likeness; the rest is the context's. */
const wordShare = 0.6;

/**
 * What was learnt from like failures, most alike first, at most `limit`. Compared are the words of the failures, weighed by how rare they are
 * in what is remembered (tf-idf, cosine), and the contexts. Of what was learnt in the same words the latest is told.
 */
export function recall(
  attempts: readonly Attempt[],
  { failure, context }: FailureQuery,
  limit: number,
): Recalled[] {
  const learnt = attempts.filter(({ reflection }) => reflection !== undefined && reflection.trim() !== "");
  const words = learnt.map((one) => termsOf(one.failure ?? ""));
  const own = termsOf(failure);
  const texts = new Map<string, number>();
  for (const term of [...words, own].flatMap((set) => [...set])) texts.set(term, (texts.get(term) ?? 0) + 1);
  const idf = (term: string): number => Math.log(1 + (words.length + 1) / (texts.get(term) ?? 1));
  const told = new Set<string>();
  return learnt
    .map((attempt, i) => ({
      attempt,
      likeness:
        wordShare * cosine(own, words[i]!, idf) + (1 - wordShare) * sharedContext(context, attempt.context),
    }))
    .filter(({ likeness }) => likeness >= leastLikeness)
    .sort(
      (a, b) =>
        b.likeness - a.likeness || b.attempt.atMs - a.attempt.atMs || (a.attempt.id < b.attempt.id ? -1 : 1),
    )
    .filter(({ attempt: { reflection = "" } }) => {
      const key = reflection.toLowerCase().replace(/\s+/g, " ").trim();
      return !told.has(key) && told.add(key);
    })
    .slice(0, limit);
}

/**
 * What whoever proposes the next edit is told, as sentences: what people turned down of like failures first, which no number of useless tries may
 * crowd out, then what else was learnt; at most `limit` of each.
 */
export function lessons(attempts: readonly Attempt[], query: FailureQuery, limit: number): string[] {
  const told = (isRejected: boolean): string[] =>
    recall(
      attempts.filter(({ end }) => (end === "rejected") === isRejected),
      query,
      limit,
    ).flatMap(({ attempt }) => attempt.reflection ?? []);
  return [...told(true), ...told(false)];
}

/** A few words may stand in many other edits. */
const leastKnown = 20;

/** Why a text may not be tried for a target: a person turned down what it puts in. Undefined where nobody did. */
export function turnedDown(
  attempts: readonly Attempt[],
  { target, base, text }: { readonly target: string; readonly base: string; readonly text: string },
): string | undefined {
  const found = attempts.find(
    (one) =>
      one.end === "rejected" &&
      one.target === target &&
      one.text !== undefined &&
      one.text.length >= leastKnown &&
      !base.includes(one.text) &&
      text.includes(one.text),
  );
  return found && `A person turned it down${found.why === undefined ? "." : `: ${found.why}`}`;
}

const termsOf = (text: string): Set<string> =>
  new Set(
    lowerWordsOf(text)
      .filter((word) => word.length > 2)
      .map(stemOf),
  );

function cosine(a: ReadonlySet<string>, b: ReadonlySet<string>, idf: (term: string) => number): number {
  const norm = (set: ReadonlySet<string>): number => [...set].reduce((sum, term) => sum + idf(term) ** 2, 0);
  const shared = [...a].reduce((sum, term) => sum + (b.has(term) ? idf(term) ** 2 : 0), 0);
  return shared === 0 ? 0 : shared / Math.sqrt(norm(a) * norm(b));
}

function sharedContext(a: AttemptContext, b: AttemptContext): number {
  const known = contextKeys.filter((key) => a[key] !== undefined && b[key] !== undefined);
  return known.length === 0 ? 0 : known.filter((key) => a[key] === b[key]).length / known.length;
}
