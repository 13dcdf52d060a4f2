import { sharedOf, termsIn, wordsIn } from "../../signals/index.ts";
import type { Message, RetrievedDocument, Span } from "../../store/index.ts";
import type { CauseFound, CauseRule } from "./cause-marks.ts";
import { agentAfter, type CauseReading } from "./cause-reading.ts";
import { isEmptyResult } from "./tool-failures.ts";

/** What the agent needed to know was not there, or it did not see it. */
export const contextRules: readonly CauseRule[] = [
  {
    kind: "empty-retrieval",
    says: "a retrieval that gave no document",
    strength: 0.8,
    find: (reading) =>
      retrievalsOf(reading).flatMap(({ span, documents, messageIndex }) =>
        documents.length === 0 && span.status !== "error"
          ? [{ messageIndex, spanId: span.id, quoted: queryOf(span) ?? span.name }]
          : [],
      ),
  },
  {
    kind: "poor-retrieval",
    says: "a retrieval whose best document scored low",
    strength: 0.4,
    find: (reading) => retrievalsOf(reading).flatMap((one) => (isPoor(one.documents) ? [foundAt(one)] : [])),
  },
  {
    kind: "unrelated-documents",
    says: "a retrieval whose documents share no word with what was asked",
    strength: 0.5,
    find: unrelatedDocuments,
  },
  {
    kind: "nothing-found",
    says: "a tool that found nothing, after which the agent had nothing to go by",
    strength: 0.4,
    find: nothingFound,
  },
  {
    kind: "not-found",
    says: "a tool that does not have what it was asked for",
    strength: 0.5,
    find: (reading) =>
      reading.failures.flatMap(({ kind, messageIndex, text, spanId }) =>
        kind === "missing" ? [{ messageIndex, quoted: text, ...(spanId && { spanId }) }] : [],
      ),
  },
  {
    kind: "truncated",
    says: "an input or an answer that was cut off",
    strength: 0.8,
    find: truncated,
  },
  {
    kind: "lacks-information",
    says: "an agent that says that it lacks information",
    strength: 0.5,
    find: ({ said }) =>
      said.flatMap(({ message, index, text, lower }) => {
        const at = message.role === "assistant" ? lower.search(LACKS) : -1;
        return at < 0 ? [] : [{ messageIndex: index, quoted: text, at }];
      }),
  },
  {
    kind: "asks-for-given",
    says: "an agent that asks for what the user has given",
    strength: 0.6,
    find: ({ signals }) =>
      signals.flatMap(({ kind, messageIndex, evidence }) =>
        kind === "asks-again" ? [{ messageIndex, quoted: evidence }] : [],
      ),
  },
];

/** Said of knowledge, not of the user's details ("I couldn't find your reservation" is a tool's not-found). English only. */
const LACKS =
  /\bi (?:currently |also |just |still )?(?:do not|don't) (?:currently |actually |yet )?(?:have|see) (?:any |the |enough |sufficient |specific |direct |that |this |real-time |current |up-to-date |more |further )*(?:access to|information|details?|data|documents?|documentation|records?|context|knowledge)\b|\b(?:the|my|your|these|this) (?:\w+ )?(?:documents?|documentation|context|knowledge base|articles?|sources?|search results?|materials?)(?: \w+)? (?:do not|does not|don't|doesn't|did not|didn't) (?:\w+ )?(?:contain|mention|include|provide|say|specify|cover|have|address)\b|\b(?:not|n't) (?:enough|sufficient) (?:information|context|data|details)\b|\b(?:couldn't|could not|can't|cannot|unable to|was not able to|wasn't able to) (?:find|locate|access|retrieve|obtain) (?:any |the |enough |specific |relevant |sufficient |more )*(?:information|details?|data|documents?|documentation|answer|sources?|articles?)\b|\bno (?:relevant |specific )?(?:information|documents?|documentation|context|data) (?:\w+ )?(?:is|was|were|are) (?:provided|available|given|found)\b/;

interface Retrieval {
  readonly span: Span;
  readonly documents: readonly RetrievedDocument[];
  readonly messageIndex: number;
}

/** Retrievals whose documents were recorded; what was not recorded may have been anything. */
const retrievalsOf = ({ spans, placeOf }: CauseReading): Retrieval[] =>
  spans.flatMap((span) =>
    span.kind === "retrieval" && span.documents
      ? [{ span, documents: span.documents, messageIndex: placeOf(span) }]
      : [],
  );

const foundAt = ({ span, documents, messageIndex }: Retrieval): CauseFound => ({
  messageIndex,
  spanId: span.id,
  quoted: documents[0]?.text || queryOf(span) || span.name,
});

/** A similarity in 0..1 below which nothing was near. Distances and scores on other scales tell nothing without their fellows. */
const LOW = 0.25;

