import type { Sample } from "../../../store/index.ts";
import type { Check, CheckType } from "../../check-type.ts";
import { unknownVerdict, verdictOf } from "../../check-type.ts";
import { underDeadline } from "../../deadline.ts";
import { type Evidence, saidAt, saidLast } from "../../evidence.ts";

/** What was found in an output: whether the claim holds, and where; `note` is said before the quotation ("it has 14"). */
export interface Found {
  readonly holds: boolean;
  /** Offset into the output; absent = its last message is quoted. */
  readonly at?: number;
  readonly note?: string;
}

/** A check of the whole output: `claim` completes "The output must …". Output may be hostile, so it ends at the deadline, unknown. */
export const textCheck =
  (claim: string, inverse: boolean, find: (output: string, sample: Sample) => Found): Check =>
  (sample, { deadlineMs }) => {
    const outcome = underDeadline(() => find(sample.output, sample), deadlineMs);
    if ("overrun" in outcome)
      return unknownVerdict(
        `Whether the output's ${sample.output.length} characters ${claim} took over ${deadlineMs} ms to tell`,
      );
    const { holds, at, note } = outcome.value;
    const said: Evidence = at === undefined ? saidLast(sample) : saidAt(sample, at);
    const evidence = note === undefined ? said.evidence : `${note}; ${said.evidence}`;
    return verdictOf({ holds, inverse, subject: "The output", claim, ...said, evidence });
  };

/** A check without a value. */
export const plainCheck = (
  name: string,
  doc: string,
  claim: string,
  find: (output: string, sample: Sample) => Found,
): CheckType => ({
  ...{ name, doc, version: 1, required: [] },
  prepare: (_, inverse) => ({ check: textCheck(claim, inverse, find) }),
});

/** The first place of a pattern, which has no flag `g`. */
export function placed(output: string, pattern: RegExp): Found {
  const at = output.search(pattern);
  return at < 0 ? { holds: false } : { holds: true, at };
}
