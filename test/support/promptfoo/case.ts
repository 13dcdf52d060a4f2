import { createHash } from "node:crypto";

/** A span as promptfoo's trace store keeps it. */
export interface PromptfooSpan {
  readonly spanId: string;
  readonly name: string;
  readonly startTime: number;
  readonly endTime?: number;
  readonly statusCode?: number;
  readonly statusMessage?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** What one assertion, or one test with several, is asked about: plain data that both programs can be given. */
export interface PromptfooCase {
  /** The type that the case is about, without `not-`. */
  readonly type: string;
  /** One assertion for `runAssertion`, or those of a whole test for `runAssertions`. */
  readonly assert: readonly Readonly<Record<string, unknown>>[];
  readonly threshold?: number;
  readonly output: unknown;
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly latencyMs?: number;
  readonly cost?: number;
  readonly logProbs?: readonly number[];
  readonly finishReason?: string;
  readonly guardrails?: Readonly<Record<string, unknown>>;
  readonly skillCalls?: readonly Readonly<Record<string, unknown>>[];
  /** OpenAI's functions and tools, as they stand in a provider's configuration. */
  readonly functions?: readonly Readonly<Record<string, unknown>>[];
  readonly tools?: readonly Readonly<Record<string, unknown>>[];
  readonly spans?: readonly PromptfooSpan[];
}

/** Changes with whatever either program is told, so that a verdict recorded for another case is never held against it. */
export const digestOf = (one: PromptfooCase): string =>
  createHash("sha256").update(JSON.stringify(one)).digest("hex").slice(0, 10);

/** A recorded verdict: `pass 1`, `fail 0.25`, or `error` where promptfoo gives the test up. */
export type RecordedVerdict = string;
export type RecordedVerdicts = Readonly<Record<string, Readonly<Record<string, RecordedVerdict>>>>;

/** An assertion and its `not-` form about each of some outputs. */
export function bothForms(
  assertion: Readonly<Record<string, unknown>> & { readonly type: string },
  outputs: readonly unknown[],
  more: Partial<PromptfooCase> = {},
): PromptfooCase[] {
  const inverse = { ...assertion, type: `not-${assertion.type}` };
  return outputs.flatMap((output) =>
    [assertion, inverse].map((one) => ({ type: assertion.type, assert: [one], output, ...more })),
  );
}
