import type { Sample, Span } from "../../../store/index.ts";
import type { Check, CheckType, JsonSchema, Prepared } from "../../check-type.ts";
import { unknownVerdict, verdictOf } from "../../check-type.ts";
import { shown } from "../../evidence.ts";
import { isRecord } from "../../is-record.ts";
import { matchesWildcard } from "../tool-steps.ts";
import { messageOfSpan } from "./answering-spans.ts";
import { isErrorSpan, percentile } from "./span-figures.ts";

const pattern: JsonSchema = {
  type: "string",
  minLength: 1,
  description: "A span's name; `*` and `?` stand for any characters.",
};
const atLeastZero: JsonSchema = { type: "number", minimum: 0 };
const common = { version: 1, required: [], needsConversation: true, needsSpans: true } as const;

export const traceSpanCount: CheckType = {
  ...common,
  name: "trace-span-count",
  doc: 'The number of spans whose name matches `pattern` is within `min` and `max`; either may be left out: `{pattern: "*retriev*", max: 3}`.',
  value: {
    type: "object",
    properties: { pattern, min: atLeastZero, max: atLeastZero },
    required: ["pattern"],
    additionalProperties: false,
  },
  required: ["value"],
  prepare({ value }, inverse): Prepared {
    if (!isRecord(value) || typeof value.pattern !== "string" || value.pattern === "")
      return { problem: "`value` must be a mapping with a `pattern`", at: "value" };
    const { pattern: name, min, max } = value;
    const bad = notNumber({ min, max });
    if (bad) return { problem: bad, at: "value" };
    const [least, most] = [Number(min ?? 0), Number(max ?? Number.POSITIVE_INFINITY)];
    return onSpans(name, (spans, sample) => {
      const bounds = [min !== undefined && `at least ${min}`, max !== undefined && `at most ${max}`].filter(
        Boolean,
      );
      return verdictOf({
        holds: spans.length >= least && spans.length <= most,
        inverse,
        subject: "The conversation",
        claim: `have ${bounds.join(" and ") || "any number of"} spans ${shown(name)}`,
        evidence: `it has ${spans.length}${named(spans)}`,
        messageIndex: messageOfSpan(sample, spans[0]),
      });
    });
  },
};

export const traceSpanDuration: CheckType = {
  ...common,
  name: "trace-span-duration",
  doc: "No span whose name matches `pattern` (default all) took longer than `max` milliseconds; with `percentile: 95` that percentile of them did not. Passes where no such span has both its times.",
  value: {
    type: "object",
    properties: { pattern, max: atLeastZero, percentile: { type: "number", minimum: 0, maximum: 100 } },
    required: ["max"],
    additionalProperties: false,
  },
  required: ["value"],
  prepare({ value }, inverse): Prepared {
    if (!isRecord(value) || typeof value.max !== "number")
      return { problem: "`value` must be a mapping with a number `max`", at: "value" };
    const { pattern: name = "*", max, percentile: nth } = value;
    const bad = typeof name !== "string" ? "`pattern` must be a text" : notNumber({ percentile: nth });
    if (bad) return { problem: bad, at: "value" };
    return onSpans(String(name), (all, sample) => {
      const timed = all.filter(({ startMs, endMs }) => startMs !== undefined && endMs !== undefined);
      const slowestFirst = [...timed].sort((a, b) => durationOf(b) - durationOf(a));
      const durations = timed.map(durationOf);
      const figure = nth === undefined ? durationOf(slowestFirst[0]) : percentile(durations, Number(nth));
      const what = nth === undefined ? "each span" : `percentile ${nth} of spans`;
      return verdictOf({
        holds: timed.length === 0 || figure <= max,
        inverse,
        subject: "The conversation",
        claim: `take at most ${max} ms for ${what} ${shown(name)}`,
        evidence:
          timed.length === 0
            ? "no such span has its times"
            : `it takes ${figure} ms, the slowest is ${shown(slowestFirst[0]!.name)} with ${durationOf(slowestFirst[0])} ms`,
        messageIndex: messageOfSpan(sample, slowestFirst[0]),
      });
    });
  },
};

export const traceErrorSpans: CheckType = {
  ...common,
  name: "trace-error-spans",
  doc: "Of the spans whose name matches `pattern` (default all) at most `max_count` failed, and at most `max_percentage` percent; a number alone is `max_count`, and without either none may fail. Passes where no span matches.",
  value: {
    anyOf: [
      atLeastZero,
      {
        type: "object",
        properties: { pattern, max_count: atLeastZero, max_percentage: atLeastZero },
        additionalProperties: false,
      },
    ],
  },
  prepare({ value }, inverse): Prepared {
    const given = isRecord(value) ? value : typeof value === "number" ? { max_count: value } : {};
    const { pattern: name = "*", max_count, max_percentage } = given;
    const bad =
      typeof name !== "string" ? "`pattern` must be a text" : notNumber({ max_count, max_percentage });
    if (bad) return { problem: bad, at: "value" };
    const none = max_count === undefined && max_percentage === undefined;
    const most = none ? 0 : Number(max_count ?? Number.POSITIVE_INFINITY);
    const mostPercent = Number(max_percentage ?? Number.POSITIVE_INFINITY);
    return onSpans(String(name || "*"), (spans, sample) => {
      const failed = spans.filter(isErrorSpan);
      const percent = spans.length === 0 ? 0 : (failed.length / spans.length) * 100;
      const limits = [
        Number.isFinite(most) && `${most}`,
        Number.isFinite(mostPercent) && `${mostPercent} %`,
      ].filter(Boolean);
      const first = failed[0];
      return verdictOf({
        holds: failed.length <= most && percent <= mostPercent,
        inverse,
        subject: "The conversation",
        claim: `have at most ${limits.join(" and ")} failed spans ${shown(name)}`,
        evidence: first
          ? `${failed.length} of ${spans.length} failed, first ${shown(first.name)}${first.error ? ` with ${shown(first.error)}` : ""}`
          : `none of ${spans.length} failed`,
        messageIndex: messageOfSpan(sample, first),
      });
    });
  },
};

/** A check on the spans of a conversation that have a name; unknown where none were handed over. */
const onSpans = (
  name: string,
  judge: (spans: readonly Span[], sample: Sample) => ReturnType<typeof verdictOf>,
): { readonly check: Check } => ({
  check: (sample) => {
    if (!sample.spans) return unknownVerdict("The spans of this conversation are not at hand");
    if (sample.scope !== "conversation")
      return unknownVerdict(`Spans are known of whole conversations, not of a ${sample.scope}`);
    const wanted = name.toLowerCase();
    return judge(
      sample.spans.filter((span) => matchesWildcard(span.name.toLowerCase(), wanted)),
      sample,
    );
  },
});

const durationOf = (span: Span | undefined): number => (span ? span.endMs! - span.startMs! : 0);

const named = (spans: readonly Span[]): string =>
  spans.length === 0 ? "" : `, ${shown([...new Set(spans.map(({ name }) => name))].join(", "))}`;

function notNumber(values: Record<string, unknown>): string | undefined {
  const bad = Object.entries(values).find(([, value]) => value !== undefined && typeof value !== "number");
  return bad && `\`${bad[0]}\` must be a number`;
}
