import type { GuardRule } from "../violation.ts";

/** Half as much again, unless it is told otherwise. */
const usualGrowth = 0.5;
/** A short prompt may gain a few lines. In characters. */
const always = 400;

/** A prompt grows by half its length at most, or by 400 characters: optimizers that nobody bounds make prompts of many times the length. */
export const length: GuardRule = {
  name: "length",
  severity: "stop",
  check: ({ before, after, mostGrowth = usualGrowth }) => {
    const most = Math.max(always, mostGrowth * before.length);
    const grown = after.length - before.length;
    return grown <= most
      ? []
      : [
          {
            ...{ in: "after", range: { start: 0, end: after.length } },
            message: `The prompt grows by ${grown} characters; ${Math.floor(most)} are allowed.`,
          },
        ];
  },
};
