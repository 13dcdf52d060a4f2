import type { Label } from "../../server/core/store/index.ts";

/** One line of an `/outcomes` section: what an evaluator said of each conversation in turn. */
export interface OutcomeRow {
  readonly evaluator: string;
  /** The words in brackets after its name: found in the one instruction that it tests. */
  readonly covers: readonly string[];
  readonly outcomes: readonly Outcome[];
}

/** `label` is undefined where nobody judged. Trials of one task share its number. */
interface Outcome {
  readonly label?: Label;
  readonly task?: number;
}

const labels: Readonly<Record<string, Label | undefined>> = {
  "+": "pass",
  "-": "fail",
  "?": "unknown",
  ".": undefined,
};
const row = /^(\S+)(?:\s+\(([^)]*)\))?\s+([\s\d+\-?.[\]]+)$/;
const step = /\[|\]|(\d*)([+\-?.])|\s+/y;

/**
 * Reads `name (words of the line) ++-+`: one character is one conversation, `+` pass, `-` fail, `?` judged without a verdict, `.` not
 * judged. `31+` is 31 of them; `[++-+]` are trials of one task. Rows stand over one another: the same column is the same conversation.
 */
export function parseOutcomes(text: string): OutcomeRow[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const match = row.exec(line.trim());
      if (!match) throw new Error(`An outcome line is as in "asks-first (order number) ++-+", not "${line}"`);
      return {
        evaluator: match[1]!,
        covers: match[2] === undefined ? [] : [match[2]],
        outcomes: parseCharacters(match[3]!, line),
      };
    });
}

function parseCharacters(text: string, line: string): Outcome[] {
  const outcomes: Outcome[] = [];
  let task: number | undefined;
  let tasks = 0;
  for (let at = 0; at < text.length; at = step.lastIndex) {
    step.lastIndex = at;
    const match = step.exec(text);
    if (!match) throw new Error(`Not an outcome: "${text.slice(at)}" in "${line}"`);
    const [all, times, character] = match;
    if (all === "[") task = ++tasks;
    else if (all === "]") task = undefined;
    else if (character) {
      const outcome = { label: labels[character], ...(task !== undefined && { task }) };
      for (let i = 0; i < Number(times || 1); i++) outcomes.push(outcome);
    }
  }
  return outcomes;
}

/** Reads `6 my knee hurts`: what the user of the next six conversations says. */
export function parseConversations(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .flatMap((line) => {
      const [, times, words] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
      if (words === undefined)
        throw new Error(`A line of conversations is as in "6 my knee hurts", not "${line}"`);
      return new Array<string>(Number(times)).fill(words);
    });
}
