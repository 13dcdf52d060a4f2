import { askBeforeActing, askedBefore, knownArguments, obtained } from "./ask-before.ts";
import { boundsOfArguments } from "./bounds-of-arguments.ts";
import { formats } from "./formats.ts";
import { limits } from "./limits.ts";
import type { CheckPattern, LineToCheck, ProposedCheck } from "./line-to-check.ts";
import { figures, offers } from "./offers-and-figures.ts";
import { phrases } from "./phrases.ts";
import { oneToolCall, toolOrder, toolUse } from "./tool-rules.ts";

/** The ways to read a check off a line, the surest first. To add one: its file, and its row here. */
export const checkPatterns: readonly CheckPattern[] = [
  oneToolCall,
  askBeforeActing,
  toolOrder,
  phrases,
  boundsOfArguments,
  limits,
  obtained,
  knownArguments,
  askedBefore,
  offers,
  figures,
  toolUse,
  formats,
];

/**
 * Evaluators that test a line, read off its words without a model; none where no pattern fits. Two patterns that read the same check give it
 * once.
 */
export function proposeChecks(line: LineToCheck): ProposedCheck[] {
  const read = { ...line, text: line.text.replace(/\*+|`+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, "") };
  const proposed: ProposedCheck[] = [];
  for (const { name: pattern, propose } of checkPatterns)
    for (const one of propose(read)) {
      const types = new Set(
        one.assert.map(
          ({ type, value }) => `${type} ${type.endsWith("-count") ? "" : JSON.stringify(value)}`,
        ),
      );
      // A bound on bullets says more than that there are bullets.
      const isKnown = proposed.some(({ assert }) =>
        assert.every(({ type, value }) =>
          types.has(`${type} ${type.endsWith("-count") ? "" : JSON.stringify(value)}`),
        ),
      );
      if (!isKnown) proposed.push({ pattern, ...one });
    }
  return proposed;
}
