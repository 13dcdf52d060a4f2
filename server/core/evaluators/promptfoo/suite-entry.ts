import { isRecord } from "../is-record.ts";
import {
  type ConfigProblem,
  parseTexts,
  type Report,
  reportUnknownKeys,
  SCOPES,
} from "../parse-evaluators.ts";
import type { SuiteEntry } from "./suite-cases.ts";

/** An entry of `evaluators:` that stands for the tests of promptfoo's configuration. */
export interface SuiteReference {
  /** As written. */
  readonly file: string;
  readonly entry: SuiteEntry;
}

const keys = ["promptfoo", "name", "scope", "prompts", "covers", "safety"];

/** Reads `{ promptfoo: ./promptfooconfig.yaml }`; undefined where the entry is another kind. Problems are at paths from the entry down. */
export function parseSuiteEntry(
  raw: unknown,
): { readonly reference?: SuiteReference; readonly problems: readonly ConfigProblem[] } | undefined {
  if (!isRecord(raw) || raw.promptfoo === undefined) return undefined;
  const problems: ConfigProblem[] = [];
  const report: Report = (path, message) => problems.push({ path, message });
  reportUnknownKeys(raw, keys, "an entry with `promptfoo`", [], report);
  const { promptfoo, name, scope, safety } = raw;
  if (typeof promptfoo !== "string" || promptfoo.trim() === "")
    report(["promptfoo"], "`promptfoo` must be the path of a configuration of promptfoo.");
  if (name !== undefined && (typeof name !== "string" || name.trim() === ""))
    report(["name"], "`name` must be a text that is not empty.");
  if (scope !== undefined && !SCOPES.includes(scope as string))
    report(["scope"], `\`scope\` must be call, turn or conversation, not ${JSON.stringify(scope)}.`);
  if (safety !== undefined && typeof safety !== "boolean")
    report(["safety"], "`safety` must be true or false.");
  const entry = {
    name,
    scope,
    prompts: parseTexts(raw.prompts, "prompts", report),
    covers: parseTexts(raw.covers, "covers", report),
    ...(safety === true && { isSafety: true }),
  } as SuiteEntry;
  return problems.length > 0 ? { problems } : { reference: { file: promptfoo as string, entry }, problems };
}
