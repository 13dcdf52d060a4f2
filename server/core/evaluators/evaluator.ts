import { sha256 } from "../base/index.ts";
import type { Scope } from "../store/index.ts";
import type { Assertion, Check, Prepared } from "./check-type.ts";
import { baseTypeOf, isInverse, unknownVerdict } from "./check-type.ts";
import { checkTypeOf } from "./check-types.ts";
import { onInput } from "./on-input.ts";
import type { SuiteCases } from "./promptfoo/suite-cases.ts";
import type { Vars } from "./templates/render.ts";
import { isTemplated, prepareTemplated } from "./templates/templated.ts";
import { transformed } from "./transformed.ts";

/** What decides the verdicts. Two definitions with equal meaning are equal values: defaults are left out, unused keys dropped. */
export interface Definition {
  readonly scope: Scope;
  /** Where set, the weighted mean score decides: pass from this value on, whatever single checks say. */
  readonly threshold?: number;
  /** Where these do not all pass, the sample is not applicable. */
  readonly when: readonly Assertion[];
  /** Of a suite empty: see `cases`. */
  readonly assert: readonly Assertion[];
  /** Where set, each sample is judged by the assertions of the test that speaks of it instead. */
  readonly cases?: SuiteCases;
}

/** One entry of `evaluators:`, checked. Plain data, so it can be sent to another process. */
export interface Evaluator {
  readonly name: string;
  readonly description?: string;
  /**
   * Changes when a verdict may: made of name, definition and the versions of the check types. Not of description, prompts, behaviors, covers, safety. Who reads the
   * configuration adds what the definition only refers to: models (`keyedByModels`), files of code (`keyedByCode`).
   */
  readonly key: string;
  readonly scope: Scope;
  /** Names of the prompts whose samples it judges; absent = all. The caller filters, samples do not carry their prompt. */
  readonly prompts?: readonly string[];
  /** Names or ids of behaviors: it judges conversations only in which one of them was asked for; absent = all. The caller filters. */
  readonly behaviors?: readonly string[];
  /** Instructions it tests, as written; resolved elsewhere. */
  readonly covers: readonly string[];
  /** It guards safety: a change of a prompt may cost it less than it may cost others. */
  readonly isSafety?: true;
  /** `declared`: every check reads a recorded figure. `untested`: not yet mutation-tested. */
  readonly trust: "declared" | "untested";
  readonly definition: Definition;
}

export interface EvaluatorParts extends Omit<Definition, "scope"> {
  readonly name: string;
  readonly description?: string;
  readonly scope?: Scope;
  readonly prompts?: readonly string[];
  readonly behaviors?: readonly string[];
  readonly covers: readonly string[];
  readonly isSafety?: boolean;
}

/** Raised whenever the tests of a suite may judge the same sample differently. */
const casesVersion = 4;

/** Fills in what follows from the assertions: the default scope, the trust, the key. */
export function makeEvaluator(parts: EvaluatorParts): Evaluator {
  const { name, description, prompts, behaviors, covers, threshold, when, assert, cases, isSafety } = parts;
  const own = cases ? kindsIn(cases) : assert;
  const rows = flat([...when, ...own]).map(({ type }) => checkTypeOf(type));
  const scope = parts.scope ?? (rows.some((row) => row?.needsConversation) ? "conversation" : "turn");
  const definition: Definition = { scope, threshold, when, assert, ...(cases && { cases }) };
  return {
    name,
    description,
    key: keyOf(name, definition, [rows.map((row) => row?.version), ...(cases ? [casesVersion] : [])]),
    scope,
    prompts,
    ...(behaviors && { behaviors }),
    covers,
    ...(isSafety && { isSafety }),
    trust: judging(own).every(({ type }) => checkTypeOf(type)?.declared) ? "declared" : "untested",
    definition,
  };
}

/** Assertions and what the sets among them hold. */
export const flat = (assertions: readonly Assertion[]): Assertion[] =>
  assertions.flatMap((assertion) => [assertion, ...flat(assertion.assert ?? [])]);

/** The assertion, and what a set holds, with the variables of a suite's test. */
export const withVars = (assertion: Assertion, vars: Vars): Assertion => ({
  ...assertion,
  vars,
  ...(assertion.assert && { assert: assertion.assert.map((one) => withVars(one, vars)) }),
});

/** Assertions that judge themselves: what sets hold instead of the sets. */
export const judging = (assertions: readonly Assertion[]): Assertion[] =>
  assertions.flatMap((assertion) => (assertion.assert ? judging(assertion.assert) : [assertion]));

/**
 * One of the assertions of a suite that are alike in what they need: type, whom they ask and how often. Its thousands of tests have few,
 * and they are asked for all the time.
 */
const kindsIn = (cases: SuiteCases): readonly Assertion[] => {
  const known = kinds.get(cases);
  if (known) return known;
  const byKind = new Map<string, Assertion>();
  for (const one of flat(assertedIn({ cases, assert: [] })))
    byKind.set(`${one.type} ${one.provider} ${one.trials}`, one);
  const found = [...byKind.values()];
  kinds.set(cases, found);
  return found;
};

const kinds = new WeakMap<SuiteCases, readonly Assertion[]>();

/** What is asserted, in any test where it is a suite. */
export const assertedIn = ({ assert, cases }: Pick<Definition, "assert" | "cases">): readonly Assertion[] =>
  cases ? [...cases.defaults.assert, ...cases.tests.flatMap((test) => test.assert)] : assert;

