import { messageOf } from "../../../base/index.ts";
import type { Sample } from "../../../store/index.ts";
import type { CheckType, Prepared, Verdict } from "../../check-type.ts";
import { unknownVerdict, verdictOf } from "../../check-type.ts";
import { underDeadline } from "../../deadline.ts";
import { quote, saidLast, shown } from "../../evidence.ts";

/** A measure of how much a text is like a reference, 0 to 1. Synchronous, so that a deadline can end it. */
export type Measure = (candidate: string, reference: string) => number;

export interface Similarity {
  readonly name: string;
  /** As in a sentence: "ROUGE-1". */
  readonly title: string;
  readonly doc: string;
  /** From which score on an output passes, where the assertion does not say. */
  readonly threshold: number;
  /** Whether `value` may be a list; the best score counts, unless `together` makes one of all. */
  readonly several: boolean;
  /** Whether an output without any text is refused a score, as by promptfoo. */
  readonly needsText?: boolean;
  /** Numbers that an assertion of this type may hold beside `value` and `threshold`. */
  readonly options?: readonly string[];
  /** Loads what it needs, once for each assertion. */
  readonly open: (options: Readonly<Record<string, number>>) => Promise<Measure> | Measure;
  readonly together?: (candidate: string, references: readonly string[]) => number;
}

/** A check that passes where the output is enough like a reference text. */
export function similarityType(kind: Similarity): CheckType {
  const { name, doc, several } = kind;
  const text = { type: "string" } as const;
  return {
    name,
    doc,
    version: 1,
    value: several ? { anyOf: [text, { type: "array", items: text, minItems: 1 }] } : text,
    threshold: { type: "number", default: kind.threshold },
    required: ["value"],
    options: kind.options,
    prepare(assertion, inverse): Prepared {
      const references = several && Array.isArray(assertion.value) ? assertion.value : [assertion.value];
      if (references.length === 0 || !references.every((one) => typeof one === "string"))
        return { problem: `\`value\` must be a text${several ? " or a list of texts" : ""}`, at: "value" };
      const wanted = { references: references as string[], threshold: assertion.threshold ?? kind.threshold };
      let opened: Promise<Measure> | Measure | undefined;
      return {
        check: async (sample, { deadlineMs }) => {
          if (kind.needsText && sample.output === "")
            return unknownVerdict(`The output is empty, which has no ${kind.title} score`);
          opened ??= kind.open(assertion.options ?? {});
          const measure = await opened;
          return judge({ sample, kind, measure, inverse, deadlineMs, ...wanted });
        },
      };
    },
  };
}

interface Comparison {
  readonly sample: Sample;
  readonly kind: Similarity;
  readonly measure: Measure;
  readonly inverse: boolean;
  readonly deadlineMs: number;
  readonly references: readonly string[];
  readonly threshold: number;
}

function judge({ sample, kind, measure, inverse, deadlineMs, references, threshold }: Comparison): Verdict {
  const run = () =>
    kind.together?.(sample.output, references) ??
    Math.max(...references.map((reference) => measure(sample.output, reference)));
  const outcome = scoreUnderDeadline(run, deadlineMs);
  if ("reason" in outcome) return unknownVerdict(`${kind.title} could not be computed: ${outcome.reason}`);
  const { score } = outcome;
  const said = saidLast(sample);
  const like = references.length > 1 ? `one of ${references.length} texts` : shown(references[0]);
  const verdict = verdictOf({
    holds: score >= threshold,
    inverse,
    subject: "The output",
    claim: `score at least ${threshold} in ${kind.title} against ${like}`,
    evidence: `it scores ${Number(score.toFixed(4))}; ${said.evidence}`,
    messageIndex: said.messageIndex,
  });
  return { ...verdict, score: inverse ? 1 - score : score };
}

/** Texts are as long as somebody made them: what takes too long, or too much of the stack, has no score. */
function scoreUnderDeadline(
  run: () => number,
  deadlineMs: number,
): { readonly score: number } | { readonly reason: string } {
  try {
    const outcome = underDeadline(run, deadlineMs);
    if ("overrun" in outcome) return { reason: `comparing the texts took over ${deadlineMs} ms` };
    return { score: outcome.value };
  } catch (error) {
    return { reason: quote(messageOf(error)) };
  }
}
