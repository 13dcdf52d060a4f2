import type { Assertion, CheckType, JsonSchema } from "./check-type.ts";
import { checkTypeOf, typeNames } from "./check-types.ts";
import { didYouMean } from "./did-you-mean.ts";
import {
  type Evaluator,
  type EvaluatorParts,
  makeEvaluator,
  prepareAssertion,
  withVars,
} from "./evaluator.ts";
import { isRecord } from "./is-record.ts";
import { judgeKeysOf, reportNoJudge, withJudgeKeys } from "./judges/judge-keys.ts";

/** Something wrong in the configuration: where, from the value of `evaluators:` down, and one sentence. */
export interface ConfigProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type Report = (path: ConfigProblem["path"], message: string) => void;

const ENTRY_KEYS = [
  ...["name", "description", "scope", "prompts", "behaviors", "when", "assert", "covers", "threshold"],
  ...["safety", "provider", "trials"],
];
const ASSERTION_KEYS = [
  ...["type", "value", "threshold", "weight", "metric", "config", "on", "transform"],
  ...["provider", "trials"],
];
const SET_KEYS = ["type", "assert", "value", "threshold", "weight", "metric", "config"];
export const SCOPES = ["call", "turn", "conversation"];

/** Reads the value of `evaluators:`. An entry with any problem is left out and the rest kept; never throws. */
export function parseEvaluators(raw: unknown): { evaluators: Evaluator[]; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const report: Report = (path, message) => problems.push({ path, message });
  const evaluators: Evaluator[] = [];
  if (raw === undefined || raw === null) return { evaluators, problems };
  if (!Array.isArray(raw)) {
    report([], "`evaluators` must be a list, one entry for each evaluator.");
    return { evaluators, problems };
  }
  const names = new Set<string>();
  for (const [index, entry] of raw.entries()) {
    // Whole suites stand in files of their own, which the host reads.
    if (isRecord(entry) && entry.promptfoo !== undefined) continue;
    const parts = parseEntry(entry, index, report);
    if (!parts) continue;
    if (names.has(parts.name)) {
      report([index, "name"], `Another evaluator is called ${parts.name}; names must be unique.`);
      continue;
    }
    names.add(parts.name);
    evaluators.push(makeEvaluator(parts));
  }
  return { evaluators, problems };
}

/** One entry, or undefined once a problem with it was reported. All its problems are reported, not only the first. */
function parseEntry(entry: unknown, index: number, outer: Report): EvaluatorParts | undefined {
  if (!isRecord(entry)) {
    outer([index], "An evaluator must be a mapping with `name` and `assert`.");
    return undefined;
  }
  let sound = true;
  const report: Report = (path, message) => {
    sound = false;
    outer([index, ...path], message);
  };
  reportUnknownKeys(entry, ENTRY_KEYS, "an evaluator", [], report);
  const { name, description, scope, threshold, safety } = entry;
  if (typeof name !== "string" || name.trim() === "")
    report(name === undefined ? [] : ["name"], "An evaluator needs a `name` that is a text and not empty.");
  if (description !== undefined && typeof description !== "string")
    report(["description"], "`description` must be a text.");
  if (scope !== undefined && !SCOPES.includes(scope as string))
    report(["scope"], `\`scope\` must be call, turn or conversation, not ${JSON.stringify(scope)}.`);
  if (threshold !== undefined && !(typeof threshold === "number" && threshold >= 0 && threshold <= 1))
    report(["threshold"], "`threshold` must be a number from 0 to 1.");
  if (safety !== undefined && typeof safety !== "boolean")
    report(["safety"], "`safety` must be true or false.");
  const prompts = parseTexts(entry.prompts, "prompts", report);
  const behaviors = parseTexts(entry.behaviors, "behaviors", report);
  const covers = parseTexts(entry.covers, "covers", report);
  const judges = judgeKeysOf(entry, report);
  const read = (key: "when" | "assert") =>
    withJudgeKeys(parseAssertions(entry[key], key, report), judges, checkTypeOf);
  const when = entry.when === undefined ? [] : read("when");
  const assert = read("assert");
  const parts = {
    name,
    description,
    scope,
    threshold,
    prompts,
    behaviors,
    covers: covers ?? [],
    when,
    assert,
    ...(safety === true && { isSafety: true }),
  };
  return sound ? (parts as EvaluatorParts) : undefined;
}

/** A list of texts; one text alone is a list of one. */
export function parseTexts(raw: unknown, key: string, report: Report): string[] | undefined {
  if (raw === undefined) return undefined;
  const list: unknown[] = [raw].flat();
  const bad = list.findIndex((item) => typeof item !== "string" || item.trim() === "");
  if (bad < 0) return list as string[];
  report(Array.isArray(raw) ? [key, bad] : [key], `\`${key}\` must be a list of texts that are not empty.`);
  return undefined;
}

function parseAssertions(
  raw: unknown,
  key: "when" | "assert",
  report: Report,
  { whose = "An evaluator", isOfTest = false }: { readonly whose?: string; readonly isOfTest?: boolean } = {},
): Assertion[] {
  if (raw === undefined) {
    report([], `${whose} needs \`assert\`: a list of assertions.`);
    return [];
  }
  if (!Array.isArray(raw) || raw.length === 0) {
    report([key], `\`${key}\` must be a list of assertions that is not empty.`);
    return [];
  }
  return raw.flatMap((item, index) => {
    const inside: Report = (path, message) => report([key, index, ...path], message);
    return parseAssertion(item, inside, isOfTest) ?? [];
  });
}

