import { readFile } from "node:fs/promises";
import { groupBy } from "../base/index.ts";
import { plural } from "../review/index.ts";
import { type Config, configFileName } from "./config.ts";
import { type ConfigMistake, lostLinks, missingPrompts } from "./config-mistakes.ts";
import type { DoctorCheck } from "./doctor.ts";
import type { Workspace } from "./host.ts";
import { type PromptFile, promptFiles } from "./prompt-files.ts";

/** So many of one kind are told one by one. */
const most = 20;

/** What the configuration says, and whether what it names is there. `text`: the file as it stands. */
export async function configChecks(
  workspace: Workspace,
  file: string,
  config: Config,
): Promise<{ checks: DoctorCheck[]; text: string }> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  const files = await promptFiles(workspace.root, config, workspace.prompts);
  return {
    text: text ?? "",
    checks: [
      ...fileChecks(text, config),
      ...(await promptChecks(workspace.root, config, files, text ?? "")),
      ...evaluatorChecks(config, files),
    ],
  };
}

function fileChecks(text: string | undefined, { issues }: Config): DoctorCheck[] {
  const area = "configuration" as const;
  if (text === undefined)
    return [
      { area, code: "config.file", status: "ok", says: `There is no ${configFileName}; the defaults count.` },
    ];
  const told = issues.slice(0, most).map(
    ({ range, message }): DoctorCheck => ({
      area,
      code: "config.issue",
      status: "problem",
      says: `${configFileName}:${lineAt(text, range.start)}: ${message}`,
      next: "Fix that line; the rest of the file counts meanwhile, except where it is no YAML at all.",
    }),
  );
  const rest: DoctorCheck[] =
    issues.length > most
      ? [{ area, code: "config.issue", status: "problem", says: `${issues.length - most} more issues.` }]
      : [];
  const found: DoctorCheck = { area, code: "config.file", status: "ok", says: `${configFileName} was read.` };
  return [found, ...told, ...rest];
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;

async function promptChecks(
  root: string,
  config: Config,
  files: readonly PromptFile[],
  text: string,
): Promise<DoctorCheck[]> {
  const area = "prompts" as const;
  const formats = [...groupBy(files, ({ document }) => document.format)].map(
    ([format, all]) => `${all.length} ${format}`,
  );
  const checks: DoctorCheck[] = [
    files.length > 0
      ? {
          area,
          code: "prompts.found",
          status: "ok",
          says: `${plural(files.length, "prompt")}: ${formats.sort().join(", ")}.`,
        }
      : {
          area,
          code: "prompts.found",
          status: "warning",
          says: "No prompt was found.",
          next: `Name your prompt files under \`prompts:\` in ${configFileName}.`,
        },
  ];
  const missing = (await missingPrompts(root, config, text)).map(
    (mistake): DoctorCheck => ({ area, status: "problem", ...said(mistake) }),
  );
  return [...checks, ...missing.slice(0, most), ...unreadParts(files)];
}

function unreadParts(files: readonly PromptFile[]): DoctorCheck[] {
  const broken = files.filter(({ document }) => document.problems.length > 0);
  if (broken.length === 0) return [];
  const names = broken.slice(0, 5).map(({ file }) => file);
  return [
    {
      area: "prompts",
      code: "prompts.problems",
      status: "warning",
      says: `${plural(broken.length, "prompt")} with something that could not be read as the format says: ${names.join(", ")}${broken.length > 5 ? "..." : ""}`,
      next: "Open them: the Problems view names the places. Or: homeostat check",
    },
  ];
}

function evaluatorChecks({ evaluators, places }: Config, files: readonly PromptFile[]): DoctorCheck[] {
  const area = "evaluators" as const;
  const links = evaluators.reduce((sum, { covers }) => sum + covers.length, 0);
  const wrong = lostLinks({ evaluators, places }, files).map(
    (mistake): DoctorCheck => ({
      area,
      status: mistake.code === "evaluators.covers-several" ? "warning" : "problem",
      ...said(mistake),
    }),
  );
  const count = `${plural(evaluators.length, "evaluator")} with ${links} \`covers:\``;
  return [
    {
      area,
      code: "evaluators.count",
      status: "ok",
      says: `${count}: ${evaluators
        .map(({ name }) => name)
        .slice(0, most)
        .join(", ")}.`,
    },
    ...wrong.slice(0, most),
    ...(wrong.length > most
      ? [
          {
            area,
            code: "evaluators.more",
            status: "problem" as const,
            says: `${wrong.length - most} more of these.`,
          },
        ]
      : []),
  ];
}

const said = ({
  code,
  line,
  message,
  next,
}: ConfigMistake): { code: string; says: string; next: string } => ({
  code,
  says: `${configFileName}${line === undefined ? "" : `:${line + 1}`}: ${message}`,
  next,
});
