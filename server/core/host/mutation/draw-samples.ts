import { checkpoint, groupBy, seededRandom, shuffle } from "../../base/index.ts";
import { type Evaluator, samplesOf } from "../../evaluators/index.ts";
import { equals, type Sample, type Store } from "../../store/index.ts";
import { sampleContext } from "../sample-context.ts";

/** Of a store of any size so many samples are changed; more tell little more. */
export const mostSamples = 20;
const mostOthers = 40;

export interface DrawOptions {
  readonly seed: number;
  /** Whether the evaluator is still meant for a conversation. */
  readonly isMeant: (conversationId: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Samples that an evaluator passed, drawn from the store, of as many conversations as there are. */
export async function passedSamples(
  store: Store,
  evaluator: Evaluator,
  { seed, isMeant, signal }: DrawOptions,
): Promise<readonly Sample[]> {
  const rows = await store.tables.evaluations.read({
    where: `${equals("evaluatorKey", evaluator.key)} AND ${equals("label", "pass")}`,
    columns: ["id", "sampleId", "conversationId"],
  });
  const passed = groupBy(
    rows.filter(({ conversationId = "" }) => isMeant(conversationId)),
    ({ conversationId = "" }) => conversationId,
  );
  const random = seededRandom(seed);
  const ids = shuffle([...passed.keys()].sort(), random);
  const byRound = ids.flatMap((id) =>
    shuffle(
      passed
        .get(id)!
        .map(({ sampleId = "" }) => sampleId)
        .sort(),
      random,
    ).map((sampleId, round) => ({ id, sampleId, round })),
  );
  const drawn = byRound.sort((a, b) => a.round - b.round).slice(0, mostSamples);
  await checkpoint(signal);
  const samples = await samplesIn(store, evaluator, [...new Set(drawn.map(({ id }) => id))]);
  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  return drawn.flatMap(({ sampleId }) => byId.get(sampleId) ?? []);
}

/** Samples of conversations drawn from all there are: answers to other questions. */
export async function otherSamples(
  store: Store,
  evaluator: Evaluator,
  seed: number,
): Promise<readonly Sample[]> {
  const ids = (await store.tables.conversations.read({ columns: ["id"] })).map(({ id }) => id).sort();
  const samples = await samplesIn(
    store,
    evaluator,
    shuffle(ids, seededRandom(seed + 1)).slice(0, mostOthers),
  );
  return samples.filter(({ scope }) => scope === evaluator.scope);
}

async function samplesIn(store: Store, evaluator: Evaluator, ids: readonly string[]): Promise<Sample[]> {
  const page = await store.conversations(ids);
  const metaOf = await sampleContext(store, page, [evaluator]);
  return page.flatMap((whole) => samplesOf(whole.conversation.id, whole.messages, metaOf(whole)));
}
