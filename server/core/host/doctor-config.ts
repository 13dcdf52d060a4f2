import { readFile } from "node:fs/promises";
import { resolveCover } from "../attribution/index.ts";
import { groupBy } from "../base/index.ts";
import { plural } from "../review/index.ts";
import { type Config, configFileName } from "./config.ts";
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
  for (const pattern of config.prompts ?? []) {
    if ((await promptFiles(root, { ...config, prompts: [pattern] })).length > 0) continue;
    // One that was written with escapes or over several lines is not found as it is read.
    const at = text.indexOf(pattern.file);
    checks.push({
      area,
      code: "prompts.missing",
      status: "problem",
      says: `${configFileName}${at < 0 ? "" : `:${lineAt(text, at)}`}: ${/[*?{[]/.test(pattern.file) ? `no file matches ${pattern.file}` : `${pattern.file} is not there`}.`,
      next: "Paths are relative to the folder of the configuration.",
    });
  }
  return [...checks.slice(0, most + 1), ...unreadParts(files)];
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
  const names = new Set(files.map(({ name }) => name));
  const wrong = evaluators.flatMap(({ name, prompts, covers }): DoctorCheck[] => {
    const line = places.get(name)?.line;
    const where = line === undefined ? "" : `${configFileName}:${line + 1}: `;
    const own = files.filter((file) => !prompts || prompts.includes(file.name));
    const strangers = (prompts ?? []).filter((one) => !names.has(one));
    return [
      ...strangers.map(
        (one): DoctorCheck => ({
          area,
          code: "evaluators.prompt",
          status: "problem",
          says: `${where}${name} is for the prompt ${one}, and there is none of that name.`,
          next:
            names.size > 0 ? `Prompts: ${[...names].slice(0, 10).join(", ")}.` : "Name it under `prompts:`.",
        }),
      ),
      ...covers.flatMap((cover) => coverCheck(`${where}${name}`, cover, own)),
    ];
  });
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

/** Leads a cover somewhere in any prompt, it is fine; where it leads nowhere, its evaluator measures no line. */
function coverCheck(subject: string, cover: string, files: readonly PromptFile[]): DoctorCheck[] {
  const results = files.map(({ document }) => resolveCover(cover, document));
  if (results.some(({ keys }) => keys.length > 0)) return [];
  const several = results.some(({ problem }) => problem === "several");
  return [
    {
      area: "evaluators",
      code: several ? "evaluators.covers-several" : "evaluators.covers-nothing",
      status: several ? "warning" : "problem",
      says: several
        ? `${subject} covers "${cover}", which stands in several instructions.`
        : `${subject} covers "${cover}", which stands in no prompt.`,
      next: several
        ? "Quote more of the one that is meant, or give it an anchor."
        : "Quote the line as it is in the prompt, or use its #anchor.",
    },
  ];
}
