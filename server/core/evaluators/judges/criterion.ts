import type { Sample } from "../../store/index.ts";
import type { Shown } from "./judge.ts";
import { cut } from "./shown-sample.ts";

const valueLimit = 20_000;
const variable = /\{\{-?\s*([\p{L}_][\p{L}\p{N}_.]*)\s*-?\}\}/gu;

export interface Criterion {
  readonly text: string;
  /** Values of the variables that it names. */
  readonly shown: readonly Shown[];
}

/**
 * A rubric with variables: `{{city}}` becomes a reference to a text that is shown beside the others. The value itself never stands in the
 * rubric: it was captured, and the rubric is what the judge obeys. Where that cannot be done, `problem` says why.
 */
export function criterionOf(rubric: string, { vars = {} }: Sample): Criterion | { readonly problem: string } {
  const used = new Map<string, string>();
  let missing: string | undefined;
  const text = rubric.replace(variable, (_, name: string) => {
    const value = valueAt(vars, name.split("."));
    if (value === undefined) missing ??= name;
    else used.set(name, typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
    return `(the value of ${name}, shown below)`;
  });
  if (missing !== undefined) return { problem: `The variable ${missing} has no value here` };
  if (/\{\{|\{%/.test(text)) return { problem: "A judge fills in `{{name}}` and no other template" };
  return {
    text,
    shown: [...used].map(([name, value]) => ({
      label: `the value of ${name}`,
      text: cut(value, valueLimit),
    })),
  };
}

function valueAt(vars: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    vars,
  );
}
