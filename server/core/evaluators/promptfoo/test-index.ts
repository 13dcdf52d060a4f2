import type { Sample } from "../../store/index.ts";
import type { Assertion } from "../check-type.ts";
import { testId } from "./suite.ts";

/** A test of a suite as an evaluator keeps it: plain data. */
export interface TestCase {
  readonly id: string;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly assert: readonly Assertion[];
  readonly threshold?: number;
}

/** Names of variables that are asked for together; so many ways of it are remembered. */
const mostSignatures = 64;

/** What nearly every suite calls a test that has neither description nor variables. */
const noName = testId(undefined, {});

/**
 * Finds the tests that speak of a sample: by the test case it repeats, else by the variables that its prompt was rendered with. Samples
 * know some of a test's variables only, those that stand in the prompt; tests that tell them apart must be among those. To have no variables
 * tells nothing: a test without any speaks of samples of the suite's own prompts alone.
 */
export class TestIndex {
  private readonly names: ReadonlySet<string>;
  private readonly byId = new Map<string, TestCase[]>();
  private readonly bySignature = new Map<string, ReadonlyMap<string, readonly TestCase[]>>();

  /** `used`: names that each prompt renders; absent where a prompt is code, so that nobody knows. */
  constructor(
    private readonly tests: readonly TestCase[],
    private readonly used?: readonly (readonly string[])[],
  ) {
    this.names = new Set(tests.flatMap(({ vars }) => Object.keys(vars)));
    for (const test of tests)
      for (const id of new Set([test.id, baseOf(test.id)]))
        this.byId.set(id, [...(this.byId.get(id) ?? []), test]);
  }

  /** `isOurs`: the sample comes from a prompt of the suite. */
  find({ taskId, vars }: Pick<Sample, "taskId" | "vars">, isOurs: boolean): readonly TestCase[] {
    const isNamed = taskId !== undefined && (isOurs || baseOf(taskId) !== noName);
    const named = (isNamed && this.byId.get(taskId)) || [];
    if (named.length === 1 && agrees(named[0]!, vars)) return named;
    const narrowed = named.filter((test) => agrees(test, vars));
    return narrowed.length > 0 ? narrowed : this.byVariables(vars ?? {}, isOurs);
  }

  private byVariables(vars: Readonly<Record<string, unknown>>, isOurs: boolean): readonly TestCase[] {
    const known = Object.keys(vars)
      .filter((name) => this.names.has(name))
      .sort();
    if (known.length === 0) return isOurs && Object.keys(vars).length === 0 ? this.withoutVariables() : [];
    const signature = JSON.stringify(known);
    let index = this.bySignature.get(signature);
    if (!index) {
      if (this.bySignature.size >= mostSignatures) this.bySignature.clear();
      index = this.indexOver(known);
      this.bySignature.set(signature, index);
    }
    return index.get(keyOf(known, vars)) ?? [];
  }

  private indexOver(known: readonly string[]): ReadonlyMap<string, readonly TestCase[]> {
    const index = new Map<string, TestCase[]>();
    for (const test of this.tests) {
      if (!known.every((name) => Object.hasOwn(test.vars, name)) || !this.tells(test, known)) continue;
      const key = keyOf(known, test.vars);
      const same = index.get(key);
      if (same) same.push(test);
      else index.set(key, [test]);
    }
    return index;
  }

  /** Whether these names are all that some prompt would have shown of the test. */
  private tells(test: TestCase, known: readonly string[]): boolean {
    if (!this.used) return true;
    return this.used.some((used) =>
      used.every((name) => !Object.hasOwn(test.vars, name) || known.includes(name)),
    );
  }

  /** A prompt that shows variables had some, even if nobody recorded which. */
  private withoutVariables(): readonly TestCase[] {
    if (this.used?.every((names) => names.length > 0)) return [];
    return this.tests.filter(({ vars }) => Object.keys(vars).length === 0);
  }
}

/** A text as it is compared: what finds variables in prompts keeps their beginning alone. */
const shownOf = (value: unknown): string =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).trim().slice(0, 500);

const keyOf = (names: readonly string[], vars: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(names.map((name) => shownOf(vars[name])));

const agrees = (test: TestCase, vars: Sample["vars"]): boolean =>
  Object.entries(vars ?? {}).every(
    ([name, value]) => !Object.hasOwn(test.vars, name) || shownOf(test.vars[name]) === shownOf(value),
  );

/** Tests with one description are numbered here, and not where their results come from. */
const baseOf = (id: string): string => id.replace(/ #\d+$/, "");
