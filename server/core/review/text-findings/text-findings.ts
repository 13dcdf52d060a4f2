import type { LineIndex } from "../../base/index.ts";
import type { PromptDocument } from "../../prompt/index.ts";
import type { Finding } from "../findings.ts";
import { contradictionsIn } from "./contradictions.ts";
import { removalOf } from "./removal.ts";
import { repeatedIn } from "./repeated.ts";

/** What is certain from the words of a prompt alone, whoever used it. Asked on every keystroke. */
export function textFindings(document: PromptDocument, lines: LineIndex): Finding[] {
  const lineOf = (offset: number): number => lines.positionAt(offset).line + 1;
  const repeated = repeatedIn(document).map(({ instruction, first, isExact }): Finding => {
    const line = lineOf(first.range.start);
    const edit = isExact ? removalOf(document.text, instruction.range) : undefined;
    return {
      range: instruction.range,
      severity: "information",
      code: "instruction-repeated",
      message: `Line ${line} says the same: one of them is enough.`,
      instruction: instruction.key,
      related: [{ range: first.range, message: "says it first" }],
      ...(edit && { fixes: [{ title: `Delete this line, which repeats line ${line}`, edits: [edit] }] }),
    };
  });
  const contradictions = contradictionsIn(document).map(
    ({ instruction, first, why }): Finding => ({
      range: instruction.range,
      severity: "warning",
      code: "instructions-contradict",
      message: `Contradicts line ${lineOf(first.range.start)}: ${why}.`,
      instruction: instruction.key,
      related: [{ range: first.range, message: "contradicts it" }],
    }),
  );
  return [...repeated, ...contradictions];
}
