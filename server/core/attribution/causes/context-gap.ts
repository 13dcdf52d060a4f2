import { evidenceFrom, isFailed } from "../../signals/index.ts";
import type { Message, Span } from "../../store/index.ts";
import type { CauseMark } from "../diagnosis/index.ts";
import { termsIn } from "../terms.ts";
import { lastAsked, queryOf } from "./context.ts";
import type { DocumentIndex, StoredDocument } from "./document-index.ts";
import { placesOf } from "./span-places.ts";
import { isEmptyResult } from "./tool-failures.ts";

/** What an agent needed to know and was not given, from where it should have come, and what would have fetched it. */
export interface ContextGap {
  /** The mark that it begins with. */
  readonly kind: string;
  readonly messageIndex: number;
  /** Words and ids of what was asked, as the user wrote them, that nothing which the agent was given holds. Captured text. */
  readonly missing: readonly string[];
  /** The retrieval or tool that did not give it; absent where nothing was looked up. */
  readonly source?: string;
  /** What that source was asked. Captured text. */
  readonly asked?: string;
  /** What to ask it instead. With `found` it was tried on what is stored. Captured words. */
  readonly query: string;
  readonly found?: FoundDocument;
}

/** A document that other conversations were given, and that holds what is missing here. */
export interface FoundDocument {
  readonly id?: string;
  /** Its beginning, on one line. Captured text. */
  readonly quote: string;
  readonly source: string;
  /** To how many other conversations it was given. */
  readonly conversations: number;
  /** Which of the missing words it holds. */
  readonly holds: readonly string[];
  /** Where it stands among the stored documents that the query finds: 1 is first. */
  readonly rank: number;
}

/** Marks that something was not there; an answer that was cut off, or an agent that does not listen, lacks no document. */
const tellsOfGap = new Set([
  "empty-retrieval",
  "poor-retrieval",
  "unrelated-documents",
  "nothing-found",
  "not-found",
  "lacks-information",
]);

/** Words of a question that are looked for. */
const mostWords = 40;
const mostQueryWords = 8;
/** Of the missing words, what a document has to hold to be worth naming. */
const leastHeld = 0.5;

/** What is missing by a conversation's surest mark of it; undefined where no mark tells of any, or every word of the question was given. */
export function contextGap(
  messages: readonly Message[],
  spans: readonly Span[],
  marks: readonly CauseMark[],
): ContextGap | undefined {
  const [mark] = marks
    .filter(({ cause, kind }) => cause === "context" && tellsOfGap.has(kind))
    .sort((a, b) => b.strength - a.strength || a.messageIndex - b.messageIndex);
  if (!mark) return undefined;
  const asked = lastAsked(messages, mark.messageIndex);
  const known = givenTerms(messages, spans, mark.messageIndex);
  const missing = tellingWords(asked).filter(({ terms }) => terms.every((term) => !known.has(term)));
  if (missing.length === 0) return undefined;
  const words = missing.map(({ word }) => word);
  return {
    kind: mark.kind,
    messageIndex: mark.messageIndex,
    missing: words,
    ...sourceOf(messages, spans, mark),
    query: words.slice(0, mostQueryWords).join(" "),
  };
}

/** Tries what is missing on what other conversations were given. `own`: the conversation's id. */
export function filledGap(gap: ContextGap, index: DocumentIndex, own: string): ContextGap {
  const missing = gap.missing.map((word) => ({ word, terms: termsIn(word) }));
  const heldBy = (document: StoredDocument): TellingWord[] =>
    missing.filter((one) => one.terms.some((term) => index.holds(document, term)));
  const best = index
    .search(new Set(missing.flatMap((one) => one.terms)))
    .find(
      ({ document }) => !document.conversations.has(own) && isEnough(heldBy(document), missing),
    )?.document;
  if (!best) return gap;
  const holds = heldBy(best);
  const { query, rank } = shortestQuery(holds, best, index);
  return {
    ...gap,
    query,
    found: {
      ...(best.id !== undefined && { id: best.id }),
      quote: evidenceFrom(best.text),
      source: best.source,
      conversations: best.conversations.size,
      holds: holds.map(({ word }) => word),
      rank,
    },
  };
}

