import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileUnreadable, type LongWork, messageOf } from "../../base/index.ts";
import { defaultCapture } from "../../capture/index.ts";
import {
  type JudgeTally,
  openServices,
  runsJavascript,
  type Suite,
  type SuiteProblem,
  suiteEvaluator,
} from "../../evaluators/index.ts";
import { modelAccess } from "../../models/index.ts";
import { Store } from "../../store/index.ts";
import { type Config, configPath, keyed, loadConfig, requireReadable } from "../config.ts";
import { embeddingsOf } from "../config-models.ts";
import type { Workspace } from "../host.ts";
import { withJudge } from "../judging/open-judge.ts";
import { relativeFile } from "../prompt-files.ts";
import { keyedByFiles } from "./code-contents.ts";
import { worded } from "./config-suites.ts";
import { loadSuite } from "./load-suite.ts";
import { Providers } from "./open-providers.ts";
import { runSuite, type SuiteResult } from "./run-suite.ts";
import { strayNames } from "./suite-cells.ts";
import { folderOf } from "./suite-files.ts";
import { withJudgesOf } from "./suite-judges.ts";

export interface SuiteReport {
  readonly name: string;
  readonly results: readonly SuiteResult[];
  /** What could not be read of the files, each in one line with its place. */
  readonly problems: readonly string[];
  /** What judges were asked; absent where none was. */
  readonly judges?: readonly JudgeTally[];
}

/** Whether a configuration is one of promptfoo. Throws `file-unreadable`. */
export async function isSuiteFile(file: string): Promise<boolean> {
  if (basename(file) === "homeostat.yaml") return false;
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw fileUnreadable(file, messageOf(error));
  });
  // In YAML keys begin lines; JSON may be one line.
  const isJson = text.trimStart().startsWith("{");
  const has = (key: string): boolean => new RegExp(isJson ? `"${key}"\\s*:` : `^${key}\\s*:`, "m").test(text);
  const isNamed = /promptfooconfig[^/\\]*$/.test(file);
  return isNamed || ["providers", "targets", "tests", "defaultTest", "scenarios"].some(has);
}

/**
 * Runs a configuration of promptfoo: asks its providers, judges, and keeps all of it in the store of the workspace. What homeostat.yaml says of
 * the store, of what is blacked out and of prices holds. Throws `config-unreadable`, and what opening the store throws.
 */
export async function runSuiteFile(
  file: string,
  workspace: Workspace,
  { fresh = false, ...work }: LongWork & { readonly fresh?: boolean } = {},
): Promise<SuiteReport> {
  const { root, trusted, sandboxEntry } = workspace;
  const config = await configIn(workspace);
  const opening = Store.open(workspace.store ?? config?.store ?? join(root, ".homeostat"));
  // Where the file cannot be read, the store is not waited for.
  opening.catch(() => undefined);
  const loaded = await loadSuite(file, { root, trusted });
  const { capture, models } = config ?? defaultsIn(workspace);
  const { suite, ...judges } = withJudgesOf(loaded.suite, {
    known: new Set(models.chats.keys()),
    trusted,
  });
  const services = openServices({ trusted, ...(sandboxEntry && { sandboxEntry }) });
  const providers = new Providers({
    ...{ trusted, env: suite.env, folder: folderOf(file), services },
    ...(sandboxEntry && { sandboxEntry }),
  });
  let store: Store | undefined;
  let judging: ReturnType<typeof withJudge> | undefined;
  try {
    // Processes of code start while tests are read and the store opens.
    const ask = new Map(suite.providers.map((provider) => [provider, providers.open(provider)]));
    const { evaluator: plain, problems } = suiteEvaluator(suite, {
      nameOf: (path) => relativeFile(root, path),
    });
    if (runsJavascript(plain) && !("refused" in services.sandbox)) services.sandbox.warm();
    const [byFiles] = await keyedByFiles([plain], { root, trusted });
    const evaluator = keyed(byFiles?.evaluator ?? plain, models.said);
    store = await opening;
    judging = withJudge(services, { capture, models }, store, modelAccess(), { others: judges });
    const results: SuiteResult[] = [];
    const run = { ...work, suite, evaluator, store, services: judging, ask, fresh, capture };
    for await (const part of runSuite(run)) results.push(...part);
    const all = [...suite.problems, ...problems, ...strayNames(suite), ...emptiness(suite, results)];
    const { judge } = judging;
    const asked = "refused" in judge ? [] : judge.tallies();
    return {
      name: evaluator.name,
      results,
      problems: all.map((one) => worded(one, loaded, root)),
      ...(asked.length > 0 && { judges: asked }),
    };
  } finally {
    await judging?.close();
    await providers.close();
    await services.close();
    store?.close();
  }
}

const defaultsIn = (workspace: Workspace): Pick<Config, "capture" | "models"> => ({
  capture: defaultCapture,
  models: { chats: new Map(), embeddings: embeddingsOf(undefined, workspace, () => undefined) },
});

/** Undefined where the workspace has none: reading the defaults would take its time. */
async function configIn(workspace: Workspace): Promise<Config | undefined> {
  const path = configPath(workspace.root, workspace.configFile);
  if (!existsSync(path)) return undefined;
  const config = await loadConfig(path, workspace);
  requireReadable(config, path);
  return config;
}

/** Why nothing was run: a run of nothing proves nothing. */
function emptiness(suite: Suite, results: readonly SuiteResult[]): SuiteProblem[] {
  if (results.length > 0) return [];
  const missing = (["prompts", "providers", "tests"] as const).filter((key) => suite[key].length === 0);
  const why =
    missing.length > 0
      ? `it has no ${missing.join(" and no ")}`
      : "no test is meant for one of its prompts and providers";
  return [
    { origin: { file: suite.file, path: [] }, message: `Nothing was run: ${why}. Add what is missing.` },
  ];
}
