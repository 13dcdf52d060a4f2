import type { Range } from "../../base/index.ts";
import type { PromptProblem, Variable } from "../prompt-document.ts";
import { closeName } from "./close-name.ts";

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
