import type { OtlpSpan } from "../otlp/otlp-span.ts";
import type { Fields } from "../wire-values.ts";
import { AttributeReader } from "./attribute-reader.ts";
import { type Convention, mergedReadings, type Reading } from "./convention.ts";
import { crewAi } from "./crew-ai.ts";
import { genAi } from "./gen-ai.ts";
import { genAiEvents } from "./gen-ai-events.ts";
import { genAiLegacy } from "./gen-ai-legacy.ts";
import { googleAdk } from "./google-adk.ts";
import { langSmith } from "./lang-smith.ts";
import { langfuse } from "./langfuse.ts";
import { openInference } from "./open-inference.ts";
import { openLlmetry } from "./open-llmetry.ts";
import { pydanticAi } from "./pydantic-ai.ts";
import { strands } from "./strands.ts";
import { vercelAi } from "./vercel-ai.ts";

/** All conventions, the most telling first: where two speak of one span, the earlier has the word. A new convention is a row. */
export const conventions: readonly Convention[] = [
  strands,
  genAi,
  openInference,
  vercelAi,
  googleAdk,
  pydanticAi,
  langSmith,
  langfuse,
  openLlmetry,
  crewAi,
  genAiEvents,
  genAiLegacy,
];

const CONVERSATION_IDS = conventions.flatMap(({ conversationIds }) => conversationIds);

/** By head: the conventions that have something to say where it occurs, as bits. */
const BITS = new Map<string, number>();
let always = 0;
for (const [i, { heads }] of conventions.entries())
  if (heads) for (const head of heads) BITS.set(head, (BITS.get(head) ?? 0) | (1 << i));
  else always |= 1 << i;

/** Instrumentations write the same names again and again; hostile ones write new ones without end. */
const known = new Map<string, number>();
const MAX_KNOWN = 4096;

function bitsOfName(name: string): number {
  const remembered = known.get(name);
  if (remembered !== undefined) return remembered;
  const dot = name.indexOf(".");
  const bits = BITS.get(dot < 0 ? name : name.slice(0, dot)) ?? 0;
  if (known.size < MAX_KNOWN && name.length < 200) known.set(name, bits);
  return bits;
}

/** What a span says by all conventions together, and its attributes that none of them knows. */
export function readSpan(span: OtlpSpan): { readonly reading: Reading; readonly rest: Fields } {
  const attributes = new AttributeReader(span.attributes);
  attributes.text(...CONVERSATION_IDS);
  let bits = always;
  for (const name in span.attributes) bits |= bitsOfName(name);
  const readings: Reading[] = [];
  for (let i = 0; i < conventions.length; i++)
    if (bits & (1 << i)) readings.push(conventions[i]!.read(attributes, span));
  const rest: Record<string, unknown> = {};
  for (const name in span.attributes)
    if (!attributes.used.has(name) && name !== "__proto__") rest[name] = span.attributes[name];
  return { reading: mergedReadings(readings), rest };
}

/** The conversation that a span or a log record says it belongs to. */
export const conversationIdOf = (attributes: Fields): string | undefined =>
  new AttributeReader(attributes).text(...CONVERSATION_IDS);
