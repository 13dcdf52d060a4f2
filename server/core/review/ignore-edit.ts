import { coverOf } from "../attribution/index.ts";
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

/** What means the instruction alone; where nothing does, its whole text. */
function quoteOf({ instruction: key, range }: Finding, document: PromptDocument): string | undefined {
  const one = document.instructions.find((candidate) =>
    key === undefined
      ? candidate.range.start <= range.start && range.end <= candidate.range.end
      : candidate.key === key,
  );
  return one && (coverOf(one, document) ?? one.text);
}

/** The edit of homeostat.yaml that adds an entry under `ignore:`; undefined where it cannot be added to, as `addEntriesEdit` says. */
export const ignoreEdit = (text: string | undefined, ignore: Ignore): TextEdit | undefined =>
  addEntriesEdit(text, { key: "ignore", entries: [ignore] });
