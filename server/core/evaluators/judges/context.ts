import type { Sample } from "../../store/index.ts";
import type { Shown } from "./judge.ts";
import { cut } from "./shown-sample.ts";

/** Longest single source and most sources that a judge is shown; the last ones count, since answers lean on what came last. */
const sourceLimit = 12_000;
const mostSources = 24;

/** A text that an answer may lean on: where it came from, and the span or message that a reader finds it at. */
export interface Source {
  readonly text: string;
  readonly name: string;
  readonly spanId?: string;
  readonly messageIndex?: number;
}

/**
 * The context of an answer: the variable `context` where there is one, as in promptfoo, else what retrievals and tools gave up to the end
 * of the sample.
 */
export function contextOf(sample: Sample): readonly Source[] {
  const { vars = {} } = sample;
  const given = [vars.context].flat().filter((one) => typeof one === "string" && one.trim() !== "");
  if (given.length > 0) return given.map((text) => ({ text: text as string, name: "the variable context" }));
  return [...documentsOf(sample), ...toolResultsOf(sample)];
}

/** What retrievals gave, where spans are known. */
export const documentsOf = ({ spans = [] }: Sample): Source[] =>
  spans.flatMap((span) =>
    (span.documents ?? []).map(({ id, text }) => ({
      text,
      name: `document ${id ?? ""} of ${span.name}`.replace("  ", " "),
      spanId: span.id,
    })),
  );

/** What tools gave, errors too. */
export function toolResultsOf({ messages, to, spans = [] }: Sample): Source[] {
  const spanOf = new Map(spans.flatMap(({ id, tool }) => (tool ? [[tool.callId, id] as const] : [])));
  return messages.slice(0, to).flatMap(({ role, text, toolName, toolCallId }, messageIndex) => {
    if (role !== "tool" || text.trim() === "") return [];
    const spanId = toolCallId === undefined ? undefined : spanOf.get(toolCallId);
    return [
      {
        text,
        name: `${toolName ?? "a tool"} in message ${messageIndex}`,
        messageIndex,
        ...(spanId && { spanId }),
      },
    ];
  });
}

/** Sources as a judge sees them, numbered from 1, and those that it sees. */
export function numbered(sources: readonly Source[]): {
  readonly shown: readonly Shown[];
  readonly seen: readonly Source[];
} {
  const seen = sources.slice(-mostSources);
  return {
    seen,
    shown: seen.map(({ text }, i) => ({ label: `source ${i + 1}`, text: cut(text, sourceLimit) })),
  };
}

/** Where a source is, for people: its name, and the span where that is known. */
export const placeOf = ({ name, spanId }: Source): string => (spanId ? `${name}, span ${spanId}` : name);
