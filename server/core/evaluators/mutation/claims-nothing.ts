const figure = "it reads a recorded figure, which no change of an answer touches";
const spans = "it reads figures of the recorded spans, and no answer nor call is changed in those";
const code = "only the words of its evaluator say what code tests";
const unavailable = "it is not judged here: every sample is unknown";

/**
 * Checks that by their type claim nothing, and why; with them every type of the catalogue has its claims or a reason. Words of the evaluator
 * claim nevertheless. Of the rest some `not-` forms claim nothing: they allow nearly everything, so no change is known to break them.
 */
export const claimsNothing: Readonly<Record<string, string>> = {
  ...{ outcome: figure, latency: figure, cost: figure, "finish-reason": figure, guardrails: figure },
  "recorded-evaluation": "another program judged, and its verdict stands whatever the answer is changed to",
  ...{ perplexity: figure, "perplexity-score": figure },
  ...{ "trace-span-count": spans, "trace-span-duration": spans, "trace-error-spans": spans },
  ...{ javascript: code, python: code, ruby: code, webhook: code },
  "assert-set": "what it holds claims for itself",
  "context-relevance": "it judges what was retrieved, and of that no operator knows what an answer needs",
  ...{ moderation: unavailable, classifier: unavailable, pi: unavailable },
  ...{ "select-best": unavailable, "max-score": unavailable },
};
