import { stat } from "node:fs/promises";
import { relative, resolve } from "node:path";
import type { Range } from "../../base/index.ts";
import {
  type Evaluator,
  parseSuiteEntry,
  type SuiteReference,
  suiteEvaluator,
} from "../../evaluators/index.ts";
import type { ConfigIssue } from "../config.ts";
import { relativeFile } from "../prompt-files.ts";
import { keyedByFiles } from "./code-contents.ts";
import { type LoadedSuite, loadSuite } from "./load-suite.ts";
import type { SuiteScope } from "./suite-files.ts";

/** An entry of `evaluators:` that names a configuration of promptfoo, and where it stands. */
export interface SuitePlace extends SuiteReference {
  readonly range: Range;
}

/** The entries of `evaluators:` that name suites. What is wrong with them is reported at a path from `evaluators` down. */
export function suitesIn(
  raw: unknown,
  at: (path: readonly (string | number)[]) => Range,
  report: (range: Range, message: string) => void,
): SuitePlace[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((entry: unknown, index) => {
    const parsed = parseSuiteEntry(entry);
    for (const { path, message } of parsed?.problems ?? [])
      report(at(["evaluators", index, ...path]), message);
    return parsed?.reference ? [{ ...parsed.reference, range: at(["evaluators", index]) }] : [];
  });
}

/** How many problems of one suite are told in homeostat.yaml; the rest are counted. */
const mostTold = 5;

/** The evaluators of the suites, and what could not be read of them, told at the entries that name them. */
export async function suiteEvaluators(
  places: readonly SuitePlace[],
  scope: SuiteScope,
  taken: ReadonlySet<string>,
): Promise<{ evaluators: { evaluator: Evaluator; range: Range }[]; issues: ConfigIssue[] }> {
  const names = new Set(taken);
  const evaluators: { evaluator: Evaluator; range: Range }[] = [];
  const issues: ConfigIssue[] = [];
  for (const { file, entry, range } of places) {
    const issue = (message: string): void => void issues.push({ message, range, isBeyondSchema: true });
    const { evaluator, problems } = await evaluatorOf(resolve(scope.root, file), entry, scope);
    for (const problem of problems.slice(0, mostTold)) issue(problem);
    if (problems.length > mostTold)
      issue(
        `${file}: ${problems.length - mostTold} more problems. See them all with: homeostat evaluate --config ${file}`,
      );
    if (names.has(evaluator.name))
      issue(`Another evaluator is called ${evaluator.name}; give this one a \`name\` of its own.`);
    else evaluators.push({ evaluator, range });
    names.add(evaluator.name);
  }
  return { evaluators, issues };
}

interface Kept {
  readonly key: string;
  readonly stamp: string;
  readonly made: { readonly evaluator: Evaluator; readonly problems: readonly string[] };
}

/** The suites read last: the configuration is asked for again and again, and five thousand tests take a moment to read. */
const kept: Kept[] = [];
const mostKept = 8;

async function evaluatorOf(
  file: string,
  entry: SuiteReference["entry"],
  scope: SuiteScope,
): Promise<Kept["made"]> {
  const key = JSON.stringify([file, entry, scope.root, scope.trusted]);
  const index = kept.findIndex((one) => one.key === key);
  const [known] = index < 0 ? [] : kept.splice(index, 1);
  if (known && known.stamp === (await stampOf(readsOf(known.stamp)))) {
    kept.push(known);
    return known.made;
  }
  const loaded = await loadSuite(file, scope);
  const { evaluator: plain, problems } = suiteEvaluator(loaded.suite, {
    ...entry,
    nameOf: (path) => relativeFile(scope.root, path),
  });
  const [{ evaluator, reads } = { evaluator: plain, reads: [] }] = await keyedByFiles([plain], scope);
  const made = {
    evaluator,
    problems: [...loaded.suite.problems, ...problems].map((one) => worded(one, loaded, scope.root)),
  };
  kept.push({ key, made, stamp: await stampOf([file, ...loaded.suite.reads, ...reads]) });
  if (kept.length > mostKept) kept.shift();
  return made;
}

/** A problem in one line: `evals/tests.csv:12: …`. */
export function worded(
  { origin, message }: LoadedSuite["suite"]["problems"][number],
  { lineOf }: LoadedSuite,
  root: string,
): string {
  const line = lineOf(origin);
  return `${relative(root, origin.file) || origin.file}${line === undefined ? "" : `:${line}`}: ${message}`;
}

/** Changes when one of the files does; files that a pattern would find anew are noticed with the next change of these. */
async function stampOf(files: readonly string[]): Promise<string> {
  const each = files.map(async (file) => {
    const found = await stat(file).catch(() => undefined);
    return [file, found?.mtimeMs, found?.size];
  });
  return JSON.stringify(await Promise.all(each));
}

const readsOf = (stamp: string): string[] => (JSON.parse(stamp) as [string][]).map(([file]) => file);
