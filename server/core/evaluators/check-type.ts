import type { EvaluationPart, Sample } from "../store/index.ts";
import type { EvaluationServices } from "./services.ts";

/** One entry of `assert:` or `when:`. `type` is as written, its `not-` included; what promptfoo allows and we do not use is dropped. */
export interface Assertion {
  readonly type: string;
  readonly value?: unknown;
  readonly threshold?: number;
  /** Share in the evaluator's score, default 1. Weight 0 is measured but can neither fail nor be unknown, as in promptfoo. */
  readonly weight?: number;
  /** Names what it measures: the part of the evaluation that holds its verdict. May hold `{{name}}`. */
  readonly metric?: string;
  readonly config?: unknown;
  /** Numbers that only some types know, as METEOR's `alpha`. */
  readonly options?: Readonly<Record<string, number>>;
  /** Of an `assert-set`: what it holds. */
  readonly assert?: readonly Assertion[];
  /** Whose words a text check reads: the agent's (default) or the user's. */
  readonly on?: "input" | "output";
  /** JavaScript through which the output goes first, one after the other; runs where `javascript` checks do. */
  readonly transform?: string | readonly string[];
  /** Why it cannot be used: it is then unknown of every sample, and says this. */
  readonly refused?: string;
  /** Of a judge: the entry of `models:` that it asks, and how often. */
  readonly provider?: string;
  readonly trials?: number;
  /** Of a suite's test: its variables, by whoever wrote the test. The check sees them in the place of what was captured. */
  readonly vars?: Readonly<Record<string, unknown>>;
}

/** What one check says of one sample. `score` in 0..1, absent where unknown; `messageIndex` counts in the sample's conversation. */
export interface Verdict {
  readonly label: "pass" | "fail" | "unknown";
  readonly score?: number;
  readonly reason: string;
  readonly messageIndex?: number;
  /** Numbers that only some types know, as METEOR's `alpha`. */
  readonly options?: Readonly<Record<string, number>>;
  /** Of an `assert-set`: what its checks said. */
  readonly parts?: readonly EvaluationPart[];
  /** Of a judge: what it cost in US dollars; how often it was asked, and how often it gave this label, where more than once. */
  readonly costUsd?: number;
  readonly trials?: number;
  readonly agreeing?: number;
  /** Unknown because a judge or another service could not be asked now; the next evaluation asks it. */
  readonly isPutOff?: true;
}

/** Judges one sample. Throws an AbortError only; whatever cannot be judged is `unknown` with a reason. */
export type Check = (
  sample: Sample,
  services: EvaluationServices,
  signal?: AbortSignal,
) => Verdict | Promise<Verdict>;

/** A check ready to run, or what is wrong with the assertion: a sentence, and the key it is about. */
export type Prepared =
  | { readonly check: Check }
  | { readonly problem: string; readonly at?: "value" | "threshold" };

export type JsonSchema = { readonly [keyword: string]: unknown };

/** A row of the table of check types. Everything a user reads about the type comes from here. */
export interface CheckType {
  readonly name: string;
  /** One paragraph of user documentation, markdown. */
  readonly doc: string;
  /** Raised whenever the same assertion may judge the same sample differently: stored evaluations are then made anew. */
  readonly version: number;
  /** JSON Schema of `value` and of `threshold`; absent = the type takes none. */
  readonly value?: JsonSchema;
  readonly threshold?: JsonSchema;
  readonly required: readonly ("value" | "threshold")[];
  /** Names of further numbers that an assertion of this type may hold. */
  readonly options?: readonly string[];
  /** Looks at more than one answer, so an evaluator without `scope` judges whole conversations. */
  readonly needsConversation?: boolean;
  /** Reads `sample.spans`, which are handed over only where something asks for them. */
  readonly needsSpans?: boolean;
  /** Reads `sample.tools`: what the model was told of its tools. Handed over like spans. */
  readonly needsTools?: boolean;
  /** Reads `sample.recorded`: evaluations that were made elsewhere. Handed over like spans. */
  readonly needsRecorded?: boolean;
  /** Reads `sample.systemText`. Handed over like spans. */
  readonly needsSystemText?: boolean;
  /** Holds assertions of its own under `assert`. */
  readonly holdsAssertions?: boolean;
  /** There is no `not-` form. */
  readonly onlyPlain?: boolean;
  /** Asks a chat model: takes `provider` and `trials`, and fills in `{{…}}` of its value itself, since values are no instructions. */
  readonly asksModel?: boolean;
  /** Asks the embedder of `models.embeddings`. */
  readonly embeds?: boolean;
  /** Reads a recorded figure instead of judging, so it is trusted by declaration. */
  readonly declared?: boolean;
  /** Asks a model or a service of others for each sample: that may cost money, so it never happens unasked. */
  readonly costs?: boolean;
  /** Its `value` may be a `file://` reference to code, which runs where the check does. */
  readonly runsFiles?: boolean;
  /** Its `value` is an address that samples are posted to. */
  readonly postsSamples?: boolean;
  /** Does all costly or fallible work once (patterns, schemas), so that the returned check is cheap. `prepareInner` is for sets. */
  prepare(assertion: Assertion, inverse: boolean, prepareInner: (inner: Assertion) => Prepared): Prepared;
}

const INVERSE_PREFIX = "not-";

export const isInverse = (type: string): boolean => type.startsWith(INVERSE_PREFIX);
export const baseTypeOf = (type: string): string =>
  isInverse(type) ? type.slice(INVERSE_PREFIX.length) : type;

export const unknownVerdict = (reason: string): Verdict => ({ label: "unknown", reason });

/** Of a service that is not to be had now, as in a workspace that is not trusted yet, or where a judge is away: the next evaluation asks it. */
export const refusedVerdict = (reason: string, costUsd?: number): Verdict => ({
  ...unknownVerdict(reason),
  isPutOff: true,
  ...(costUsd !== undefined && { costUsd }),
});

export interface Finding {
  /** Whether the claim holds of the sample, before `not-` turns it round. */
  readonly holds: boolean;
  readonly inverse: boolean;
  /** Whom the sentence is about, and what it must do: "The output", `contain "refund"`. */
  readonly subject: string;
  readonly claim: string;
  /** Quoted evidence, and the message it stands in. */
  readonly evidence?: string;
  readonly messageIndex?: number;
}

/** Words the verdict: `The output must not contain "refund": it says "…a refund of…"`. */
export function verdictOf(finding: Finding): Verdict {
  const pass = finding.holds !== finding.inverse;
  const must = `${finding.subject} must ${finding.inverse ? "not " : ""}${finding.claim}`;
  const found = finding.evidence ?? (finding.holds ? "it does" : "it does not");
  return {
    label: pass ? "pass" : "fail",
    score: pass ? 1 : 0,
    reason: `${must}: ${found}.`,
    messageIndex: finding.messageIndex,
  };
}
