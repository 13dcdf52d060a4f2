import {
  type CauseMark,
  type Exemplar,
  firstBadStep,
  type PromptDiagnosis,
} from "../../attribution/index.ts";
import { indexBy } from "../../base/index.ts";
import type { Store, WholeConversation } from "../../store/index.ts";

/** Conversations that are read for one diagnosis; mechanisms further down are looked at one by one. */
const mostRead = 30;
/** A step that is less probable is not told: in a long conversation of which nothing shows, every step is a little so. */
const leastProbability = 0.25;

/** The exemplars of mechanisms with the step that went wrong first, as far as that can be told. */
export async function withFirstSteps(
  diagnosis: PromptDiagnosis,
  store: Store,
  marks: ReadonlyMap<string, readonly CauseMark[]>,
): Promise<PromptDiagnosis> {
  const ids = diagnosis.mechanisms.flatMap(({ exemplars }) => exemplars.map((one) => one.conversationId));
  const read = indexBy(
    await store.conversations([...new Set(ids)].slice(0, mostRead)),
    ({ conversation }) => conversation.id,
  );
  const withStep = (exemplar: Exemplar): Exemplar => {
    const whole = read.get(exemplar.conversationId);
    const step = whole && stepOf(whole, exemplar, marks.get(exemplar.conversationId) ?? []);
    return step ? { ...exemplar, firstStep: step } : exemplar;
  };
  return {
    ...diagnosis,
    mechanisms: diagnosis.mechanisms.map((one) => ({ ...one, exemplars: one.exemplars.map(withStep) })),
  };
}

function stepOf(
  { messages, spans }: WholeConversation,
  { conversationId, evidenceAt }: Exemplar,
  marks: readonly CauseMark[],
): Exemplar["firstStep"] {
  const hints = evidenceAt === undefined ? {} : { evidenceAt };
  const step = firstBadStep(messages, spans, marks, hints);
  return step && step.probability >= leastProbability ? { conversationId, ...step } : undefined;
}
