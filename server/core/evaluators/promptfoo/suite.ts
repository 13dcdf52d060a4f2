import { sha256 } from "../../base/index.ts";
import { isRecord } from "../is-record.ts";
import type { RawTest } from "./csv-test.ts";

/** Where something stands: a file, and in it a path of keys, or a line counted from 1. */
export interface Origin {
  readonly file: string;
  readonly path?: readonly (string | number)[];
  readonly line?: number;
}

export interface FoundTest {
  readonly raw: RawTest;
  readonly origin: Origin;
}

/** One prompt of a suite: a template, or code that makes one. */
export interface SuitePrompt {
  /** The template; of code, as it is referred to. */
  readonly raw: string;
  readonly label: string;
  /** As `prompts:` has it: what it is referred to by where it has no label of its own. */
  readonly id?: string;
  /** The file it comes from; absent where it stands in the configuration. */
  readonly file?: string;
  /** Code that gives the prompt: its file and function. */
  readonly code?: { readonly file: string; readonly name?: string };
}

export interface SuiteProvider {
  readonly id: string;
  readonly label?: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Labels of the prompts it is asked with; absent = all. */
  readonly prompts?: readonly string[];
  /** Code that makes the output of what it gave; a file with its whole path. */
  readonly transform?: string;
  /** Goes before the `env:` of the configuration. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One test, with all that the default test and its scenario give it, and one value for each variable. */
export interface SuiteTest {
  /** Unique in the suite, and the same in every run: the description, else made of the variables. */
  readonly id: string;
  readonly description?: string;
  readonly vars: Readonly<Record<string, unknown>>;
  /** As written; those of the default test first. */
  readonly assert: readonly unknown[];
  readonly threshold?: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Labels or ids of the prompts and providers it is meant for; absent = all. */
  readonly prompts?: readonly string[];
  readonly providers?: readonly string[];
  /** An answer that stands in the test: no provider is asked. */
  readonly output?: unknown;
  readonly origin: Origin;
}

export interface SuiteProblem {
  readonly origin: Origin;
  /** What is wrong and what to do, in sentences. */
  readonly message: string;
}

/** What a configuration of promptfoo says, with everything that it refers to. */
export interface Suite {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly prompts: readonly SuitePrompt[];
  readonly providers: readonly SuiteProvider[];
  readonly tests: readonly SuiteTest[];
  /** Assertions and variables of the default test, and how they count where no test is meant. */
  readonly defaults: Pick<SuiteTest, "assert" | "threshold" | "options" | "vars">;
  readonly env: Readonly<Record<string, string>>;
  /** How often each test is run. */
  readonly repeat: number;
  readonly concurrency: number;
  readonly problems: readonly SuiteProblem[];
  /** Every file that was read. */
  readonly reads: readonly string[];
}

/** Tests of a scenario: each of its sets of data with each of its tests. */
export function scenarioTests(scenario: RawTest, origin: Origin): FoundTest[] {
  const configs = listOf(scenario.config).filter(isRecord);
  const tests = scenario.tests === undefined ? [{}] : listOf(scenario.tests).filter(isRecord);
  return configs.flatMap((data) =>
    tests.map((test) => ({
      raw: {
        ...data,
        ...test,
        vars: { ...record(data.vars), ...record(test.vars) },
        options: { ...record(data.options), ...record(test.options) },
        metadata: { ...record(data.metadata), ...record(test.metadata) },
        assert: [...listOf(data.assert), ...listOf(test.assert)],
      },
      origin,
    })),
  );
}

/** How many tests the lists among the variables may make in one suite: ten lists of ten would make ten thousand million. */
const mostListed = 100_000;

/** Merges the default test into each, and gives each the ids by which samples find it. `report`: a test that is left out, and why. */
export function completeTests(
  found: readonly FoundTest[],
  defaultTest: RawTest,
  report: (origin: Origin, message: string) => void,
): SuiteTest[] {
  let listed = 0;
  const tests = found.flatMap(({ raw, origin }) => {
    const { values, ...test } = completed(raw, defaultTest, origin);
    const count = values.reduce((product, [, each]) => product * each.length, 1);
    if (count > 1) listed += count;
    if (count <= 1 || listed <= mostListed) return combinationsOf(values).map((vars) => ({ ...test, vars }));
    listed -= count;
    report(
      origin,
      `The lists among its variables make ${count} tests, and all lists of a suite at most ${mostListed}. This test is left out: shorten them, or set the option \`disableVarExpansion\`.`,
    );
    return [];
  });
  const counts = new Map<string, number>();
  return tests.map((test) => {
    const id = testId(test.description, test.vars);
    const nth = (counts.get(id) ?? 0) + 1;
    counts.set(id, nth);
    return { ...test, id: nth === 1 ? id : `${id} #${nth}` };
  });
}

/** The name of a test case that has no other: what the import of promptfoo's results calls it. */
export function testId(description: string | undefined, vars: Readonly<Record<string, unknown>>): string {
  if (description !== undefined) return description;
  return Object.keys(vars).length > 0 ? `vars-${sha256(JSON.stringify(vars)).slice(0, 12)}` : "test-0";
}

/** The values of each variable, of which a test has one. */
type Values = readonly (readonly [name: string, values: readonly unknown[]])[];

function completed(
  raw: RawTest,
  defaults: RawTest,
  origin: Origin,
): Omit<SuiteTest, "id" | "vars"> & { readonly values: Values } {
  const options = { ...record(defaults.options), ...record(raw.options) };
  const own = record(raw.options).disableDefaultAsserts === true ? [] : listOf(defaults.assert);
  const threshold = raw.threshold ?? defaults.threshold;
  const vars = { ...record(defaults.vars), ...record(raw.vars) };
  return {
    ...(typeof raw.description === "string" && { description: raw.description }),
    assert: [...own, ...listOf(raw.assert)],
    ...(typeof threshold === "number" && { threshold }),
    options,
    metadata: { ...record(defaults.metadata), ...record(raw.metadata) },
    ...namesIn("prompts", raw.prompts ?? defaults.prompts),
    ...namesIn("providers", raw.providers ?? defaults.providers),
    ...(raw.providerOutput !== undefined && { output: raw.providerOutput }),
    origin,
    values: valuesOf(vars, options),
  };
}

/** Lists of texts stand for one test with each; lists of anything else are one value. */
const valuesOf = (vars: RawTest, { disableVarExpansion }: RawTest): Values =>
  Object.entries(vars).map(([name, value]) => {
    const isOne = disableVarExpansion === true || !Array.isArray(value) || typeof value[0] !== "string";
    return [name, isOne ? [value] : (value as unknown[])];
  });

/** The variables of the default test that have the same value in every test. */
export const defaultValues = ({ vars, options }: RawTest): SuiteTest["vars"] =>
  Object.fromEntries(
    valuesOf(record(vars), record(options)).flatMap(([name, [value, ...others]]) =>
      others.length === 0 ? [[name, value]] : [],
    ),
  );

function combinationsOf(values: Values): Record<string, unknown>[] {
  let made: Record<string, unknown>[] = [{}];
  for (const [name, each] of values)
    made = made.flatMap((one) => each.map((value) => ({ ...one, [name]: value })));
  return made;
}

function namesIn(key: "prompts" | "providers", value: unknown): Partial<Record<typeof key, string[]>> {
  const names = listOf(value).filter((one) => typeof one === "string");
  return names.length > 0 ? { [key]: names } : {};
}

const record = (value: unknown): RawTest => (isRecord(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
