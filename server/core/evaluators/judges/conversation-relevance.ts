import type { Message, Sample } from "../../store/index.ts";
import type { CheckType, Prepared, Verdict } from "../check-type.ts";
import { unknownVerdict } from "../check-type.ts";
import { isRecord } from "../is-record.ts";
import { verdictForm } from "./forms.ts";
import { judged, said } from "./judged.ts";
import { transcriptOf } from "./shown-sample.ts";
import { spentOf } from "./spent.ts";

const usualWindow = 5;
const criterion =
  "The last message of the agent in this conversation is relevant to it: it takes up what the user said last, or what was said before. Courtesies that fit are relevant.";

/**
 * DeepEval's conversation relevancy, as promptfoo has it: a window of `config.windowSize` exchanges slides over the conversation, and
 * the share of windows whose last answer is relevant must reach `threshold`.
 */
export const conversationRelevance: CheckType = {
  name: "conversation-relevance",
  doc: "A model says of each answer whether it is relevant to the exchanges before it, as many as `config: {windowSize: 5}` says; their share must reach `threshold` (by default 0: measured alone).",
  version: 2,
  threshold: { type: "number", minimum: 0, maximum: 1 },
  required: [],
  asksModel: true,
  needsConversation: true,
  prepare(assertion, inverse): Prepared {
    const { threshold = 0, config } = assertion;
    const size = isRecord(config) ? (config.windowSize ?? usualWindow) : usualWindow;
    if (!Number.isInteger(size) || (size as number) < 1)
      return { problem: "`config.windowSize` must be a whole number of at least 1" };
    return {
      check: async (sample, services, signal) => {
        const windows = windowsOf(sample, size as number);
        if (windows.length === 0) return unknownVerdict("Nobody said anything.");
        const verdicts: Verdict[] = [];
        for (const { messages, last } of windows)
          verdicts.push(
            await judged(
              { assertion, sample, services, signal },
              {
                question: {
                  form: verdictForm,
                  criterion,
                  shown: [{ label: "the conversation", text: transcriptOf(messages) }],
                },
                read: ({ label, reason }) => ({
                  label,
                  ...(label !== "unknown" && { score: label === "pass" ? 1 : 0 }),
                  evidence: said(reason),
                  messageIndex: last,
                }),
                inverse: false,
                claim: "answer what was said",
                subject: "The agent",
              },
            ),
          );
        return shareOf(verdicts, threshold, inverse);
      },
    };
  },
};

interface Window {
  readonly messages: readonly Message[];
  /** Index of its last message in the conversation. */
  readonly last: number;
}

/** Windows of so many exchanges: a user's messages and what is said until the next one's. */
function windowsOf({ messages, from, to }: Sample, size: number): Window[] {
  const spoken = messages
    .map((message, index) => ({ message, index }))
    .slice(from, to)
    .filter(
      ({ message }) => (message.role === "user" || message.role === "assistant") && message.text.trim(),
    );
  const starts = spoken.flatMap(({ message }, i) =>
    message.role === "user" && spoken[i - 1]?.message.role !== "user" ? [i] : [],
  );
  const count = Math.max(1, starts.length - size + 1);
  return Array.from({ length: count }, (_, i) => {
    const end = starts[i + size] ?? spoken.length;
    const own = spoken.slice(starts[i] ?? 0, end);
    const answered = own.findLastIndex(({ message }) => message.role === "assistant");
    return own.slice(0, answered + 1);
  })
    .filter((own) => own.length > 0)
    .map((own) => ({ messages: own.map(({ message }) => message), last: own.at(-1)!.index }));
}

/**
 * An answer of which nothing is known leaves it unknown, but where a threshold is reached or missed whatever it was. Without a threshold
 * the share itself is what is wanted, and then each counts.
 */
function shareOf(verdicts: readonly Verdict[], threshold: number, inverse: boolean): Verdict {
  const n = verdicts.length;
  const passes = verdicts.filter(({ label }) => label === "pass").length;
  const unknown = verdicts.filter(({ label }) => label === "unknown");
  const [low, high] = [passes / n, (passes + unknown.length) / n];
  const isDecided = threshold > 0 && (low >= threshold || high < threshold);
  if (unknown.length > 0 && !isDecided) return { ...unknown[0]!, ...spentOf(verdicts, "unknown") };
  const known = n - unknown.length;
  const share = known > 0 ? passes / known : 0;
  const label = low >= threshold === inverse ? "fail" : "pass";
  const bad = verdicts.find((one) => one.label === "fail");
  const left = unknown.length > 0 ? `, ${unknown.length} more unknown` : "";
  return {
    label,
    score: inverse ? 1 - share : share,
    reason: `${passes} of ${known} answers are relevant to what was said before${left}, threshold ${threshold}${bad ? `. ${bad.reason}` : "."}`,
    ...(bad?.messageIndex !== undefined && { messageIndex: bad.messageIndex }),
    ...spentOf(verdicts, label),
  };
}
