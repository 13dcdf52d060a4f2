import { redactions } from "../capture-settings.ts";
import { lookOver } from "./look.ts";
import { cardsIn, phonesIn } from "./numbers.ts";
import { requestShapes } from "./otlp-text.ts";
import { JsonRedaction } from "./redact-json.ts";
import { ProtoRedaction } from "./redact-proto.ts";
import type { RedactionCounts, RedactionRules } from "./rules.ts";

/** One whole OTLP export request, decompressed. */
export interface ExportRequest {
  readonly signal: "traces" | "logs";
  readonly encoding: "proto" | "json";
  readonly bytes: Uint8Array;
}

export interface RedactedRequest {
  readonly bytes: Uint8Array;
  readonly counts: RedactionCounts;
}

const allKinds: ReadonlySet<(typeof redactions)[number]> = new Set(redactions);

/**
 * A request with marks in place of what the rules of its services black out: in values of attributes (also in JSON inside of them), events,
 * bodies of logs, messages of statuses, names of spans; never in names of attributes, ids or times, nor in values that are bytes. Where
 * there is nothing, the very same bytes come back: a first look decides that, and only what it points at is read.
 *
 * `rulesOf` says the rules of a service by its `service.name`; `kinds` are those that any of them asks for. A request must have been found
 * readable before: what cannot be read comes back as it is.
 */
export function redactRequest(
  { signal, encoding, bytes }: ExportRequest,
  rulesOf: (service: string | undefined) => RedactionRules,
  kinds: RedactionRules["kinds"] = allKinds,
): RedactedRequest {
  const places = placesIn(bytes, kinds, encoding);
  if (places.length === 0) return { bytes, counts: {} };
  if (encoding === "proto") {
    const redaction = new ProtoRedaction(bytes, places, rulesOf);
    return { bytes: redaction.run(requestShapes[signal]), counts: redaction.counts };
  }
  const redaction = new JsonRedaction(rulesOf);
  let message: unknown;
  try {
    message = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return { bytes, counts: {} };
  }
  redaction.run(message, requestShapes[signal]);
  return Object.keys(redaction.counts).length > 0
    ? { bytes: Buffer.from(JSON.stringify(message)), counts: redaction.counts }
    : { bytes, counts: {} };
}

/**
 * Offsets at which something to black out may stand, in order. In JSON, times and ids are digits as well, so that numbers are looked at
 * closely at once; in protobuf the bytes before a text may look like digits of it, so that only its own field can be.
 */
function placesIn(
  bytes: Uint8Array,
  kinds: RedactionRules["kinds"],
  encoding: ExportRequest["encoding"],
): readonly number[] {
  const places: number[] = [];
  const add = (at: number): void => void places.push(at);
  const isCertain = (from: number, to: number): boolean =>
    (kinds.has("card") && cardsIn(bytes, from, to).length > 0) ||
    (kinds.has("phone") && phonesIn(bytes, from, to).length > 0);
  lookOver(bytes, kinds, {
    email: add,
    key: add,
    escape: add,
    number: (from, to) => {
      if (encoding === "proto" || isCertain(from, to)) for (let at = from; at < to; at++) add(at);
    },
  });
  return places.sort((a, b) => a - b);
}
