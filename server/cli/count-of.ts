import { InvalidArgumentError } from "commander";

/** A count that somebody gives on the command line. */
export function countOf(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("A number from 1 on.");
  return count;
}
