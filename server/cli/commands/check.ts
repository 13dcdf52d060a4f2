import { resolve } from "node:path";
import pc from "picocolors";
import { baselineFileName, type Severity, tame } from "../../core/index.ts";
import { checkReport, isFailing } from "../check-report.ts";
import { type Output, parseOutputs, writeOutputs } from "../formats.ts";
import type { Session } from "../session.ts";

export type FailOn = "error" | "warning" | "info";

const limits: Record<FailOn, Severity> = { error: "error", warning: "warning", info: "information" };

export interface CheckCommandOptions {
  readonly failOn: FailOn;
  /** `--format`, as often as given. */
  readonly format?: readonly string[];
  /** Only what is wrong in the form of the files. */
  readonly form?: true;
  /** `--baseline`, with a file or without. */
  readonly baseline?: string | true;
  /** `--suspects`: what failures point to counts for the exit code; `--no-suspects`: it is not looked for. */
  readonly suspects?: boolean;
}

/** `check --baseline FILE` is the baseline FILE only where its name says so: else it is a prompt after an option without a value. */
export function checkedFiles(files: readonly string[], { baseline }: CheckCommandOptions): string[] {
  return typeof baseline === "string" && !isBaselinePath(baseline) ? [baseline, ...files] : [...files];
}

const isBaselinePath = (path: string): boolean => /\.json$/i.test(path);

/** What the findings are compared with, and where figures come from where there is no store; undefined without `--baseline`. */
export function baselineFile({ baseline }: CheckCommandOptions): string | undefined {
  if (baseline === undefined) return undefined;
  return baseline !== true && isBaselinePath(baseline) ? resolve(baseline) : baselineFileName;
}

/** Exit code: 0 clean, 1 findings at or above `failOn`. Brings evaluations up to date first. */
export async function checkCommand(
  session: Session,
  files: readonly string[],
  options: CheckCommandOptions,
  version: string,
): Promise<number> {
  const failOn = limits[options.failOn];
  const outputs = outputsOf(options, session.json);
  const since = baselineFile(options);
  const report = await checkReport(session, {
    files,
    ...(since !== undefined && { since }),
    withoutSuspects: options.suspects === false,
  });
  for (const name of report.origin?.changed ?? [])
    process.stderr.write(
      `${pc.yellow(`The evaluator ${tame(name, 80)} is new or changed since the baseline was written: it has no figures here.`)}\n`,
    );
  const countsSuspects = options.suspects === true;
  await writeOutputs(outputs, report, { failOn, countsSuspects, version }, session.print);
  const failed = report.prompts.some(({ findings }) =>
    findings.some((finding) => isFailing(finding, { failOn, countsSuspects })),
  );
  return failed ? 1 : 0;
}

function outputsOf({ format = [] }: CheckCommandOptions, json: boolean): Output[] {
  const given = json && !format.includes("json") ? [...format, "json"] : format;
  return parseOutputs(given.length > 0 ? given : ["text"]);
}
