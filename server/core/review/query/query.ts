import type { Range } from "../../base/index.ts";
import type { Pattern } from "./pattern.ts";
import type { QueryField } from "./query-field.ts";

/** Numbers from `low` to `high`; an end that is absent is open for ever. */
export interface Interval {
  readonly low?: number;
  readonly high?: number;
  /** The end itself is not among them. */
  readonly lowExcluded?: boolean;
  readonly highExcluded?: boolean;
}

/** What a text must hold: all words of `words` beside each other, or `text` anywhere, for scripts that put no blanks between words. */
export interface Phrase {
  readonly words: readonly string[];
  readonly text?: string;
  /** Some of `words` hold a `*`. */
  readonly hasStar: boolean;
  /** The whole of it as a part of another text. */
  readonly part: Pattern;
}

/** What is asked of a field; of several alternatives one must hold. */
export type Test =
  | { readonly kind: "patterns"; readonly any: readonly Pattern[] }
  | { readonly kind: "intervals"; readonly any: readonly Interval[] }
  | { readonly kind: "phrases"; readonly any: readonly Phrase[] }
  /** An evaluator, what it said, or between what its score lies. */
  | { readonly kind: "verdicts"; readonly any: readonly Verdict[] }
  /** A prompt by its name or file, and the beginning of its version. */
  | { readonly kind: "prompts"; readonly any: readonly PromptTest[] };

export interface Verdict {
  readonly name: Pattern;
  readonly label?: string;
  readonly score?: Interval;
}

export interface PromptTest {
  readonly name: Pattern;
  /** In lower case. */
  readonly version?: string;
}

export interface Condition {
  readonly kind: "condition";
  readonly field: QueryField;
  /** Of `attr.KEY`: the key. */
  readonly key?: string;
  readonly test: Test;
}

/** A query as it is meant: `all` of nothing is true. Ranges are gone; what was wrong with the text stands in its problems. */
export type QueryNode =
  | { readonly kind: "all" | "any"; readonly parts: readonly QueryNode[] }
  | { readonly kind: "not"; readonly part: QueryNode }
  | Condition;

/** Something wrong with the text of a query: where, what, and what to do about it. */
export interface QueryProblem {
  readonly range: Range;
  readonly message: string;
  readonly hint?: string;
}

export interface ParsedQuery {
  readonly text: string;
  /** Of what could be read. */
  readonly node: QueryNode;
  readonly problems: readonly QueryProblem[];
}

/** A query that was given a name. */
export interface Slice {
  readonly name: string;
  readonly query: string;
}
