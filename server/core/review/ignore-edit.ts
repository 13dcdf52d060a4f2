import { resolveCover } from "../attribution/index.ts";
import type { PromptDocument, TextEdit } from "../prompt/index.ts";
import { addEntriesEdit } from "./config-entries.ts";
import type { Ignore } from "./finding-policy.ts";
import type { Finding } from "./findings.ts";

/** What to write under `ignore:` so that exactly this finding is ignored. */
export function ignoreFor(finding: Finding, file: string, document: PromptDocument, reason: string): Ignore {
  const text = quoteOf(finding, document);
  return {
    rule: finding.code,
    file,
    ...(text !== undefined && { text }),
    ...(finding.evaluator !== undefined && { evaluator: finding.evaluator }),
    reason: reason.replace(/\s+/g, " ").trim(),
  };
}

/** The instruction's anchor, else as much of its text as tells it from the others. */
function quoteOf({ instruction: key, range }: Finding, document: PromptDocument): string | undefined {
  const one = document.instructions.find((candidate) =>
    key === undefined
      ? candidate.range.start <= range.start && range.end <= candidate.range.end
      : candidate.key === key,
  );
  if (!one) return undefined;
  if (one.anchor !== undefined) return `#${one.anchor}`;
  for (let length = 60; length < one.text.length; length *= 2) {
    const start = one.text.slice(0, length).replace(/\s+\S*$/u, "");
    const { keys } = resolveCover(start, document);
    // A quotation that begins with # would be read as an anchor; such a text is left to its whole.
    if (!start.startsWith("#") && keys.length === 1 && keys[0] === one.key) return start;
  }
  return one.text;
}

/** The edit of homeostat.yaml that adds an entry under `ignore:`; undefined where it cannot be added to, as `addEntriesEdit` says. */
export const ignoreEdit = (text: string | undefined, ignore: Ignore): TextEdit | undefined =>
  addEntriesEdit(text, { key: "ignore", entries: [ignore] });
