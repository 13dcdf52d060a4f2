import {
  type Conversation,
  messagesFromSpans,
  type Span,
  type Trace,
  type Usage,
} from "../../store/index.ts";
import { contentHashOf } from "../captured.ts";
import { countedSpans } from "../counted-spans.ts";
import { defined, usageFrom, usageNames } from "../wire-values.ts";

/** The conversation that these spans and traces (in the order in which they began) make up; `source` is for the importer to fill in. */
export function conversationFrom(
  id: string,
  spans: readonly Span[],
  traces: readonly Trace[],
  systemText: string | undefined,
  about: Pick<Conversation, "tags" | "attributes" | "promptHint">,
): Conversation {
  const messages = messagesFromSpans(spans);
  const lasting = traces.flatMap(({ startMs, endMs }) =>
    startMs === undefined || endMs === undefined ? [] : endMs - startMs,
  );
  return defined<Conversation>({
    ...about,
    id,
    contentHash: contentHashOf(messages, { systemText, promptHint: about.promptHint }),
    source: { file: "", format: "" },
    model: firstOf(spans, ({ output, model }) => output && model) ?? firstOf(spans, ({ model }) => model),
    startMs: firstOf(traces, ({ startMs }) => startMs),
    endMs: highest(traces.map(({ endMs }) => endMs)),
    durationMs: sumOf(lasting),
    ...spentOf(spans),
    messageCount: messages.length,
  });
}

/** Tokens and money of the whole conversation, as far as its spans tell. */
function spentOf(spans: readonly Span[]): { readonly usage?: Usage; readonly costUsd?: number } {
  const counted = countedSpans(spans, ({ usage, costUsd }) => usage !== undefined || costUsd !== undefined);
  const sums = usageNames.map((name) => [name, sumOf(counted.flatMap(({ usage }) => usage?.[name] ?? []))]);
  return {
    usage: usageFrom(Object.fromEntries(sums) as Usage),
    costUsd: sumOf(counted.flatMap(({ costUsd }) => costUsd ?? [])),
  };
}

const sumOf = (values: readonly number[]): number | undefined =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) : undefined;

export const highest = (values: readonly (number | undefined)[]): number | undefined =>
  values.reduce((high, value) => (value === undefined ? high : Math.max(high ?? value, value)), undefined);

export function firstOf<T, R>(list: readonly T[], pick: (one: T) => R | undefined): R | undefined {
  for (const one of list) {
    const value = pick(one);
    if (value !== undefined) return value;
  }
  return undefined;
}