function isPoor(documents: readonly RetrievedDocument[]): boolean {
  const scores = documents.flatMap(({ score }) => score ?? []);
  if (scores.length < documents.length || scores.length === 0) return false;
  // Sorted downwards, as similarities are; distances rise.
  const falls = scores.every((score, i) => i === 0 || score <= scores[i - 1]!);
  return falls && scores[0]! < LOW && scores.at(-1)! >= 0;
}

/** Of a query with fewer telling words, a document may well say it all in others. */
const LEAST_TERMS = 2;

function unrelatedDocuments(reading: CauseReading): CauseFound[] {
  return retrievalsOf(reading).flatMap((one) => {
    const asked = termsOf(queryOf(one.span) ?? lastAsked(reading.messages, one.messageIndex));
    if (one.documents.length === 0 || asked.size < LEAST_TERMS) return [];
    const texts = one.documents.map(({ text }) => text);
    if (texts.every((text) => text.trim() === "")) return [];
    return texts.some((text) => sharedOf(asked, termsOf(text)) > 0) ? [] : [foundAt(one)];
  });
}

const termsOf = (text: string): Set<string> => termsIn(wordsIn(text.slice(0, 8_000).toLowerCase()));

/** What a retrieval was asked, where its instrumentation says so. */
export function queryOf({ attributes }: Span): string | undefined {
  for (const name of QUERY_NAMES) {
    const value = attributes[name];
    if (typeof value === "string" && value.trim() !== "") return value;
  }
  return undefined;
}

const QUERY_NAMES = [
  "gen_ai.retrieval.query.text",
  "gen_ai.retrieval.query",
  "retrieval.query",
  "input.value",
  "traceloop.entity.input",
  "langfuse.observation.input",
  "db.query.text",
  "query",
  "input",
];

/** The user's last words before a message. */
export const lastAsked = (messages: readonly Message[], index: number): string =>
  messages.slice(0, index + 1).findLast(({ role, text }) => role === "user" && text.trim() !== "")?.text ??
  "";

/**
 * A lookup came back empty and nothing of the same tool came back full in that turn. Surest where the agent then says so; an agent that
 * goes on as if nothing had happened had nothing to go by either, but it may not have needed it.
 */
function nothingFound(reading: CauseReading): CauseFound[] {
  const full = new Set<string>();
  for (const { call, answer, turn } of reading.calls)
    if (answer && !isEmptyResult(answer) && answer.text.trim() !== "") full.add(`${turn} ${call.name}`);
  return reading.calls.flatMap(({ call, answer, answerAt, turn }) => {
    if (!answer || answerAt === undefined || !isEmptyResult(answer) || full.has(`${turn} ${call.name}`))
      return [];
    const after = agentAfter(reading, answerAt);
    const quoted = `${call.name} ${JSON.stringify(call.args) ?? ""} gave ${answer.text}`;
    return [{ messageIndex: answerAt, quoted, strength: after && NONE.test(after.lower) ? 0.4 : 0.25 }];
  });
}

const NONE =
  /\b(?:no|not|none|n't|unable|unfortunately|without|nothing)\b[^.!?\n]{0,80}\b(?:find|found|available|results?|match\w*|flights?|records?|information|options?|exist\w*|any)\b/;

const CUT_OFF = /^(?:length|max_?tokens|max_output_tokens|model_length|token_limit)$/i;
const TOO_LONG =
  /context[ _](?:length|window)[ _]?(?:exceeded|limit)|maximum context length|prompt is too long|(?:input|request|prompt) (?:is )?too (?:long|large)|exceeds? the (?:model's )?(?:maximum|context|token)|too many (?:input )?tokens/i;
/** A tool that says that it gave only a part. */
const CUT_RESULT =
  /(?:\[|<|\(|\.\.\. ?|… ?)(?:output |result |response |content )?(?:was )?truncated\b|\b(?:output|result|response|content) (?:was |has been |is )?truncated\b/i;

function truncated({ spans, said, placeOf }: CauseReading): CauseFound[] {
  const bySpan = spans.flatMap((span): CauseFound[] => {
    const at = { messageIndex: placeOf(span), spanId: span.id };
    if (span.finishReason !== undefined && CUT_OFF.test(span.finishReason)) {
      const said = span.output?.text ?? "";
      return [{ ...at, quoted: said || `${span.name} stopped: ${span.finishReason}`, at: said.length }];
    }
    const error = span.error?.slice(0, 2_000);
    return error !== undefined && TOO_LONG.test(error) ? [{ ...at, quoted: error }] : [];
  });
  const byResult = said.flatMap(({ message, index, text }): CauseFound[] => {
    const at = message.role === "tool" ? text.search(CUT_RESULT) : -1;
    return at < 0 ? [] : [{ messageIndex: index, quoted: text, at, strength: 0.3 }];
  });
  return [...bySpan, ...byResult];
}
