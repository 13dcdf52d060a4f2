import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import {
  askedJudges,
  configPath,
  loadSettings,
  runSuiteFile,
  type SuiteResult,
  tame,
  type Workspace,
} from "../../core/index.ts";
import { table } from "../paint.ts";
import type { GlobalOptions } from "../session.ts";

/** How many failures and problems are told one by one. */
const mostTold = 20;

/** `homeostat evaluate --config promptfooconfig.yaml`. Exit code 1 where a test fails, is unknown, or cannot be read, and where nothing is run. */
export async function evaluateSuiteCommand(
  options: GlobalOptions & { readonly fresh?: boolean },
): Promise<number> {
  const file = resolve(options.config!);
  const root = dirname(file);
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  const workspace: Workspace = {
    root,
    trusted: !options.untrusted,
    sandboxEntry: join(__dirname, "javascript-child.cjs"),
    ...(options.store && { store: options.store }),
  };
  const {
    name,
    results,
    problems,
    judges = [],
  } = await runSuiteFile(file, workspace, {
    signal: controller.signal,
    ...(options.fresh && { fresh: true }),
  });
  const counts = countsOf(results);
  const code = counts.fail + counts.unknown + problems.length > 0 ? 1 : 0;
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  if (options.json) {
    print(JSON.stringify({ name, counts, problems, results, ...(judges.length > 0 && { judges }) }));
    return code;
  }
  for (const problem of problems.slice(0, mostTold)) print(tame(problem, 300));
  if (problems.length > mostTold) print(`${problems.length - mostTold} more problems; all of them: --json`);
  for (const { label, test, explanation } of results
    .filter((one) => one.label === "fail" || one.label === "unknown")
    .slice(0, mostTold))
    print(`${label}  ${tame(test, 80)}  ${tame(explanation, 240)}`);
  for (const sentence of askedJudges(judges)) print(sentence);
  if (results.length === 0) return code;
  print(
    table(
      ["provider", "prompt", "pass", "fail", "unknown", "nothing asserted"],
      byColumn(results).map(([provider, prompt, own]) => [
        tame(provider, 40),
        tame(prompt, 50),
        ...[own.pass, own.fail, own.unknown, own["not-applicable"]].map(String),
      ]),
    ),
  );
  for (const sentence of await nextSteps(file, workspace, results)) print(sentence);
  return code;
}

/** What is shown of a run elsewhere are the verdicts of evaluators in homeostat.yaml: this suite has to be one of them. */
async function nextSteps(
  file: string,
  workspace: Workspace,
  results: readonly SuiteResult[],
): Promise<string[]> {
  const path = configPath(workspace.root, undefined);
  // Most folders of a suite have none; reading the defaults would take a tenth of a short run.
  const suites = existsSync(path) ? (await loadSettings(path, workspace)).suites : [];
  if (!suites.some((suite) => resolve(workspace.root, suite.file) === file))
    return [
      `The answers are kept. To see these verdicts on them, put this under evaluators: in homeostat.yaml: - { promptfoo: ./${basename(file)} }`,
    ];
  const failed = results.find(({ label }) => label === "fail");
  return failed ? [`The first that fails: homeostat show ${tame(failed.conversation, 80)}`] : [];
}

type Counts = Record<SuiteResult["label"], number>;

function countsOf(results: readonly SuiteResult[]): Counts {
  const counts: Counts = { pass: 0, fail: 0, unknown: 0, "not-applicable": 0 };
  for (const { label } of results) counts[label]++;
  return counts;
}

function byColumn(results: readonly SuiteResult[]): (readonly [string, string, Counts])[] {
  const columns = new Map<string, SuiteResult[]>();
  for (const one of results) {
    const key = JSON.stringify([one.provider, one.prompt]);
    const known = columns.get(key);
    if (known) known.push(one);
    else columns.set(key, [one]);
  }
  return [...columns.values()].map((own) => [own[0]!.provider, own[0]!.prompt, countsOf(own)] as const);
}
