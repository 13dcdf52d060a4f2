import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { messageOf, type Severity, UserError } from "../core/index.ts";
import type { CheckReport } from "./check-report.ts";
import { githubReport } from "./formats/github.ts";
import { jsonReport } from "./formats/json.ts";
import { lcovReport } from "./formats/lcov.ts";
import { sarifReport } from "./formats/sarif.ts";
import { textReport } from "./formats/text.ts";

/** What some formats need to know beside the report. */
export interface FormatOptions {
  readonly failOn: Severity;
  /** Whether what failures point to fails a check. */
  readonly countsSuspects?: boolean;
  readonly version: string;
}

type Format = (report: CheckReport, options: FormatOptions) => string | Promise<string>;

/** Formats of `check`. To add one: a function from the report to text, and its row here. */
const formats = {
  text: textReport,
  json: jsonReport,
  sarif: (report, { version }) => sarifReport(report, version),
  junit: async (report, { failOn, countsSuspects }) =>
    (await import("./formats/junit.ts")).junitReport(report, failOn, countsSuspects),
  lcov: lcovReport,
  github: githubReport,
} satisfies Record<string, Format>;

type FormatName = keyof typeof formats;

/** A format and the file it goes to; without one, standard output. */
export interface Output {
  readonly format: FormatName;
  readonly file?: string;
}

/** Those that people or a build's log read may stand one after the other; the others are one document each. */
const mayShareOutput: ReadonlySet<FormatName> = new Set(["text", "github"]);

/** `sarif=out.sarif` and the like. Throws `format-unknown`, `format-clash`. */
export function parseOutputs(given: readonly string[]): Output[] {
  const outputs = given.map(parseOutput);
  const printed = outputs.filter(({ file }) => file === undefined);
  if (printed.length > 1 && printed.some(({ format }) => !mayShareOutput.has(format)))
    throw new UserError(
      "format-clash",
      `Only one of these can go to standard output: ${printed.map(({ format }) => format).join(", ")}.`,
      "Give the others a file: --format sarif=homeostat.sarif",
    );
  return outputs;
}

function parseOutput(given: string): Output {
  const at = given.indexOf("=");
  const name = at < 0 ? given : given.slice(0, at);
  const file = at < 0 ? undefined : given.slice(at + 1);
  if (!Object.hasOwn(formats, name) || file === "")
    throw new UserError(
      "format-unknown",
      file === "" ? `--format ${given} names no file.` : `There is no format called ${name}.`,
      `Formats: ${Object.keys(formats).join(", ")}. With =FILE it goes there.`,
    );
  return { format: name as FormatName, ...(file !== undefined && { file }) };
}

export async function writeOutputs(
  outputs: readonly Output[],
  report: CheckReport,
  options: FormatOptions,
  print: (text: string) => void,
): Promise<void> {
  for (const { format, file } of outputs) {
    const text = await (formats[format] as Format)(report, options);
    if (file !== undefined) await writeReport(resolve(file), text);
    else if (text !== "") print(text.replace(/\n$/, ""));
  }
}

export async function writeReport(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text === "" || text.endsWith("\n") ? text : `${text}\n`);
  } catch (error) {
    throw new UserError(
      "file-unwritable",
      `${file} could not be written: ${messageOf(error)}`,
      "Check the path and its permissions.",
    );
  }
}
