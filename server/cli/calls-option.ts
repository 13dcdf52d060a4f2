import { tame, UserError } from "../core/index.ts";

/** The value of `--calls`. */
export function callsIn(given: string): number {
  const calls = Number(given);
  if (Number.isInteger(calls) && calls > 0) return calls;
  throw new UserError("option-invalid", `--calls takes a whole number above 0, and not ${tame(given, 40)}.`);
}
