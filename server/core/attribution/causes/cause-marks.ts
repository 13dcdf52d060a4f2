import { evidenceFrom } from "../../signals/index.ts";
import type { Message, Span } from "../../store/index.ts";
import type { CauseMark } from "../diagnosis/index.ts";
import { capabilityRules } from "./capability.ts";
import { type CauseReading, causeReading } from "./cause-reading.ts";
import { contextRules } from "./context.ts";
import { toolRules } from "./tool.ts";
import { userRules } from "./user.ts";

/** Where a rule found something. `quoted` is the text that shows it, `at` the offset in it that matters. `strength` overrides the rule's. */
export interface CauseFound {
  readonly messageIndex: number;
  readonly quoted: string;
  readonly at?: number;
  readonly strength?: number;
  readonly spanId?: string;
}

/**
 * One way to tell that something else than a line of the prompt may be at work. `strength`: how sure it is that what it names happened,
 * in 0..1; whether that explains a failure is for the diagnosis to weigh, since passing conversations have such marks as well.
 */
export interface CauseRule {
  readonly kind: string;
  /** What it says happened, after "The conversation has: ". */
  readonly says: string;
  readonly strength: number;
  readonly find: (reading: CauseReading) => readonly CauseFound[];
}

/** All rules by the cause that they speak for. Adding one is adding a row in its file. */
export const causeRules: Readonly<Record<CauseMark["cause"], readonly CauseRule[]>> = {
  context: contextRules,
  tool: toolRules,
  capability: capabilityRules,
  user: userRules,
};

const inOrder = (Object.keys(causeRules) as CauseMark["cause"][]).flatMap((cause) =>
  causeRules[cause].map((rule) => ({ cause, rule })),
);

/** A run that fails a thousand times says no more than one that fails twenty times. */
const MAX_OF_A_KIND = 20;

/**
 * What in a conversation may explain a failure without any line of the prompt, by rule, in the order of its messages and at most one of a
 * kind for each message. Its spans tell of retrievals, failures and why the model stopped; without them, messages alone are read.
 */
export function causeMarks(messages: readonly Message[], spans: readonly Span[]): CauseMark[] {
  const reading = causeReading(messages, spans);
  return inOrder
    .flatMap(({ cause, rule }) => {
      const first = new Map<number, CauseFound>();
      for (const found of rule.find(reading))
        if (!first.has(found.messageIndex)) first.set(found.messageIndex, found);
      return [...first.values()].slice(0, MAX_OF_A_KIND).map((found): CauseMark => {
        const spanId = found.spanId ?? reading.spanAt(found.messageIndex);
        return {
          cause,
          kind: rule.kind,
          strength: found.strength ?? rule.strength,
          messageIndex: found.messageIndex,
          ...(spanId !== undefined && { spanId }),
          quote: evidenceFrom(found.quoted, found.at),
        };
      });
    })
    .sort((a, b) => a.messageIndex - b.messageIndex);
}
