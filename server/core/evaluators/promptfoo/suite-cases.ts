import type { Sample } from "../../store/index.ts";
import type { Assertion } from "../check-type.ts";
import { checkTypeOf } from "../check-types.ts";
import {
  capturedInCode,
  type Evaluator,
  type EvaluatorParts,
  makeEvaluator,
  withVars,
} from "../evaluator.ts";
import { isRecord } from "../is-record.ts";
import { isEntryName } from "../judges/judge-keys.ts";
import { type ConfigProblem, parseAssertion, type Report } from "../parse-evaluators.ts";
import type { Origin, Suite, SuiteProblem, SuiteTest } from "./suite.ts";
import { variablesIn } from "./template-variables.ts";
import { type TestCase, TestIndex } from "./test-index.ts";

/** The tests of a suite inside an evaluator: which assertions judge a sample depends on its variables. Plain data. */
export interface SuiteCases {
  readonly tests: readonly TestCase[];
  /** For samples of the suite's prompts that no test speaks of. */
  readonly defaults: Pick<TestCase, "assert" | "threshold" | "vars">;
  /** Files of the prompts, as links name them. */
  readonly files: readonly string[];
  /** Names of the variables in each prompt; absent where nobody can know. */
  readonly used?: readonly (readonly string[])[];
}

/** What the entry in `evaluators:` says beside the file. */
export type SuiteEntry = Partial<
  Pick<EvaluatorParts, "name" | "scope" | "prompts" | "covers" | "isSafety">
> & {
  /** What a file (absolute) is called where conversations are linked to it. */
  readonly nameOf?: (file: string) => string;
};

/** One evaluator that stands for a whole suite, and what could not be read of its assertions. */
export function suiteEvaluator(
  suite: Suite,
  entry: SuiteEntry = {},
): { readonly evaluator: Evaluator; readonly problems: readonly SuiteProblem[] } {
  const problems: SuiteProblem[] = [];
  // Assertions of the default test stand in every test: read once, and told once. Tests may ask judges otherwise.
  const [seen, seenOtherwise] = [new Map<unknown, Assertion>(), new Map<unknown, Assertion>()];
  const casesOf = (test: Pick<SuiteTest, "assert" | "options">, origin: Origin): Assertion[] =>
    test.assert.map((raw, i) => {
      const { rubricPrompt } = test.options;
      const known = (rubricPrompt ? seenOtherwise : seen).get(raw);
      const read = known ?? assertionOf(raw, i, { origin, rubricPrompt }, problems);
      (rubricPrompt ? seenOtherwise : seen).set(raw, read);
      const transforms = [test.options.transform ?? test.options.postprocess, read.transform ?? []].flat();
      const own = transforms.filter((one) => typeof one === "string");
      return own.length > 0 ? { ...read, transform: own } : read;
    });
  const atDefaults = { file: suite.file, path: ["defaultTest"] };
  const cases: SuiteCases = {
    defaults: {
      assert: casesOf(suite.defaults, atDefaults),
      threshold: suite.defaults.threshold,
      vars: suite.defaults.vars,
    },
    tests: suite.tests.map((test) => ({
      id: test.id,
      vars: test.vars,
      assert: casesOf(test, test.origin),
      ...(test.threshold !== undefined && { threshold: test.threshold }),
    })),
    files: [...new Set([suite.file, ...suite.prompts.flatMap(({ file }) => file ?? [])])].map(
      entry.nameOf ?? ((file) => file),
    ),
    ...usedIn(suite),
  };
  const evaluator = makeEvaluator({
    name: entry.name ?? suite.name,
    scope: entry.scope,
    prompts: entry.prompts,
    covers: entry.covers ?? [],
    ...(entry.isSafety && { isSafety: true }),
    when: [],
    assert: [],
    cases,
  });
  return { evaluator, problems };
}

function usedIn({ prompts }: Suite): Pick<SuiteCases, "used"> {
  if (prompts.length === 0 || prompts.some(({ code }) => code)) return {};
  return { used: prompts.map(({ raw }) => variablesIn(raw)) };
}

/** What cannot be read is kept as an assertion that is unknown and says why: a check that is left out would let its test pass. */
function assertionOf(
  raw: unknown,
  index: number,
  { origin, rubricPrompt }: { readonly origin: Origin; readonly rubricPrompt: unknown },
  problems: SuiteProblem[],
): Assertion {
  const own: ConfigProblem[] = [];
  const report: Report = (path, message) => own.push({ path, message });
  const assertion = parseAssertion(known(raw, rubricPrompt, report), report, true);
  const [first] = own;
  if (!first && assertion) return assertion;
  const type = isRecord(raw) && typeof raw.type === "string" ? raw.type : "assertion";
  const path = [...(origin.path ?? []), "assert", index, ...(first?.path ?? [])];
  const message = first?.message ?? "This assertion cannot be read.";
  problems.push({
    origin: origin.path ? { ...origin, path } : origin,
    message: `${message} Its test stays unknown until it is mended or taken out.`,
  });
  const weight = isRecord(raw) && typeof raw.weight === "number" ? raw.weight : undefined;
  return { type, refused: message.replace(/\.$/, ""), ...(weight !== undefined && { weight }) } as Assertion;
}

