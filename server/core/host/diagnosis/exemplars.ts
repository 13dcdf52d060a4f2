import {
  type CauseMark,
  type ContextGap,
  contextGap,
  type DocumentIndex,
  type Exemplar,
  filledGap,
  firstBadStep,
  type Mechanism,
  type PromptDiagnosis,
} from "../../attribution/index.ts";
import { indexBy } from "../../base/index.ts";
import type { Store, WholeConversation } from "../../store/index.ts";
import { systemTextsOf } from "../sample-context.ts";

/** Conversations that are read for one diagnosis; mechanisms further down are looked at one by one. */
const mostRead = 30;
/** A step that is less probable is not told: in a long conversation of which nothing shows, every step is a little so. */
const leastProbability = 0.25;

/**
 * The exemplars of mechanisms with what shows only in their messages: the step that went wrong first, and for failures of context what was
 * not there, tried on what other conversations were given.
 */
export async function withExemplarDetails(
  diagnosis: PromptDiagnosis,
  store: Store,
  marks: ReadonlyMap<string, readonly CauseMark[]>,
  documentsOf: (tools: readonly string[]) => Promise<DocumentIndex>,
): Promise<PromptDiagnosis> {
  const ids = diagnosis.mechanisms.flatMap(({ exemplars }) => exemplars.map((one) => one.conversationId));
  const read = indexBy(
    await store.conversations([...new Set(ids)].slice(0, mostRead)),
    ({ conversation }) => conversation.id,
  );
  const systems = await systemTextsOf(store, [...read.keys()]);
  const detailed = (exemplar: Exemplar, { cause }: Mechanism): Exemplar => {
    const whole = read.get(exemplar.conversationId);
    if (!whole) return exemplar;
    const own = marks.get(exemplar.conversationId) ?? [];
    const firstStep = stepOf(whole, exemplar, own, systems.get(exemplar.conversationId));
    const gap = cause === "context" ? contextGap(whole.messages, whole.spans, own) : undefined;
    return { ...exemplar, ...(firstStep && { firstStep }), ...(gap && { gap }) };
  };
  const mechanisms = diagnosis.mechanisms.map((one) => ({
    ...one,
    exemplars: one.exemplars.map((exemplar) => detailed(exemplar, one)),
  }));
  return { ...diagnosis, mechanisms: await withTriedGaps(mechanisms, documentsOf) };
}

function stepOf(
  { messages, spans }: WholeConversation,
  { conversationId, evidenceAt }: Exemplar,
  marks: readonly CauseMark[],
  systemText: string | undefined,
): Exemplar["firstStep"] {
  const hints = {
    ...(evidenceAt !== undefined && { evidenceAt }),
    ...(systemText !== undefined && { systemText }),
  };
  const step = firstBadStep(messages, spans, marks, hints);
  return step && step.probability >= leastProbability ? { conversationId, ...step } : undefined;
}

/** Documents are read only where something is missing. */
async function withTriedGaps(
  mechanisms: readonly Mechanism[],
  documentsOf: (tools: readonly string[]) => Promise<DocumentIndex>,
): Promise<readonly Mechanism[]> {
  const gaps = mechanisms.flatMap(({ exemplars }) => exemplars.flatMap(({ gap }) => gap ?? []));
  if (gaps.length === 0) return mechanisms;
  const index = await documentsOf(toolsOf(gaps));
  return mechanisms.map((one) => ({
    ...one,
    exemplars: one.exemplars.map((exemplar) =>
      exemplar.gap ? { ...exemplar, gap: filledGap(exemplar.gap, index, exemplar.conversationId) } : exemplar,
    ),
  }));
}

const toolsOf = (gaps: readonly ContextGap[]): string[] =>
  [...new Set(gaps.flatMap(({ source }) => source ?? []))].sort();
