import type { Message, Sample, Span } from "../../../store/index.ts";

/** The model's spans that gave the answers inside a sample, in order. Empty where spans were not handed over. */
export function answeringSpans(sample: Sample): Span[] {
  const answers = sample.messages.slice(sample.from, sample.to).filter(({ role }) => role === "assistant");
  return (sample.spans ?? []).filter(
    ({ kind, output }) => kind === "model" && output && answers.some((answer) => isSame(answer, output)),
  );
}

/** Messages come of spans; sent to another process both are copies. */
const isSame = (one: Message, other: Message): boolean =>
  one === other ||
  (one.text === other.text &&
    one.atMs === other.atMs &&
    one.toolCalls?.length === other.toolCalls?.length &&
    (one.toolCalls ?? []).every(({ id }, i) => id === other.toolCalls![i]!.id));

/** The message that a span's output is, as an index into the conversation. */
export const messageOfSpan = (sample: Sample, span: Span | undefined): number | undefined => {
  if (!span?.output) return undefined;
  const index = sample.messages.findIndex(
    (message, i) => i >= sample.from && i < sample.to && isSame(message, span.output!),
  );
  return index < 0 ? undefined : index;
};
