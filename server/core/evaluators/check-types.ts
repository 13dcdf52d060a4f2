import type { CheckType } from "./check-type.ts";
import { baseTypeOf } from "./check-type.ts";
import { assertSet } from "./checks/assert-set.ts";
import { skillUsed } from "./checks/calls/skill-used.ts";
import { toolCallF1 } from "./checks/calls/tool-call-f1.ts";
import {
  isValidFunctionCall,
  isValidOpenAiFunctionCall,
  isValidOpenAiToolsCall,
} from "./checks/calls/valid-calls.ts";
import {
  contains,
  containsAll,
  containsAny,
  icontains,
  icontainsAll,
  icontainsAny,
} from "./checks/contains.ts";
import { equals, startsWith } from "./checks/equals.ts";
import { grounded } from "./checks/grounded.ts";
import { javascript } from "./checks/javascript.ts";
import { containsJson, isJson } from "./checks/json.ts";
import { cost, latency } from "./checks/limits.ts";
import { containsHtml, isHtml } from "./checks/markup/html.ts";
import { containsXml, isXml } from "./checks/markup/xml.ts";
import { outcome } from "./checks/outcome.ts";
import { bleu } from "./checks/overlap/bleu.ts";
import { gleu } from "./checks/overlap/gleu.ts";
import { levenshtein } from "./checks/overlap/levenshtein.ts";
import { meteor } from "./checks/overlap/meteor.ts";
import { rougeN } from "./checks/overlap/rouge.ts";
import { finishReason } from "./checks/recorded/finish-reason.ts";
import { guardrails } from "./checks/recorded/guardrails.ts";
import { perplexity, perplexityScore } from "./checks/recorded/perplexity.ts";
import { recordedEvaluation } from "./checks/recorded/recorded-evaluation.ts";
import { stepCount } from "./checks/recorded/step-count.ts";
import { traceErrorSpans, traceSpanCount, traceSpanDuration } from "./checks/recorded/trace-spans.ts";
import { isRefusal } from "./checks/refusal.ts";
import { regex } from "./checks/regex.ts";
import { python, ruby } from "./checks/script.ts";
import { containsSql, isSql } from "./checks/sql/sql.ts";
import { toolArgsMatch } from "./checks/tool-args.ts";
import { noTextBesideToolCall, toolCallsPerMessage } from "./checks/tool-messages.ts";
import { toolSequence } from "./checks/tool-sequence.ts";
import { toolUsed } from "./checks/tool-used.ts";
import { verifiableTypes } from "./checks/verifiable/verifiable-types.ts";
import { webhook } from "./checks/webhook.ts";
import { wordCount } from "./checks/word-count.ts";
import { judgeTypes } from "./judges/index.ts";

/**
 * Every assertion type, in the order the documentation lists them. Nearly each also has its `not-` form. To add one: a file in `checks/`
 * and a row here; parsing, the JSON Schema, completion and the documentation follow from the row.
 */
export const checkTypes: readonly CheckType[] = [
  outcome,
  recordedEvaluation,
  toolCallsPerMessage,
  noTextBesideToolCall,
  toolUsed,
  toolArgsMatch,
  toolSequence,
  stepCount,
  toolCallF1,
  isValidFunctionCall,
  isValidOpenAiFunctionCall,
  isValidOpenAiToolsCall,
  skillUsed,
  equals,
  startsWith,
  contains,
  icontains,
  containsAny,
  containsAll,
  icontainsAny,
  icontainsAll,
  regex,
  wordCount,
  ...verifiableTypes,
  isJson,
  containsJson,
  isXml,
  containsXml,
  isHtml,
  containsHtml,
  isSql,
  containsSql,
  isRefusal,
  levenshtein,
  rougeN,
  bleu,
  gleu,
  meteor,
  latency,
  cost,
  finishReason,
  guardrails,
  perplexity,
  perplexityScore,
  traceSpanCount,
  traceSpanDuration,
  traceErrorSpans,
  javascript,
  python,
  ruby,
  webhook,
  assertSet,
  grounded,
  ...judgeTypes,
];

const byName = new Map(checkTypes.map((type) => [type.name, type]));

/** The row of a type as written in an assertion, with or without `not-`. */
export const checkTypeOf = (type: string): CheckType | undefined => byName.get(baseTypeOf(type));

/** Every name that may stand under `type:`. */
export const typeNames: readonly string[] = checkTypes.flatMap(namesOf);

/** The names of a type: itself, and its `not-` form where it has one. */
export function namesOf({ name, onlyPlain }: CheckType): string[] {
  return onlyPlain ? [name] : [name, `not-${name}`];
}