/** Keys that promptfoo takes and that change no verdict. */
const idle = ["description", "severity"];
/** Keys that it reads of judges alone, and lets stand anywhere. */
const ofJudges = ["provider", "rubricPrompt", "contextTransform"];

/**
 * An assertion without what changes no verdict. What would change it and is not done here is reported: a verdict on another question, or on
 * another context, would not be the one that was asked for. Whom to ask is for `models:` to say, in whose words alone it is kept.
 */
function known(raw: unknown, rubricPrompt: unknown, report: Report): unknown {
  if (!isRecord(raw)) return raw;
  const row = typeof raw.type === "string" ? checkTypeOf(raw.type) : undefined;
  const { provider, contextTransform } = raw;
  if (row?.asksModel && (raw.rubricPrompt || rubricPrompt))
    report(
      raw.rubricPrompt ? ["rubricPrompt"] : [],
      "Judges are asked in words of their own, between questions whose answers are known, so `rubricPrompt` is not used. Write what it asks for into `value`.",
    );
  if (row?.name.startsWith("context-") && contextTransform)
    report(
      ["contextTransform"],
      "`contextTransform` is not used. The context is the variable `context`, else what retrievals and tools gave: name it there.",
    );
  const rest = Object.entries(raw).filter(
    ([key, value]) => ![...idle, ...ofJudges].includes(key) && value !== undefined && value !== null,
  );
  return {
    ...Object.fromEntries(rest),
    ...(row?.asksModel && isEntryName(provider) && { provider }),
    ...(Array.isArray(raw.assert) && {
      assert: raw.assert.map((one, i) =>
        known(one, rubricPrompt, (path, message) => report(["assert", i, ...path], message)),
      ),
    }),
  };
}

interface Indexed {
  readonly index: TestIndex;
  readonly files: ReadonlySet<string>;
  readonly defaults: Evaluator;
}

const indexes = new WeakMap<SuiteCases, Indexed>();

interface NotApplicable {
  readonly notApplicable: string;
}

/** The evaluator with the assertions that judge this sample, and the sample as they see it; or why none do. */
export function forSample(
  evaluator: Evaluator,
  cases: SuiteCases,
  sample: Sample,
): { readonly own: Evaluator; readonly sample: Sample } | NotApplicable {
  let indexed = indexes.get(cases);
  if (!indexed) {
    indexed = {
      index: new TestIndex(cases.tests, cases.used),
      files: new Set(cases.files),
      defaults: withCase(evaluator, {
        ...cases.defaults,
        assert: cases.defaults.assert.map(withoutCapturedCode),
      }),
    };
    indexes.set(cases, indexed);
  }
  const isOurs = sample.promptFiles?.some((file) => indexed.files.has(file)) ?? false;
  const tests = indexed.index.find(sample, isOurs);
  if (tests.length > 0) {
    const own = forTests(evaluator, tests, sample);
    return "notApplicable" in own ? own : { own, sample };
  }
  if (isOurs && cases.defaults.assert.length > 0)
    return { own: indexed.defaults, sample: withDefaults(sample, cases.defaults.vars) };
  return { notApplicable: "No test speaks of these variables" };
}

/** A test speaks of the answer at the end; what was said before it belongs to the prompt. */
function forTests(
  evaluator: Evaluator,
  tests: readonly TestCase[],
  sample: Sample,
): Evaluator | NotApplicable {
  if (sample.scope !== "conversation" && sample.to < sample.messages.length)
    return { notApplicable: "A test speaks of the last answer" };
  const [first] = tests;
  if (!first || tests.every(({ assert }) => assert.length === 0))
    return { notApplicable: "The test of these variables asserts nothing" };
  // What a prompt shows need not tell tests apart, so each asks with its own variables; what they ask alike is asked once.
  const asked = tests.flatMap(({ assert, vars }) => assert.map((one) => withVars(one, vars)));
  if (tests.length === 1) return withCase(evaluator, { ...first, assert: asked });
  const assert = [...new Map(asked.map((one) => [JSON.stringify(one), one])).values()];
  const threshold = tests.every((test) => test.threshold === first.threshold) ? first.threshold : undefined;
  return withCase(evaluator, { assert, ...(threshold !== undefined && { threshold }) });
}

/** What the default test says of variables that were not captured. Where none were, nobody knows which of them it had. */
const withDefaults = (sample: Sample, vars: TestCase["vars"]): Sample =>
  sample.vars ? { ...sample, vars: { ...vars, ...sample.vars } } : sample;

/** Without a test nobody but those who were captured says what the variables are: what would put them into code is unknown. */
const withoutCapturedCode = (assertion: Assertion): Assertion => {
  const refused = capturedInCode(assertion);
  if (refused !== undefined)
    return { ...assertion, refused: `No test speaks of these variables, and ${refused}` };
  return assertion.assert ? { ...assertion, assert: assertion.assert.map(withoutCapturedCode) } : assertion;
};

const withCase = (
  evaluator: Evaluator,
  { assert, threshold }: Pick<TestCase, "assert" | "threshold">,
): Evaluator => ({
  ...evaluator,
  definition: { scope: evaluator.scope, when: [], assert, ...(threshold !== undefined && { threshold }) },
});
