import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileUnreadable, type LongWork, messageOf } from "../../base/index.ts";
import { openServices, suiteEvaluator } from "../../evaluators/index.ts";
import { Store } from "../../store/index.ts";
import type { Workspace } from "../host.ts";
import { relativeFile } from "../prompt-files.ts";
import { worded } from "./config-suites.ts";
import { loadSuite } from "./load-suite.ts";
import { runSuite, type SuiteResult } from "./run-suite.ts";

export interface SuiteReport {
  readonly name: string;
  readonly results: readonly SuiteResult[];
  /** What could not be read of the files, each in one line with its place. */
  readonly problems: readonly string[];
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

/** Runs a configuration of promptfoo: asks its providers, judges, and keeps all of it in the store of the workspace. */
export async function runSuiteFile(
  file: string,
  workspace: Workspace & { readonly storeUri: string },
  { fresh = false, ...work }: LongWork & { readonly fresh?: boolean } = {},
): Promise<SuiteReport> {
  const { root, trusted, sandboxEntry } = workspace;
  const opening = Store.open(workspace.storeUri);
  // Where the file cannot be read, the store is not waited for.
  opening.catch(() => undefined);
  const loaded = await loadSuite(file, { root, trusted });
  const { evaluator, problems } = suiteEvaluator(loaded.suite, {
    nameOf: (path) => relativeFile(root, path),
  });
  const services = openServices({ trusted, ...(sandboxEntry && { sandboxEntry }) });
  const store = await opening;
  try {
    const results: SuiteResult[] = [];
    const run = { ...work, ...loaded, evaluator, store, services, trusted, fresh };
    for await (const part of runSuite({ ...run, ...(sandboxEntry && { sandboxEntry }) }))
      results.push(...part);
    const told = [...loaded.suite.problems, ...problems].map((one) => worded(one, loaded, root));
    return { name: evaluator.name, results, problems: told };
  } finally {
    await services.close();
    store.close();
  }
}

/** The store of a workspace without a configuration of its own. */
export const defaultStore = (root: string): string => join(root, ".homeostat");