/**
 * One assertion; undefined where nothing can be made of it. All its problems are reported, their paths from the assertion down. `isOfTest`:
 * it is judged with the variables of a suite's test, never with those of samples.
 */
export function parseAssertion(raw: unknown, report: Report, isOfTest = false): Assertion | undefined {
  if (!isRecord(raw) || typeof raw.type !== "string") {
    report([], "An assertion must be a mapping with a `type`, as in `{ type: contains, value: refund }`.");
    return undefined;
  }
  const { type, value, threshold, weight, metric, config, on, transform } = raw;
  const row = checkTypeOf(type);
  if (!row) {
    report(["type"], unknownType(type));
    return undefined;
  }
  const isSet = row.holdsAssertions;
  const keys = [...(isSet ? SET_KEYS : ASSERTION_KEYS), ...(row.options ?? [])];
  reportUnknownKeys(raw, keys, "an assertion", [], report);
  if (weight !== undefined && !(typeof weight === "number" && weight >= 0))
    report(["weight"], "`weight` must be a number of at least 0.");
  if (on !== undefined && on !== "input" && on !== "output")
    report(["on"], "`on` must be input (what the user said) or output (what the agent said).");
  reportNoJudge(raw, row, report);
  if (metric !== undefined && typeof metric !== "string") report(["metric"], "`metric` must be a text.");
  if (
    transform !== undefined &&
    ![transform].flat().every((one) => typeof one === "string" && one.trim() !== "")
  )
    report(["transform"], "`transform` must be JavaScript as a text that is not empty.");
  const options = parseOptions(raw, row, report);
  const assert = isSet ? parseSet(raw.assert, report, isOfTest) : undefined;
  let usable = !isSet || assert !== undefined;
  for (const key of ["value", "threshold"] as const) {
    const problem = keyProblem(raw, key, row);
    if (!problem) continue;
    usable = false;
    report(raw[key] === undefined ? [] : [key], problem);
  }
  const assertion = {
    type,
    value,
    threshold,
    weight,
    metric: metric || undefined,
    config,
    options,
    assert,
    on: on === "output" ? undefined : on,
    transform,
    ...(row.asksModel && judgeKeysOf(raw, report)),
  } as Assertion;
  const prepared = usable ? prepareAssertion(isOfTest ? withVars(assertion, {}) : assertion) : undefined;
  if (prepared && "problem" in prepared)
    report(prepared.at ? [prepared.at] : [], `\`${type}\`: ${prepared.problem}.`);
  return assertion;
}

function parseOptions(
  raw: Record<string, unknown>,
  { options = [] }: CheckType,
  report: Report,
): Record<string, number> | undefined {
  const given = options.filter((name) => raw[name] !== undefined);
  for (const name of given)
    if (typeof raw[name] !== "number") report([name], `\`${name}\` must be a number.`);
  return given.length === 0
    ? undefined
    : Object.fromEntries(given.map((name) => [name, raw[name] as number]));
}

/** What an `assert-set` holds, or undefined once a problem with it was reported. */
function parseSet(raw: unknown, outer: Report, isOfTest: boolean): Assertion[] | undefined {
  let sound = true;
  const report: Report = (path, message) => {
    sound = false;
    outer(path, message);
  };
  const assert = parseAssertions(raw, "assert", report, { whose: "A set", isOfTest });
  const nested = assert.findIndex(({ type }) => checkTypeOf(type)?.holdsAssertions);
  if (nested >= 0) report(["assert", nested], "A set cannot hold another set.");
  return sound ? assert : undefined;
}

/** What can be said of `value` and `threshold` from the table alone. */
function keyProblem(
  raw: Record<string, unknown>,
  key: "value" | "threshold",
  row: CheckType,
): string | undefined {
  const given = raw[key];
  const missing = `\`${raw.type}\` needs a \`${key}\`.`;
  if (given === undefined) return row.required.includes(key) ? missing : undefined;
  const schema = row[key];
  if (!schema) return `\`${raw.type}\` takes no \`${key}\`.`;
  if (key === "threshold") return thresholdProblem(given, schema);
  if (typeof given === "string" && given.startsWith("file://") && !row.runsFiles)
    return "A `file://` value is not read here; write the value itself.";
  return undefined;
}

function thresholdProblem(given: unknown, { type, minimum, maximum }: JsonSchema): string | undefined {
  const fits =
    typeof given === "number" &&
    (type === "integer" ? Number.isInteger(given) : Number.isFinite(given)) &&
    !(given < Number(minimum)) &&
    !(given > Number(maximum));
  if (fits) return undefined;
  const from = minimum === undefined ? "" : ` of at least ${minimum}`;
  const to = maximum === undefined ? "" : ` and at most ${maximum}`;
  return `\`threshold\` must be ${type === "integer" ? "a whole" : "a"} number${from}${to}.`;
}

function unknownType(type: string): string {
  const near = didYouMean(type, typeNames);
  return `There is no assertion type \`${type}\`${near ? `; did you mean \`${near}\`?` : "."}`;
}

export function reportUnknownKeys(
  raw: Record<string, unknown>,
  known: readonly string[],
  what: string,
  path: ConfigProblem["path"],
  report: Report,
): void {
  for (const key of Object.keys(raw)) {
    if (known.includes(key)) continue;
    const near = didYouMean(key, known);
    report([...path, key], `\`${key}\` is no key of ${what}${near ? `; did you mean \`${near}\`?` : "."}`);
  }
}
