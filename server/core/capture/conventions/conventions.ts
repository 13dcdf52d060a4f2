import type { OtlpSpan } from "../otlp/otlp-span.ts";
import type { Fields } from "../wire-values.ts";
import { AttributeReader } from "./attribute-reader.ts";
import { type Convention, mergedReadings, type Reading } from "./convention.ts";
import { genAi } from "./gen-ai.ts";
import { genAiEvents } from "./gen-ai-events.ts";
import { genAiLegacy } from "./gen-ai-legacy.ts";
import { langfuse } from "./langfuse.ts";
import { openInference } from "./open-inference.ts";
import { openLlmetry } from "./open-llmetry.ts";
import { vercelAi } from "./vercel-ai.ts";

/** All conventions, the most telling first: where two speak of one span, the earlier has the word. A new convention is a row. */
export const conventions: readonly Convention[] = [
  genAi,
  openInference,
  vercelAi,
  langfuse,
  openLlmetry,
  genAiEvents,
  genAiLegacy,
];

const CONVERSATION_IDS = conventions.flatMap(({ conversationIds }) => conversationIds);

/** What a span says by all conventions together, and its attributes that none of them knows. */
export function readSpan(span: OtlpSpan): { readonly reading: Reading; readonly rest: Fields } {
  const attributes = new AttributeReader(span.attributes);
  attributes.text(...CONVERSATION_IDS);
  const reading = mergedReadings(conventions.map((one) => one.read(attributes, span)));
  const rest = Object.fromEntries(
    Object.entries(span.attributes).filter(([name]) => name !== "__proto__" && !attributes.used.has(name)),
  );
  return { reading, rest };
}

/** The conversation that a span or a log record says it belongs to. */
export const conversationIdOf = (attributes: Fields): string | undefined =>
  new AttributeReader(attributes).text(...CONVERSATION_IDS);