/** Whether something in the evaluator reads what samples are given only on demand, as their spans. */
export const needs = (
  what: "needsSpans" | "needsTools" | "needsSystemText" | "needsRecorded",
  { definition }: Evaluator,
): boolean => assertionsOf(definition).some(({ type }) => checkTypeOf(type)?.[what]);

/** Whether judging a sample may cost money. */
export const mayCost = ({ definition }: Evaluator): boolean =>
  assertionsOf(definition)
    .map(({ type }) => checkTypeOf(type))
    .some((row) => row?.asksModel || row?.embeds || row?.costs);

/** Whom its judges ask: entries of `models:`, undefined = the one that judges. */
export const judgesIn = ({ definition }: Evaluator): (string | undefined)[] =>
  assertionsOf(definition).flatMap(({ type, provider }) => (checkTypeOf(type)?.asksModel ? [provider] : []));

/** Whether a judge in it is asked more than once. */
export const isRepeated = ({ definition }: Evaluator): boolean =>
  assertionsOf(definition).some(({ trials = 1 }) => trials > 1);

/** All assertions of an evaluator, those in sets too; of a suite one of each kind. */
export const assertionsOf = ({ when, assert, cases }: Definition): Assertion[] =>
  flat([...when, ...(cases ? kindsIn(cases) : assert)]);

/** Whether it has a check in JavaScript, for which a process has to start. */
export const runsJavascript = ({ definition }: Evaluator): boolean =>
  assertionsOf(definition).some(({ type }) => baseTypeOf(type) === "javascript");

/** What runs when the configuration names no evaluators: the recorded outcome. */
export const defaultEvaluators = (): Evaluator[] => [
  makeEvaluator({ name: "outcome", when: [], assert: [{ type: "outcome" }], covers: [] }),
];

const keyOf = (name: string, definition: Definition, versions: readonly unknown[]): string =>
  sha256(
    `[${[JSON.stringify(name), canonical(definition), ...versions.map((one) => JSON.stringify(one))]}]`,
  ).slice(0, 16);

/**
 * JSON of a value in which objects are lists of their entries: keys in one order, undefined ones gone, so that the order in the file does not
 * change the key. Written at once: a suite has some ten values for each of its tests, and lists of them would be made to be read once.
 */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const entry = (value as Record<string, unknown>)[key];
    if (entry !== undefined) entries.push(`[${JSON.stringify(key)},${canonical(entry)}]`);
  }
  return `[${entries.join()}]`;
}

/** Turns an assertion into a runnable check, or says what is wrong with it. */
export function prepareAssertion(assertion: Assertion): Prepared {
  if (assertion.refused !== undefined) {
    const verdict = unknownVerdict(assertion.refused);
    return { check: () => verdict };
  }
  const row = checkTypeOf(assertion.type);
  const inverse = isInverse(assertion.type);
  if (!row) return { problem: `There is no assertion type ${baseTypeOf(assertion.type)}` };
  if (inverse && row.onlyPlain) return { problem: "it has no `not-` form" };
  if (assertion.on === "input" && (row.needsConversation || row.declared))
    return { problem: "`on: input` is for checks on text" };
  const unsafe = assertion.vars ? undefined : capturedInCode(assertion);
  if (unsafe) return { problem: unsafe, at: "value" };
  const prepare = (ready: Assertion) => row.prepare(ready, inverse, prepareAssertion);
  // A judge shows the values to its model as data instead.
  const prepared =
    isTemplated(assertion) && !row.asksModel ? prepareTemplated(assertion, prepare) : prepare(assertion);
  if (!("check" in prepared)) return prepared;
  const { on, transform, vars } = assertion;
  const check = on === "input" ? onInput(prepared.check) : prepared.check;
  const whole = transform === undefined ? check : transformed(check, [transform].flat());
  return { check: vars ? (sample, ...rest) => whole({ ...sample, vars }, ...rest) : whole };
}

/**
 * Why an assertion may not be rendered from the variables of samples: whoever speaks with an agent decides what these hold, and would write
 * code that runs on this machine, or choose the address that conversations are sent to.
 */
export function capturedInCode(assertion: Assertion): string | undefined {
  const row = checkTypeOf(assertion.type);
  if (!isTemplated(assertion) || !(row?.runsFiles || row?.postsSamples)) return undefined;
  return row.postsSamples
    ? "variables are not filled into an address, since others write what they hold; write the address out, and read `context.vars` where it leads"
    : "variables are not filled into code, since others write what they hold; read `context.vars` in the code instead of `{{…}}`";
}

export interface PreparedEvaluator {
  readonly when: readonly Check[];
  readonly assert: readonly Check[];
}

// Compiled patterns and schemas belong to an evaluator object and go with it.
const preparedEvaluators = new WeakMap<Evaluator, PreparedEvaluator | { readonly problem: string }>();

/** The checks of an evaluator, compiled at its first sample. A problem can only come from a definition that was not parsed here. */
export function prepareEvaluator(evaluator: Evaluator): PreparedEvaluator | { readonly problem: string } {
  const known = preparedEvaluators.get(evaluator);
  if (known) return known;
  const { when, assert } = evaluator.definition;
  const prepared = [...when, ...assert].map(prepareAssertion);
  const bad = prepared.find((one) => "problem" in one);
  const checks = prepared.flatMap((one) => ("check" in one ? [one.check] : []));
  const result = bad ?? { when: checks.slice(0, when.length), assert: checks.slice(when.length) };
  preparedEvaluators.set(evaluator, result);
  return result;
}
