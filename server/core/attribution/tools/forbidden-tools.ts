/** Whoever forbids a tool outright says no more: what follows ("before", "unless", "twice", "for refunds") would be an exception. */
const outright =
  /^(?:[-*•\d.)\s]*)(?:(?:please|important|note|warning)[:,]?\s+)?(?:you\s+(?:must|should|may|can|are|will)?\s*)?(?:never|do not|don't|must not|mustn't|may not|should not|shouldn't|cannot|can't|not|not allowed to|never ever)\s+(?:ever\s+)?(?:call|use|invoke|run)\s+(?:the\s+|any of\s+)?(.{2,200}?)(?:\s+(?:tools?|functions?))?(?:\s+(?:under any circumstances|in any case|whatever happens|at all|any ?more|any longer|again|ever))?\s*[.!]*$/i;
const separator = /\s*(?:,\s*(?:or|and|nor)\s+|,|\/|\b(?:or|and|nor)\b)\s*/i;

/** The tools that a line forbids whatever is asked; none where it says more than that. */
export function forbiddenTools(text: string, names: readonly string[]): string[] {
  const listed = outright.exec(text.replace(/[`*"“”]/g, "").trim())?.[1];
  if (listed === undefined) return [];
  const items = listed.split(separator).map((item) => item.replace(/^the\s+|\(\)$/g, ""));
  const found = items.map((item) => names.find((name) => name === item));
  return found.every((name) => name !== undefined) ? found : [];
}
