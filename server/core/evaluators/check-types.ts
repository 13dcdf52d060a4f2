import type { CheckType } from "./check-type.ts";
import { baseTypeOf } from "./check-type.ts";
import { assertSet } from "./checks/assert-set.ts";
import {
  contains,
  containsAll,
  containsAny,
  icontains,
  icontainsAll,
  icontainsAny,
} from "./checks/contains.ts";
import { equals, startsWith } from "./checks/equals.ts";
import { javascript } from "./checks/javascript.ts";
import { containsJson, isJson } from "./checks/json.ts";
import { cost, latency } from "./checks/limits.ts";
import { outcome } from "./checks/outcome.ts";
import { regex } from "./checks/regex.ts";
import { python, ruby } from "./checks/script.ts";
import { toolArgsMatch } from "./checks/tool-args.ts";
import { noTextBesideToolCall, toolCallsPerMessage } from "./checks/tool-messages.ts";
import { toolSequence } from "./checks/tool-sequence.ts";
import { stepCount, toolUsed } from "./checks/tool-used.ts";
import { webhook } from "./checks/webhook.ts";
import { wordCount } from "./checks/word-count.ts";

/**
 * Every assertion type, in the order the documentation lists them. Nearly each also has its `not-` form. To add one: a file in `checks/`
 * and a row here; parsing, the JSON Schema, completion and the documentation follow from the row.
 */
export const checkTypes: readonly CheckType[] = [
  outcome,
  toolCallsPerMessage,
  noTextBesideToolCall,
  toolUsed,
  toolArgsMatch,
  toolSequence,
  stepCount,
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
  isJson,
  containsJson,
  latency,
  cost,
  javascript,
  python,
  ruby,
  webhook,
  assertSet,
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
