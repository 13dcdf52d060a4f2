import { homedir } from "node:os";
import { resolve } from "node:path";
import { UserError } from "../base/index.ts";
import { baselineFileName, plural, tame } from "../review/index.ts";
import type { StoreInspection } from "../store/index.ts";
import { readBaseline } from "./baseline-file.ts";
import { type Config, configPath, loadConfig } from "./config.ts";
import { captureChecks } from "./doctor-capture.ts";
import { configChecks } from "./doctor-config.ts";
import { decisionChecks } from "./doctor-decisions.ts";
import { environmentChecks, gitChecks, machineChecks } from "./doctor-machine.ts";
import { redactor, secretsIn } from "./doctor-redaction.ts";
import { storeChecks } from "./doctor-store.ts";
import type { Workspace } from "./host.ts";

export type CheckStatus = "ok" | "warning" | "problem";

/** One thing looked at: a sentence on how it is, and what to do where it is not well. */
export interface DoctorCheck {
  readonly area:
    | "versions"
    | "workspace"
    | "configuration"
    | "prompts"
    | "evaluators"
    | "store"
    | "baseline"
    | "decisions"
    | "git"
    | "capture"
    | "environment";
  /** For programs: `store.version`, `config.issue`... */
  readonly code: string;
  readonly status: CheckStatus;
  readonly says: string;
  readonly next?: string;
}

export interface DoctorReport {
  readonly checks: readonly DoctorCheck[];
  readonly counts: Readonly<Record<CheckStatus, number>>;
}

export interface DoctorTools {
  /** Version of this build. */
  readonly version: string;
  /** The program that asks, as `VS Code 1.100.0`; absent on the command line. */
  readonly editor?: string;
  /** Looks at a store in a process that may crash: `inspectInChild`. */
  readonly inspect: (uri: string) => Promise<StoreInspection>;
}

/**
 * Says of a workspace what is configured, reachable and missing. It changes nothing, opens nothing for writing, and no secret is in
 * what it says: neither of the configuration nor of the environment. Throws `file-unreadable` for a configuration that cannot be read.
 */
export async function diagnose(workspace: Workspace, tools: DoctorTools): Promise<DoctorReport> {
  const file = configPath(workspace.root, workspace.configFile);
  const config = await loadConfig(file, workspace);
  const { checks: configured, text } = await configChecks(workspace, file, config);
  const uri = workspace.store ?? config.store;
  const inspection = await tools.inspect(uri);
  const checks: readonly DoctorCheck[] = [
    ...machineChecks(workspace, tools),
    ...configured,
    ...(await storeChecks(uri, workspace, async () => inspection)),
    ...(await baselineChecks(workspace)),
    ...(await decisionChecks(workspace.root, inspection.behaviorIds)),
    ...(await gitChecks(workspace)),
    ...(await captureChecks(config)),
    ...environmentChecks(process.env, uri),
  ];
  return redacted(checks, [...secretsIn(text), ...uriSecrets(uri, config)]);
}

/** Nothing where there is none: only clones without a store need one. */
async function baselineChecks({ root }: Workspace): Promise<DoctorCheck[]> {
  const found = { area: "baseline", code: "baseline" } as const;
  try {
    const baseline = await readBaseline(resolve(root, baselineFileName));
    if (!baseline) return [];
    const { prompts, findings } = baseline;
    const says = `${baselineFileName} has figures of ${plural(prompts.length, "prompt")} and ${plural(findings.length, "known finding")}.`;
    return [{ ...found, status: "ok", says }];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ ...found, status: "problem", says: error.message, ...(error.hint && { next: error.hint }) }];
  }
}

/** Passwords of a store's URI, which a message of a library may repeat. */
const uriSecrets = (uri: string, { store }: Config): string[] =>
  [uri, store].flatMap((one) => {
    const authority = /^[a-z][a-z0-9+.-]+:\/\/([^/?#]*)@/i.exec(one)?.[1] ?? "";
    const query = [...one.matchAll(/[?&#][^=&]+=([^&#]+)/g)].map(([, value]) => value!);
    return [...authority.split(":"), ...query, ...query.map(decoded)];
  });

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** A list of names ends somewhere. */
const longestSentence = 2_000;

function redacted(checks: readonly DoctorCheck[], secrets: readonly string[]): DoctorReport {
  const redact = redactor({ env: process.env, home: homedir(), secrets });
  // Names come from files that anybody may have written: they must not move the cursor.
  const clean = (text: string): string => tame(redact(text), longestSentence);
  const counts: Record<CheckStatus, number> = { ok: 0, warning: 0, problem: 0 };
  for (const { status } of checks) counts[status]++;
  return {
    checks: checks.map((check) => ({
      ...check,
      says: clean(check.says),
      ...(check.next !== undefined && { next: clean(check.next) }),
    })),
    counts,
  };
}
