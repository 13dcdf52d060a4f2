/** Longest quotation, in UTF-16 units: enough for the sentence that shows it. */
const MAX_EVIDENCE = 160;

/**
 * What shows a signal, on one line: white space runs become one blank, controls go. A long text is cut around the offset that
 * matters, with a third of the room before it, so that a reader sees what led to it.
 */
export function evidenceFrom(text: string, at = 0): string {
  const start =
    text.length <= MAX_EVIDENCE
      ? 0
      : Math.max(0, Math.min(at - Math.floor(MAX_EVIDENCE / 3), text.length - MAX_EVIDENCE));
  const cut = text
    .slice(start, start + MAX_EVIDENCE)
    // A cut through a character of two units leaves half of it.
    .replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "")
    .replace(/\s+/g, " ")
    .replace(/\p{Cc}/gu, "")
    .trim();
  return `${start > 0 ? "…" : ""}${cut}${start + MAX_EVIDENCE < text.length ? "…" : ""}`;
}
