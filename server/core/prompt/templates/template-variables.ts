import type { Range } from "../../base/index.ts";
import type { PromptProblem, Variable } from "../prompt-document.ts";
import { closeName } from "./close-name.ts";
import type { Template } from "./template-tags.ts";

/** A name that a template takes from what the prompt is given. */
export interface VariableUse extends Variable {
  /** The name alone, without the brackets of its tag. */
  readonly at: Range;
  /** The part of the name that must be declared: `user` of `user.name`. */
  readonly root: string;
  /** False where it may well come from elsewhere. */
  readonly mustBeDeclared: boolean;
}

export const variablesOf = (uses: readonly VariableUse[]): Variable[] =>
  uses.map(({ name, range }) => ({ name, range }));

/** Uses of what the file does not declare. `where` says in a few words where a variable is declared in this format. */
export function undeclared(
  text: string,
  uses: readonly VariableUse[],
  declared: readonly Variable[] | undefined,
  where: string,
): PromptProblem[] {
  if (!declared) return [];
  const known = new Set(declared.map(({ name }) => name));
  const missing = uses.filter(({ root, mustBeDeclared }) => mustBeDeclared && !known.has(root));
  return missing.slice(0, most).map(({ root, at }) => {
    const range = { start: at.start, end: Math.min(at.end, at.start + root.length) };
    const close = text.slice(range.start, range.end) === root ? closeName(root, known) : undefined;
    return {
      code: "variable-undefined",
      message: `The variable ${root} is not declared: ${close ? `${close} is. Rename it, or add it to ${where}` : `add it to ${where}, or remove it here`}.`,
      range,
      ...(close && { fixes: [{ title: `Rename to ${close}`, edits: [{ range, newText: close }] }] }),
    };
  });
}

/** More of them say that the declaration is what is wrong. */
const most = 100;

/** Tags by which a template may use all that it is given: partials, the whole context, names made at run time. */
const usesAnything = /^\{[{%]+[-~]?\s*(?:[>.]|include|import|extends)|\bthis\b|@root|\blookup\b/;

/**
 * Variables that the file declares and no tag of it names. Silent where a template may hand on all that it is given, where something of the
 * file cannot be read, and for a name that another was probably meant to be: `problems` has what was found so far.
 */
export function unused(
  { text, tags }: Template,
  declared: readonly Variable[] | undefined,
  problems: readonly PromptProblem[],
): PromptProblem[] {
  if (!declared || declared.length === 0 || problems.some(({ code }) => code !== "variable-undefined"))
    return [];
  const written = tags.map(({ range }) => text.slice(range.start, range.end));
  if (written.some((tag) => usesAnything.test(tag))) return [];
  const meant = problems.flatMap(({ fixes = [] }) => fixes.flatMap(({ edits }) => edits));
  const named = new Set([
    ...written
      .flatMap((tag) => tag.match(/[\p{L}_$][\p{L}\p{N}_$-]*/gu) ?? [])
      .flatMap((name) => [name, ...name.split("-")]),
    ...meant.map(({ newText }) => newText),
  ]);
  return declared
    .filter(({ name }) => !named.has(name))
    .slice(0, most)
    .map(({ name, range }) => ({
      code: "variable-unused",
      severity: "information" as const,
      message: `The variable ${name} is declared, and nothing uses it.`,
      range,
    }));
}
