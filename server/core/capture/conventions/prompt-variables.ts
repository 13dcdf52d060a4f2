import { type Fields, isFields, smallAttributes } from "../wire-values.ts";
import { type AttributeReader, unpacked } from "./attribute-reader.ts";
import type { PromptReading } from "./convention.ts";

/** Values of a prompt's variables, small ones only; undefined where there are none. */
export function variablesOf(raw: unknown): Fields | undefined {
  const value = unpacked(raw);
  if (!isFields(value)) return undefined;
  const small = smallAttributes(value);
  return Object.keys(small).length > 0 ? small : undefined;
}

/** The names under which a convention has a prompt. */
export interface PromptNames {
  readonly name: readonly string[];
  readonly version: readonly string[];
  /** One value that holds all variables, and what the names of single ones begin with. */
  readonly variables?: readonly string[];
  readonly variable?: string;
}

export function promptOf(attributes: AttributeReader, names: PromptNames): PromptReading | undefined {
  const name = attributes.text(...names.name);
  const version = name === undefined ? undefined : attributes.text(...names.version);
  const variables =
    (names.variable === undefined ? undefined : variablesOf(attributes.under(names.variable))) ??
    variablesOf(attributes.structure(...(names.variables ?? [])));
  return name === undefined && variables === undefined ? undefined : { name, version, variables };
}
