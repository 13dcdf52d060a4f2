import type { CheckType } from "../check-type.ts";
import { unknownVerdict, verdictOf } from "../check-type.ts";
import { underDeadline } from "../deadline.ts";
import { saidAt, saidLast, shown } from "../evidence.ts";

export const regex: CheckType = {
  name: "regex",
  doc: "The output matches the JavaScript regular expression `value` somewhere; anchor it with `^` and `$` for the whole. There are no flags, so write `[Rr]efund` for either case. A pattern that runs away on a sample (over 250 ms) leaves that sample unknown.",
  version: 1,
  value: { type: "string", minLength: 1 },
  required: ["value"],
  prepare({ value }, inverse) {
    if (typeof value !== "string" || value === "")
      return { problem: "`value` must be a regular expression as a text that is not empty", at: "value" };
    const pattern = compile(value);
    if (typeof pattern === "string") return { problem: pattern, at: "value" };
    const search = (output: string) => output.search(pattern);
    const bounded = isBounded(value);
    const claim = `match ${shown(value)}`;
    return {
      check: (sample, { deadlineMs }) => {
        const found = bounded
          ? { value: search(sample.output) }
          : underDeadline(() => search(sample.output), deadlineMs);
        if ("overrun" in found)
          return unknownVerdict(`The regular expression ${shown(value)} took longer than ${deadlineMs} ms`);
        const holds = found.value >= 0;
        const evidence = holds ? saidAt(sample, found.value) : saidLast(sample);
        return verdictOf({ holds, inverse, subject: "The output", claim, ...evidence });
      },
    };
  },
};

function compile(source: string): RegExp | string {
  try {
    return new RegExp(source);
  } catch (error) {
    return `\`value\` is not a regular expression: ${(error as Error).message}`;
  }
}

/**
 * Whether a pattern can be matched without a deadline: no repetition, and few enough choices (`|`, `?`) that trying them all, 2^8 at
 * each offset, stays short. Errs on the careful side: a misread pattern only costs the 70 µs of the deadline.
 */
function isBounded(source: string): boolean {
  if (/\\[1-9k]/.test(source)) return false;
  const plain = source
    .replace(/\\./gs, "e")
    .replace(/\[[^\]]*\]/g, "c")
    .replace(/\(\?(?::|=|!|<=|<!|<\w+>)/g, "(")
    // One character so and so many times is that many characters.
    .replace(/(?<=[^)])\{\d{1,3}\}/g, "");
  return !/[*+{]/.test(plain) && (plain.match(/[|?]/g)?.length ?? 0) <= 8;
}
