import { messageOf } from "../../base/index.ts";
import type { CheckType, JsonSchema, Prepared, Verdict } from "../check-type.ts";
import { unknownVerdict, verdictOf } from "../check-type.ts";
import { underDeadline } from "../deadline.ts";
import { quote, saidLast, visible } from "../evidence.ts";

/** Says what keeps a text from being what is claimed, undefined where nothing does. Synchronous, so that a deadline can end it. */
export type FindProblem = (output: string) => string | undefined;

export interface TextCheck<Value> {
  readonly name: string;
  readonly doc: string;
  /** What the output must do: "be HTML". */
  readonly claim: string;
  readonly value?: JsonSchema;
  /** Reads `value`, or throws an error that says what is wrong with it. */
  readonly read?: (value: unknown) => Value;
  /** Loads the parser it needs, which few processes do. */
  readonly open: (value: Value) => Promise<FindProblem> | FindProblem;
}

/** A check on the form of the output, by a parser that hostile text may keep busy for long. */
export function textCheck<Value = undefined>(kind: TextCheck<Value>): CheckType {
  return {
    name: kind.name,
    doc: kind.doc,
    version: 1,
    value: kind.value,
    required: [],
    prepare({ value }, inverse): Prepared {
      let read: Value;
      try {
        read = (kind.read ? kind.read(value) : undefined) as Value;
      } catch (error) {
        return { problem: messageOf(error), at: "value" };
      }
      let opened: Promise<FindProblem> | FindProblem | undefined;
      return {
        check: async (sample, { deadlineMs }): Promise<Verdict> => {
          opened ??= kind.open(read);
          const find = await opened;
          const outcome = underDeadline(() => find(sample.output), deadlineMs);
          if ("overrun" in outcome)
            return unknownVerdict(
              `Whether the output's ${sample.output.length} characters ${kind.claim} took over ${deadlineMs} ms to tell`,
            );
          const problem = outcome.value;
          const said = saidLast(sample);
          return verdictOf({
            holds: problem === undefined,
            inverse,
            subject: "The output",
            claim: kind.claim,
            ...said,
            evidence: problem === undefined ? said.evidence : `${shortened(problem)}; ${said.evidence}`,
          });
        },
      };
    },
  };
}

/** Parsers quote what they read, at length. */
const shortened = (problem: string): string =>
  problem.length > 200 ? quote(problem, 0, 200) : visible(problem);
