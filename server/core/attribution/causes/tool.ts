import type { CauseFound, CauseRule } from "./cause-marks.ts";
import type { CauseReading, MadeCall } from "./cause-reading.ts";
import { impossibleValues } from "./impossible-values.ts";
import type { FailureKind } from "./tool-failures.ts";

/** A tool or another system failed. What an agent called wrongly is no tool's failure, nor is a no. */
export const toolRules: readonly CauseRule[] = [
  {
    kind: "tool-outage",
    says: "a tool that was down, slow or did not let the agent in",
    strength: 0.9,
    find: (reading) => failuresOf(reading, "outage"),
  },
  {
    kind: "tool-error",
    says: "a tool that failed",
    strength: 0.6,
    find: (reading) => failuresOf(reading, "other"),
  },
  {
    kind: "fails-again",
    says: "one call that failed again and again",
    strength: 0.7,
    find: failsAgain,
  },
  {
    kind: "malformed-result",
    says: "a tool result that is broken",
    strength: 0.5,
    find: malformedResult,
  },
  {
    kind: "impossible-values",
    says: "a tool result with values that cannot be",
    strength: 0.6,
    find: impossibleValues,
  },
];

const failuresOf = (reading: CauseReading, wanted: FailureKind): CauseFound[] =>
  reading.failures.flatMap(({ kind, messageIndex, text, spanId }) =>
    kind === wanted ? [{ messageIndex, quoted: text, ...(spanId && { spanId }) }] : [],
  );

/** The same call with the same arguments failed before; a failure by its arguments is the agent's, however often. */
function failsAgain(reading: CauseReading): CauseFound[] {
  const failed = new Map(reading.failures.map((failure) => [failure.messageIndex, failure]));
  const seen = new Set<string>();
  return reading.calls.flatMap((made) => {
    const failure = made.answerAt === undefined ? undefined : failed.get(made.answerAt);
    if (!failure || (failure.kind !== "outage" && failure.kind !== "other")) return [];
    const key = keyOf(made);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ messageIndex: failure.messageIndex, quoted: failure.text }];
  });
}

/** One call and another are the same where name and arguments are, as they were written. */
export const keyOf = ({ call }: MadeCall): string =>
  `${call.name} ${(typeof call.args === "string" ? call.args : (JSON.stringify(call.args) ?? "")).slice(0, 4_000)}`;

/** Longer than any JSON that is worth a millisecond. */
const MAX_PARSED = 50_000;

/** A result that begins as data and is none, or a page where data was to come. Texts that merely begin with a bracket do not count. */
function malformedResult({ messages }: CauseReading): CauseFound[] {
  return messages.flatMap(({ role, text }, messageIndex) => {
    if (role !== "tool" || text.length > MAX_PARSED) return [];
    const trimmed = text.trim();
    const isPage =
      /^<(?:!doctype html|html)\b/i.test(trimmed) && /\b(?:error|[45]\d\d)\b/i.test(trimmed.slice(0, 600));
    return isPage || isBroken(trimmed) ? [{ messageIndex, quoted: text }] : [];
  });
}

/** Python's way of writing data, and lines of JSON with words after them, are no damage. */
const NO_DAMAGE = /[{[:,]\s{0,4}'|\b(?:None|True|False|NaN)\b|…|\.\.\.|[}\]]\s{0,9}\n\s{0,9}\S/;

function isBroken(text: string): boolean {
  if (!/^(?:\{\s{0,40}"[^"\n]{1,80}"\s{0,9}:|\[\s{0,40}\{\s{0,40}")/.test(text) || NO_DAMAGE.test(text))
    return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
