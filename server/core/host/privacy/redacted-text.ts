import type { RedactionCounts } from "../../capture/index.ts";
import { plural } from "../../review/index.ts";

const words = { email: "mail address", phone: "phone number", card: "card number", key: "key" } as const;

/** What was blacked out, as a sentence for people; none where nothing was. */
export function redactedText(counts: RedactionCounts): string[] {
  const kinds = (Object.keys(words) as (keyof typeof words)[]).filter((kind) => counts[kind]);
  if (kinds.length === 0) return [];
  return [
    `Blacked out: ${kinds.map((kind) => plural(counts[kind]!, words[kind], pluralOf(kind))).join(", ")}.`,
  ];
}
const pluralOf = (kind: keyof typeof words): string =>
  kind === "email" ? "mail addresses" : `${words[kind]}s`;
