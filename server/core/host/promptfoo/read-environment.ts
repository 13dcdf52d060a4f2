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

/** Fills in `{{ env.NAME }}` wherever it stands; what is not in the environment stays as it is. The environment of the process is for trusted workspaces. */
export function filledFrom(env: Readonly<Record<string, string | undefined>>): (value: unknown) => unknown {
  const filled = (value: unknown): unknown => {
    if (typeof value === "string")
      return value.includes("{{")
        ? value.replace(/\{\{-?\s*env\.(\w+)\s*-?\}\}/g, (whole, name: string) => env[name] ?? whole)
        : value;
    if (Array.isArray(value)) return value.map(filled);
    return isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one)]))
      : value;
  };
  return filled;
}
