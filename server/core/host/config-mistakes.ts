import { resolveCover } from "../attribution/index.ts";
import type { Config } from "./config.ts";
import { type PromptFile, promptFiles } from "./prompt-files.ts";

/** What a configuration names that is not there: it is well-formed, and measures less than its writer thinks. */
export interface ConfigMistake {
  readonly code: string;
  /** Zero-based, where it is known. */
  readonly line?: number;
  readonly message: string;
  readonly next: string;
}

/** Entries of `prompts:` that no file answers to. `text`: the configuration as it is written. */
export async function missingPrompts(root: string, config: Config, text: string): Promise<ConfigMistake[]> {
  const mistakes: ConfigMistake[] = [];
  for (const pattern of config.prompts ?? []) {
    if ((await promptFiles(root, { ...config, prompts: [pattern] })).length > 0) continue;
    // One that was written with escapes or over several lines is not found as it is read.
    const at = text.indexOf(pattern.file);
    mistakes.push({
      code: "prompts.missing",
      ...(at >= 0 && { line: text.slice(0, at).split("\n").length - 1 }),
      message: /[*?{[]/.test(pattern.file)
        ? `no file matches ${pattern.file}.`
        : `${pattern.file} is not there.`,
      next: "Paths are relative to the folder of the configuration.",
    });
  }
  return mistakes;
}

/** Evaluators for prompts that nobody has, and `covers:` that lead to no instruction, or to several. */
export function lostLinks(
  { evaluators, places }: Pick<Config, "evaluators" | "places">,
  files: readonly PromptFile[],
): ConfigMistake[] {
  const names = new Set(files.map(({ name }) => name));
  return evaluators.flatMap(({ name, prompts, covers }) => {
    const line = places.get(name)?.line;
    const place = line === undefined ? {} : { line };
    const own = files.filter((file) => !prompts || prompts.includes(file.name));
    const strangers = (prompts ?? []).filter((one) => !names.has(one));
    return [
      ...strangers.map((one) => ({
        code: "evaluators.prompt",
        ...place,
        message: `${name} is for the prompt ${one}, and there is none of that name.`,
        next:
          names.size > 0 ? `Prompts: ${[...names].slice(0, 10).join(", ")}.` : "Name it under `prompts:`.",
      })),
      // Of an evaluator whose prompts are nowhere one mistake is told, and not each quotation as well.
      ...(own.length === 0 && strangers.length > 0 ? [] : covers).flatMap((cover) =>
        coverMistake(name, cover, own).map((mistake) => ({ ...mistake, ...place })),
      ),
    ];
  });
}

/** Leads a cover somewhere in any prompt, it is fine; where it leads nowhere, its evaluator measures no line. */
function coverMistake(subject: string, cover: string, files: readonly PromptFile[]): ConfigMistake[] {
  const results = files.map(({ document }) => resolveCover(cover, document));
  if (results.some(({ keys }) => keys.length > 0)) return [];
  return results.some(({ problem }) => problem === "several")
    ? [
        {
          code: "evaluators.covers-several",
          message: `${subject} covers "${cover}", which stands in several instructions.`,
          next: "Quote more of the one that is meant, or give it an anchor.",
        },
      ]
    : [
        {
          code: "evaluators.covers-nothing",
          message: `${subject} covers "${cover}", which stands in no prompt.`,
          next: "Quote the line as it is in the prompt, or use its #anchor.",
        },
      ];
}

/** Agents for prompts that nobody has. */
export function lostAgents(
  { agents }: Pick<Config, "agents">,
  files: readonly PromptFile[],
): ConfigMistake[] {
  const names = files.map(({ name }) => name);
  return agents.flatMap(({ name, prompt }) =>
    prompt === undefined || names.includes(prompt)
      ? []
      : [
          {
            code: "agents.prompt",
            message: `the agent ${name} is for the prompt ${prompt}, and there is none of that name.`,
            next:
              names.length > 0 ? `Prompts: ${names.slice(0, 10).join(", ")}.` : "Name it under `prompts:`.",
          },
        ],
  );
}

/** All of them, for `check`: told, and failing nothing. */
export async function configMistakes(
  root: string,
  config: Config,
  text: string,
  extra: readonly string[] = [],
): Promise<ConfigMistake[]> {
  const files = await promptFiles(root, config, extra);
  return [
    ...(await missingPrompts(root, config, text)),
    ...lostLinks(config, files),
    ...lostAgents(config, files),
  ];
}
