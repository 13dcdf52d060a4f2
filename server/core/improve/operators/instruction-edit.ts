import type { Operator } from "../memory/attempt.ts";

/** What an edit does to a prompt, in the words of memory. */
export const editOperators = [
  "rewrite",
  "add",
  "remove",
  "move",
  "split",
  "add-example",
  "add-context",
] as const satisfies readonly Operator[];
export type EditOperator = (typeof editOperators)[number];

/** Beside which instruction something is put. `line`: an instruction by its key. */
export interface Beside {
  readonly line: string;
  readonly where: "before" | "behind";
}

/**
 * One change of one instruction, by its key in the text that is changed. `rewrite`: other words in its place. `split`: several instructions
 * in its place. `add`: a new one. `add-example`: a block of lines that shows how it is done. `add-context`: a passage of a document, as it stands there.
 */
export type InstructionEdit = { readonly why?: string } & (
  | { readonly operator: "rewrite"; readonly line: string; readonly text: string }
  | { readonly operator: "remove"; readonly line: string }
  | { readonly operator: "move"; readonly line: string; readonly to: Beside }
  | { readonly operator: "split"; readonly line: string; readonly texts: readonly string[] }
  | { readonly operator: "add"; readonly to: Beside; readonly text: string }
  | { readonly operator: "add-example"; readonly to: Beside; readonly text: string }
  | { readonly operator: "add-context"; readonly to: Beside; readonly text: string }
);
