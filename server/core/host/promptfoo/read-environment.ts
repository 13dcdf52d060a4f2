import { isRecord, type Origin } from "../../evaluators/index.ts";
import type { SuiteFiles } from "./suite-files.ts";

/** What `env:` says. Only what a process could have in its environment is taken. */
export function environmentIn(raw: unknown, at: Origin, files: SuiteFiles): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(isRecord(raw) ? raw : {}))
    if (["string", "number", "boolean"].includes(typeof value)) env[name] = String(value);
    else
      files.report(
        { ...at, path: [...(at.path ?? []), name] },
        `\`${name}\` of \`env\` must be a text, a number, true or false. It is left out.`,
      );
  return env;
}
