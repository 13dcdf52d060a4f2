import { InvalidArgumentError } from "commander";

/** An amount of money that somebody gives on the command line. */
export function amountOf(value: string): number {
  const amount = Number(value);
  if (!(amount > 0)) throw new InvalidArgumentError("An amount above 0.");
  return amount;
}
