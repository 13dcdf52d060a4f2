import { messageOf, stableId } from "../../base/index.ts";
import type { Origin, Suite, SuitePrompt, SuiteProvider, SuiteTest } from "../../evaluators/index.ts";
import { absoluteId } from "./read-providers.ts";
import { renderPrompt } from "./render-prompt.ts";
import { folderOf } from "./suite-files.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** One test with one prompt and one provider. */
export interface Cell {
  readonly test: SuiteTest;
  readonly prompt: SuitePrompt;
  readonly provider: SuiteProvider;
  readonly trial: number;
}

/** A cell with its prompt rendered. */
export interface RenderedCell extends Cell {
  /** The conversation's: made of all that is asked and of whom, so that the same is found again. */
  readonly id: string;
  readonly text: string;
  /** Why there is no prompt. */
  readonly broken?: string;
}

/** Every test with every provider and prompt that it is meant for. */
export function cellsOf({ file, tests, prompts, providers, repeat }: Suite): Cell[] {
  const base = folderOf(file);
  const isMeant = (names: readonly string[] | undefined, own: readonly string[]): boolean =>
    !names || names.some((name) => refersTo(name, own));
  const ofProvider = new Map(providers.map((one) => [one, providerNames(one, base)]));
  const ofPrompt = new Map(prompts.map((one) => [one, promptNames(one)]));
  return tests.flatMap((test) =>
    providers
      .filter((provider) => isMeant(absolute(test.providers, base), ofProvider.get(provider)!))
      .flatMap((provider) =>
        prompts
          .filter((prompt) => {
            const own = ofPrompt.get(prompt)!;
            return isMeant(provider.prompts, own) && isMeant(test.prompts, own);
          })
          .flatMap((prompt) =>
            Array.from({ length: repeat }, (_, trial) => ({ test, prompt, provider, trial })),
          ),
      ),
  );
}

/** Names under `prompts:` and `providers:` of tests and providers that mean nothing of the suite: what they stand on is asked less than was meant. */
export function strayNames({
  file,
  tests,
  prompts,
  providers,
}: Suite): { origin: Origin; message: string }[] {
  const base = folderOf(file);
  const known = {
    prompts: prompts.map(promptNames),
    providers: providers.map((one) => providerNames(one, base)),
  };
  const told = new Set<string>();
  const stray = (key: keyof typeof known, names: readonly string[] = [], origin: Origin) =>
    (key === "providers" ? absolute(names, base)! : names).flatMap((name, i) => {
      const isTold = told.has(`${key} ${name}`);
      if (isTold || known[key].some((own) => refersTo(name, own))) return [];
      told.add(`${key} ${name}`);
      const message = `\`${key}\` names ${names[i]}, which is none of this configuration. Mend the name: it is a label, an id or a file.`;
      return [{ origin, message }];
    });
  return [
    ...providers.flatMap((one) => stray("prompts", one.prompts, { file, path: ["providers"] })),
    ...tests.flatMap(({ origin, ...test }) => [
      ...stray("prompts", test.prompts, origin),
      ...stray("providers", test.providers, origin),
    ]),
  ];
}

/** promptfoo's rule: the whole name, the beginning of one before `*`, or the part of one before a colon. */
const refersTo = (name: string, own: readonly string[]): boolean =>
  own.some(
    (one) =>
      one === name || one.startsWith(`${name}:`) || (name.endsWith("*") && one.startsWith(name.slice(0, -1))),
  );

const promptNames = ({ label, id, file }: SuitePrompt): string[] =>
  [label, id, file].filter((one) => one !== undefined);

const providerNames = ({ id, label }: SuiteProvider, base: string): string[] => [
  ...(label === undefined ? [] : [label]),
  absoluteId(id, base),
];

/** Providers that are files have their whole paths in their ids. */
const absolute = (names: readonly string[] | undefined, base: string): string[] | undefined =>
  names?.map((name) => absoluteId(name, base));

export async function rendered(cell: Cell): Promise<RenderedCell> {
  const { test, prompt } = cell;
  const broken = (why: string): RenderedCell => ({
    ...cell,
    id: idOf(cell, prompt.raw),
    text: prompt.raw,
    broken: why,
  });
  if (prompt.code)
    return broken(
      `The prompt ${prompt.label} is made by code, which is not run for prompts here. Write it as a template.`,
    );
  try {
    const { prefix = "", suffix = "" } = test.options;
    const text = await renderPrompt(`${String(prefix)}${prompt.raw}${String(suffix)}`, test.vars);
    return { ...cell, id: idOf(cell, text), text };
  } catch (error) {
    return broken(`The prompt cannot be rendered: ${messageOf(error)}`);
  }
}

/** A new key asks nobody again. Two columns of a table that differ in nothing but their labels have answers of their own. */
function idOf({ test, prompt, provider, trial }: Cell, text: string): string {
  const { id, label = null, config, transform = null, env = null } = withoutSecrets(provider);
  const asked = [[id, label, config, transform, env], prompt.label, text];
  return `suite-${stableId([asked, test.vars, test.id, test.output ?? null, trial])}`;
}
