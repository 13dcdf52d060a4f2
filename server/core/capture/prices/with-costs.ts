import type { Captured, Conversation, Span } from "../../store/index.ts";
import { countedSpans } from "../counted-spans.ts";
import { costOf, type Prices } from "./prices.ts";

/**
 * The same conversation with what its calls cost, where its source did not say: tokens times the price of the model. A cost that the
 * source gave always stays; one made here is marked (`costIsComputed` on the span and the conversation). Doing it twice changes nothing.
 */
export function withCosts(captured: Captured, prices: Prices = {}): Captured {
  const { conversation } = captured;
  const spans = pricedSpans(captured.spans, prices);
  const isComputed = spans.some(({ attributes }) => attributes.costIsComputed === true);
  const cost = isComputed
    ? conversationCost(conversation, captured.spans, spans)
    : usageCost(conversation, captured.spans, prices);
  if (cost === undefined) return spans === captured.spans ? captured : { ...captured, spans };
  return {
    ...captured,
    spans,
    conversation: {
      ...conversation,
      costUsd: cost,
      attributes: { ...conversation.attributes, costIsComputed: true },
    },
  };
}

const hasTokens = ({ usage }: Span): boolean =>
  usage?.inputTokens !== undefined || usage?.outputTokens !== undefined;

/** Agents sum up their calls: they are priced only where no call says anything. The same array where nothing was to be done. */
function pricedSpans(spans: readonly Span[], prices: Prices): readonly Span[] {
  const isTold = (span: Span): boolean => hasTokens(span) || span.costUsd !== undefined;
  const kind = spans.some((span) => span.kind === "model" && isTold(span)) ? "model" : "agent";
  const counted = kind === "model" ? undefined : spans.find((span) => span.kind === kind && isTold(span));
  let isChanged = false;
  const priced = spans.map((span) => {
    if (span.kind !== kind || (counted && span !== counted)) return span;
    const known = span.attributes.costIsComputed === true ? undefined : span.costUsd;
    const cost = known === undefined && span.model ? costOf(span.model, span.usage ?? {}, prices) : undefined;
    if (cost === undefined || cost === span.costUsd) return span;
    isChanged = true;
    return {
      ...span,
      costUsd: cost,
      ...(span.output && { output: { ...span.output, costUsd: cost } }),
      attributes: { ...span.attributes, costIsComputed: true },
    };
  });
  return isChanged ? priced : spans;
}

/**
 * The sum over the spans. A conversation whose source gave a cost of its own keeps that: it is one that differs from the sum of what
 * the source said of the spans.
 */
function conversationCost(
  { costUsd, attributes }: Conversation,
  before: readonly Span[],
  after: readonly Span[],
): number | undefined {
  const given = sumOfCosts(before.filter((span) => span.attributes.costIsComputed !== true));
  const isOwn = costUsd !== undefined && attributes.costIsComputed !== true && !isClose(costUsd, given);
  const isSummed = isClose(costUsd ?? -1, sumOfCosts(before));
  return isOwn && !isSummed ? undefined : sumOfCosts(after);
}

/** Of a conversation that counts its tokens as a whole and none by call. */
function usageCost(
  { costUsd, model, usage, attributes }: Conversation,
  spans: readonly Span[],
  prices: Prices,
): number | undefined {
  if (spans.some((span) => hasTokens(span) || span.costUsd !== undefined)) return undefined;
  if ((costUsd !== undefined && attributes.costIsComputed !== true) || !model || !usage) return undefined;
  return costOf(model, usage, prices);
}

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

const sumOfCosts = (spans: readonly Span[]): number =>
  countedSpans(spans, ({ costUsd }) => costUsd !== undefined).reduce((sum, span) => sum + span.costUsd!, 0);
