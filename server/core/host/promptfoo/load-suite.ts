import { basename } from "node:path";
import {
  completeTests,
  defaultValues,
  type FoundTest,
  isRecord,
  type Origin,
  type RawTest,
  type Suite,
  scenarioTests,
} from "../../evaluators/index.ts";
import { absoluteCodes } from "./file-values.ts";
import { environmentIn, filledFrom } from "./read-environment.ts";
import { readPrompts } from "./read-prompts.ts";
import { readProviders } from "./read-providers.ts";
import { completedRaw, readTests } from "./read-tests.ts";
import { withReferences } from "./references.ts";
import { folderOf, pathOf, SuiteFiles, type SuiteScope } from "./suite-files.ts";
import { Unreadable } from "./unreadable.ts";

/** A suite, and where its problems stand. */
export interface LoadedSuite {
  readonly suite: Suite;
  /** Line (from 1) of a place in a file that was read. */
  readonly lineOf: (origin: Origin) => number | undefined;
}

/**
 * Reads a configuration of promptfoo (YAML or JSON) with all files that it refers to. What cannot be read is left out and told in
 * `suite.problems`; never throws.
 */
export async function loadSuite(file: string, scope: SuiteScope): Promise<LoadedSuite> {
  const files = new SuiteFiles(scope);
  const { problems } = files;
  const read = await files.guarded(
    { file, path: [] },
    () => suiteIn(file, files, scope.trusted),
    nothingIn(file),
  );
  const suite = { ...read, problems, reads: files.reads };
  return { suite, lineOf: (origin) => files.lineOf(origin) };
}

type ReadSuite = Omit<Suite, "problems" | "reads">;

const nothingIn = (file: string): ReadSuite => ({
  name: basename(file),
  file,
  ...{ prompts: [], providers: [], tests: [] },
  defaults: { assert: [], options: {}, vars: {} },
  env: {},
  repeat: 1,
  concurrency: 4,
});

async function suiteIn(file: string, files: SuiteFiles, trusted: boolean): Promise<ReadSuite> {
  const root: Origin = { file, path: [] };
  const raw = await files.guarded(root, () => dataOf(file, files), {});
  const env = environmentIn(raw.env, { file, path: ["env"] }, files);
  const filled = filledFrom({ ...(trusted && process.env), ...env });
  // Tests are rendered later.
  const { tests, ...others } = raw;
  const config: RawTest = { ...(filled(others) as RawTest), ...(tests !== undefined && { tests }) };
  const base = folderOf(file);
  const at = (key: string): Origin => ({ file, path: [key] });
  const [prompts, providers] = await Promise.all([
    readPrompts(config.prompts, base, at("prompts"), files),
    readProviders(config.providers ?? config.targets, { base, at: at("providers"), files, filled }),
  ]);
  const defaults = await defaultTest(config.defaultTest, base, at("defaultTest"), files);
  const own = await readTests(config.tests, base, at("tests"), files);
  const scenarios = await readScenarios(config.scenarios, base, at("scenarios"), files);
  // A configuration that names no tests has one, of what holds of every test.
  const isBare = config.tests === undefined && config.scenarios === undefined;
  const found = isBare ? [{ raw: {}, origin: root }] : [...own, ...scenarios];
  const options = (test: RawTest): RawTest =>
    isRecord(test.options) ? { ...test, options: withCode(test.options, base) } : test;
  const defaultsRead = options(defaults);
  const read = found.map((one) => ({ ...one, raw: options(one.raw) }));
  // As it is written: an evaluator is called so in files that are committed.
  const { description } = raw;
  const run = isRecord(config.evaluateOptions) ? config.evaluateOptions : {};
  return {
    name: typeof description === "string" && description.trim() !== "" ? description.trim() : basename(file),
    file,
    prompts,
    providers,
    tests: completeTests(read, defaultsRead, (origin, message) => files.report(origin, message)),
    defaults: {
      assert: Array.isArray(defaultsRead.assert) ? defaultsRead.assert : [],
      options: isRecord(defaultsRead.options) ? defaultsRead.options : {},
      vars: defaultValues(defaultsRead),
      ...(typeof defaultsRead.threshold === "number" && { threshold: defaultsRead.threshold }),
    },
    env,
    repeat: countIn(run.repeat) ?? 1,
    concurrency: countIn(run.maxConcurrency) ?? 4,
  };
}

function countIn(value: unknown): number | undefined {
  const count = typeof value === "number" || typeof value === "string" ? Number(value) : 0;
  return Number.isInteger(count) && count > 0 ? count : undefined;
}

async function dataOf(file: string, files: SuiteFiles): Promise<RawTest> {
  if (!/\.(?:ya?ml|json)$/i.test(file))
    throw new Unreadable(
      `${file} is read only as YAML or JSON. Write the configuration as promptfooconfig.yaml.`,
    );
  const data = await withReferences(await files.data(file), file, files);
  if (isRecord(data)) return data;
  throw new Unreadable(
    `${file} holds no configuration: it must have keys such as \`prompts\` and \`tests\`.`,
  );
}

async function defaultTest(raw: unknown, base: string, at: Origin, files: SuiteFiles): Promise<RawTest> {
  const read = async (): Promise<RawTest> => {
    if (typeof raw !== "string") return isRecord(raw) ? completedRaw(raw, base, at, files) : {};
    const [path] = await files.matching(raw, base);
    const data = await withReferences(await files.data(path!), path!, files);
    return isRecord(data) ? completedRaw(data, folderOf(path!), { file: path!, path: [] }, files) : {};
  };
  return files.guarded(at, read, {});
}

/** Each set of data is tested with each test, so that two lists of some hundred lines would make millions. */
const mostScenarioTests = 100_000;

async function readScenarios(
  raw: unknown,
  base: string,
  at: Origin,
  files: SuiteFiles,
): Promise<FoundTest[]> {
  const found: FoundTest[] = [];
  for (const [i, entry] of [raw ?? []].flat().entries()) {
    const origin = { ...at, path: [...at.path!, i] };
    found.push(
      ...(await files.guarded(origin, async () => {
        const made: FoundTest[] = [];
        for (const scenario of typeof entry === "string" ? await inFiles(entry, base, files) : [entry]) {
          if (!isRecord(scenario))
            throw new Unreadable("A scenario must be a mapping with `config` and `tests`.");
          const config = (
            await readTests(scenario.config, base, { ...origin, path: [...origin.path, "config"] }, files)
          ).map((one) => one.raw);
          const tests = (
            await readTests(scenario.tests, base, { ...origin, path: [...origin.path, "tests"] }, files)
          ).map((one) => one.raw);
          if (config.length * tests.length > mostScenarioTests)
            throw new Unreadable(
              `This scenario has ${config.length} sets of data with ${tests.length} tests each; at most ${mostScenarioTests} are read. Divide it.`,
            );
          made.push(...scenarioTests({ config, ...(scenario.tests !== undefined && { tests }) }, origin));
        }
        return made;
      }, [])),
    );
  }
  return found;
}

async function inFiles(reference: string, base: string, files: SuiteFiles): Promise<unknown[]> {
  const paths = await files.matching(pathOf(reference), base);
  return (await Promise.all(paths.map((path) => files.data(path)))).flat();
}

const withCode = (options: RawTest, base: string): RawTest =>
  Object.fromEntries(
    Object.entries(options).map(([key, value]) =>
      key === "transform" || key === "postprocess" ? [key, absoluteCodes(value, base)] : [key, value],
    ),
  );
