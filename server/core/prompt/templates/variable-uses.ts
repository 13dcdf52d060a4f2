import type { Range } from "../../base/index.ts";
import type { MappedText } from "../mapped-text.ts";
import type { PromptProblem, Variable } from "../prompt-document.ts";
import { closeName } from "./close-name.ts";

/** A use of a variable, with what it takes to judge and to rename it. */
export interface VariableUse extends Variable {
  /** Its name alone; `range` takes in the brackets. */
  readonly at: Range;
  /** The text it stands in. */
  readonly text: MappedText;
  /** True where no value is needed: there is a default, or a condition asks for it. */
  readonly isOptional: boolean;
}

export const asVariables = (uses: readonly VariableUse[]): Variable[] =>
  uses.map(({ name, range }) => ({ name, range }));

/** Uses of variables that have no value. `declared` names all that have one; `message` says what to do, given the only close name. */
export function undefinedVariables(
  uses: readonly VariableUse[],
  declared: readonly Variable[],
  message: (name: string, close: string | undefined) => string,
): PromptProblem[] {
  const names = new Set(declared.map(({ name }) => name));
  return uses.flatMap(({ name, range, at, text, isOptional }) => {
    const root = name.split(".")[0]!;
    if (isOptional || names.has(name) || names.has(root)) return [];
    const close = closeName(root, names);
    const edit = {
      range: { start: at.start, end: at.start + root.length },
      newText: text.encode(close ?? ""),
    };
    const fixes = [{ title: `Change to ${close}`, edits: [edit] }];
    return [{ code: "variable-undefined", message: message(root, close), range, ...(close && { fixes }) }];
  });
}
