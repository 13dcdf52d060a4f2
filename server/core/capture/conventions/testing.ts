import type { OtlpEvent } from "../otlp/otlp-span.ts";
import { spanWith } from "../otlp/testing.ts";
import { AttributeReader } from "./attribute-reader.ts";
import type { Convention, Reading } from "./convention.ts";

/** What one convention reads from attributes and events, without what it left undefined, and which attributes it understood. */
export function readWith(
  convention: Convention,
  attributes: Record<string, unknown>,
  events: readonly OtlpEvent[] = [],
): Reading & { readonly used: readonly string[] } {
  const reader = new AttributeReader(attributes);
  const reading = convention.read(reader, spanWith(attributes, { events }));
  return { ...(JSON.parse(JSON.stringify(reading)) as Reading), used: [...reader.used].sort() };
}
