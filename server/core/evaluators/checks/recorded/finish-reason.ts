import type { CheckType, Prepared } from "../../check-type.ts";
import { unknownVerdict, verdictOf } from "../../check-type.ts";
import { shown } from "../../evidence.ts";
import { answeringSpans, messageOfSpan } from "./answering-spans.ts";

export const finishReason: CheckType = {
  name: "finish-reason",
  doc: "The model ended its last answer for the reason `value`: `stop`, `length`, `content_filter`, `tool_calls`, in upper or lower case; what providers call otherwise, as `end_turn` or `max_tokens`, counts as the one it means. Unknown where no reason was recorded.",
  version: 1,
  value: { type: "string", minLength: 1, examples: ["stop", "length", "content_filter", "tool_calls"] },
  required: ["value"],
  needsSpans: true,
  declared: true,
  prepare({ value }, inverse): Prepared {
    if (typeof value !== "string") return { problem: "`value` must be a text", at: "value" };
    return {
      check: (sample) => {
        const span = answeringSpans(sample).findLast((one) => one.finishReason);
        const reason = sample.response ? sample.response.finishReason : span?.finishReason;
        const claim = { inverse, subject: "The answer", claim: `end for the reason ${shown(value)}` };
        if (!reason && !sample.response)
          return unknownVerdict("No reason why the model stopped was recorded");
        if (!reason) return verdictOf({ ...claim, holds: false, evidence: "the provider gave no reason" });
        // In a run the provider's own words were replaced already.
        const names = sample.response ? [] : [commonFinishReason(reason)];
        const holds = [reason.toLowerCase(), ...names].includes(value.toLowerCase());
        const evidence = `it ended for ${shown(reason)}`;
        return verdictOf({ ...claim, holds, evidence, messageIndex: messageOfSpan(sample, span) });
      },
    };
  },
};

/** What providers call it, and what promptfoo makes of that. */
const COMMON_NAMES: Readonly<Record<string, string>> = {
  eos: "stop",
  stop_sequence: "stop",
  end_turn: "stop",
  max_tokens: "length",
  tool_use: "tool_calls",
  function_call: "tool_calls",
  refusal: "content_filter",
};

/** The name that promptfoo has for what a provider says. */
export const commonFinishReason = (reason: string): string =>
  COMMON_NAMES[reason.trim().toLowerCase()] ?? reason.trim().toLowerCase();