interface TellingWord {
  readonly word: string;
  readonly terms: readonly string[];
}

/** Half of the words, and where ids are among them an id: a document of another order helps nobody. */
function isEnough(held: readonly TellingWord[], missing: readonly TellingWord[]): boolean {
  const isId = ({ word }: TellingWord): boolean => /\d/.test(word);
  return held.length >= leastHeld * missing.length && (!missing.some(isId) || held.some(isId));
}

/** Rare words first, until the document comes first. */
function shortestQuery(words: readonly TellingWord[], document: StoredDocument, index: DocumentIndex) {
  const weightOf = ({ terms }: TellingWord): number =>
    terms.reduce((sum, term) => sum + index.weightOf(term), 0);
  const inOrder = [...words].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, mostQueryWords);
  let best = { query: "", rank: Number.POSITIVE_INFINITY };
  for (let n = 1; n <= inOrder.length && best.rank > 1; n++) {
    const own = inOrder.slice(0, n);
    const ranked = index.search(new Set(own.flatMap(({ terms }) => terms)));
    const rank = ranked.findIndex((one) => one.document === document) + 1;
    if (rank < best.rank) best = { query: own.map(({ word }) => word).join(" "), rank };
  }
  return best;
}

/** Each word that could tell one question from another, once, as it was written. */
function tellingWords(text: string): TellingWord[] {
  const words = new Map<string, TellingWord>();
  for (const [word] of text
    .slice(0, 4_000)
    .matchAll(/[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_.-]*[\p{L}\p{N}])?/gu)) {
    const terms = termsIn(word);
    if (terms.length > 0 && !words.has(word.toLowerCase())) words.set(word.toLowerCase(), { word, terms });
    if (words.size >= mostWords) break;
  }
  return [...words.values()];
}

/** What documents and tools gave until the agent's answer to what was asked. */
function givenTerms(messages: readonly Message[], spans: readonly Span[], at: number): ReadonlySet<string> {
  const next = messages.findIndex(({ role }, index) => index > at && role === "user");
  const end = next < 0 ? messages.length : next;
  const places = placesOf(spans, messages);
  const texts = messages
    .slice(0, end)
    .flatMap((message) => (message.role === "tool" && !isFailed(message) ? [message.text] : []));
  for (const { id, documents = [] } of spans)
    if ((places.ofSpan.get(id) ?? 0) < end) texts.push(...documents.map(({ text }) => text));
  return new Set(texts.flatMap((text) => termsIn(text.slice(0, 20_000))));
}

/** The retrieval or call that the mark stands at, else the last one before it in the same turn. */
function sourceOf(
  messages: readonly Message[],
  spans: readonly Span[],
  { spanId, messageIndex }: CauseMark,
): Pick<ContextGap, "source" | "asked"> {
  const places = placesOf(spans, messages);
  const opening = messages.findLastIndex(({ role }, index) => index <= messageIndex && role === "user");
  const sources = spans.filter(({ kind }) => kind === "retrieval" || kind === "tool");
  const own =
    sources.find(({ id }) => id === spanId) ??
    sources.findLast(({ id }) => {
      const place = places.ofSpan.get(id) ?? -1;
      return place >= opening && place <= messageIndex;
    });
  if (own)
    return {
      source: own.tool?.name ?? own.name,
      ...askedOf(own.tool ? own.tool.args : queryOf(own)),
    };
  const result = messages[messageIndex];
  return result?.role === "tool" && result.toolName && isEmptyResult(result)
    ? { source: result.toolName }
    : {};
}

function askedOf(query: unknown): Pick<ContextGap, "asked"> {
  const text = typeof query === "string" ? query : query === undefined ? "" : (JSON.stringify(query) ?? "");
  return text === "" ? {} : { asked: evidenceFrom(text) };
}
