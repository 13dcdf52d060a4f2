import { readFile } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import {
  type Baseline,
  type BaselineOrigin,
  type Config,
  configMistakes,
  configPath,
  evaluatorFindings,
  type Finding,
  fileUnreadable,
  judgedFindings,
  type KnownFinding,
  LineIndex,
  loadConfig,
  type PositionRange,
  type PromptReport,
  type PromptView,
  readBaseline,
  readOptionsOf,
  readPrompt,
  relativeFile,
  reportOf,
  type Severity,
  type Snapshot,
  severityRank,
  sinceBaseline,
  UserError,
  unusedIgnore,
  unusedIgnores,
  viewOf,
  whyUnreadable,
} from "../core/index.ts";
import { evaluateFirst } from "./evaluate-first.ts";
import type { Session } from "./session.ts";

/** Everything that `check` found; each format is a function from it to text. */
export interface CheckReport {
  readonly prompts: readonly PromptReport[];
  /** What is wrong with the configuration. It fails no check: what could be read counts. */
  readonly issues: readonly ConfigIssueReport[];
  /** Where only what is new was asked for. */
  readonly since?: { readonly file: string; readonly known: number; readonly fixed: readonly KnownFinding[] };
  /** Set where the figures come from the baseline. */
  readonly origin?: BaselineOrigin;
  /** Absolute path of the folder that paths in reports lead from, and the workspace as seen from there (`""` or ending with `/`). */
  readonly base: string;
  readonly prefix: string;
}

export interface ConfigIssueReport {
  readonly file: string;
  readonly range: PositionRange;
  readonly message: string;
}

export interface CheckOptions {
  /** Prompt files; none = all of the workspace. */
  readonly files: readonly string[];
  /** Report only what this baseline does not hold. */
  readonly since?: string;
  /** Do not look for lines that failures point to. */
  readonly withoutSuspects?: boolean;
}

/** Whether a finding fails the check: that failures point to a line is no verdict on it, and counts where somebody says so. */
export const isFailing = (
  { severity, code }: Pick<Finding, "severity" | "code">,
  { failOn, countsSuspects }: { readonly failOn: Severity; readonly countsSuspects: boolean },
): boolean => severityRank[severity] <= severityRank[failOn] && (code !== "suspect-line" || countsSuspects);

/** Brings evaluations up to date, then lays the figures over the prompts as they are on disk. */
export async function checkReport(
  session: Session,
  { files, since, withoutSuspects = false }: CheckOptions,
): Promise<CheckReport> {
  const baseline = since === undefined ? undefined : await baselineIn(session.root, since);
  await evaluateFirst(session);
  if (!withoutSuspects) await session.host.refreshSuspects(session.work);
  const { suspects, ...plain } = await session.host.snapshot();
  const snapshot: Snapshot = withoutSuspects ? plain : { ...plain, ...(suspects && { suspects }) };
  const configFile = configPath(session.root, session.configFile);
  const config = await loadConfig(configFile, session);
  const views = await promptViews(session, files, snapshot, config);
  const reports = views.map(reportOf);
  const difference = baseline && sinceBaseline(reports, soughtIn(baseline, withoutSuspects));
  return {
    prompts: difference?.reports ?? reports,
    issues: await configIssues(configFile, session, config, files.length === 0 ? views : []),
    ...(difference && {
      since: { file: since!, known: difference.known, fixed: difference.fixed },
    }),
    ...(snapshot.baseline && { origin: snapshot.baseline }),
    ...baseOf(session.root),
  };
}

/** What was not looked for is not gone. */
const soughtIn = ({ findings }: Baseline, withoutSuspects: boolean): Pick<Baseline, "findings"> => ({
  findings: withoutSuspects ? findings.filter(({ rule }) => rule !== "suspect-line") : findings,
});

async function baselineIn(root: string, file: string): Promise<Baseline> {
  const baseline = await readBaseline(resolve(root, file));
  if (baseline) return baseline;
  throw new UserError(
    "no-baseline",
    `There is no baseline ${file}.`,
    "Write one where the store is: homeostat baseline write",
  );
}

/** Views of the named files, else of every prompt of the workspace. */
export async function promptViews(
  session: Session,
  files: readonly string[],
  snapshot: Snapshot,
  config: Config,
): Promise<PromptView[]> {
  const paths =
    files.length > 0
      ? files.map((file) => resolve(file))
      : (await session.host.promptFiles()).map((file) => resolve(session.root, file));
  const optionsOf = readOptionsOf(config);
  return Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, "utf8").catch((error) => {
        throw fileUnreadable(path, whyUnreadable(error));
      });
      const file = relativeFile(session.root, path);
      return viewOf(snapshot, file, readPrompt(file, text, optionsOf(file)), config.policy);
    }),
  );
}

/** What is wrong with homeostat.yaml, for commands that go on with what could be read of it. */
export async function configProblems(session: Session): Promise<ConfigIssueReport[]> {
  const path = configPath(session.root, session.configFile);
  return configIssues(path, session, await loadConfig(path, session), [], true);
}

/** `all`: views of all prompts, to tell which ignores match nothing; none of them where only some were looked at. */
async function configIssues(
  path: string,
  { root }: Session,
  config: Config,
  all: readonly PromptView[],
  isWhole = all.length > 0,
): Promise<ConfigIssueReport[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  const lines = new LineIndex(text);
  const mistakes = isWhole && config.issues.length === 0 ? await configMistakes(root, config, text) : [];
  const unused =
    all.length > 0
      ? unusedIgnores(config.policy, [
          ...all.map(judgedFindings),
          evaluatorFindings(all[0]!.snapshot, config.policy, relativeFile(root, path)),
        ])
      : [];
  const issues = [
    ...config.issues,
    ...unused.map((ignore) => ({ range: config.ignorePlaces.get(ignore)!, message: unusedIgnore })),
    ...mistakes.map(({ line = 0, message, next }) => ({
      range: lines.lineRange(line),
      message: `${message} ${next}`,
    })),
  ];
  return issues
    .sort((a, b) => a.range.start - b.range.start)
    .map(({ range, message }) => ({ file: relativeFile(root, path), range: lines.rangeOf(range), message }));
}

/** Readers of reports look for files from the checkout, or from where the command ran. */
function baseOf(root: string): Pick<CheckReport, "base" | "prefix"> {
  for (const base of [process.env.GITHUB_WORKSPACE, process.cwd()]) {
    if (!base) continue;
    const inside = relative(base, root);
    if (inside === "") return { base, prefix: "" };
    if (!inside.startsWith("..") && !isAbsolute(inside))
      return { base, prefix: `${inside.split(sep).join("/")}/` };
  }
  return { base: root, prefix: "" };
}

/** A file of the workspace as a path from `base`; one outside it stays absolute. */
export const reportedPath = ({ prefix }: Pick<CheckReport, "prefix">, file: string): string =>
  isAbsolutePath(file) ? file : prefix + file;

export const isAbsolutePath = (file: string): boolean => /^(?:[A-Za-z]:)?\//.test(file);
