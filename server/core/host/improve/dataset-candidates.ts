import type { LongWork } from "../../base/index.ts";
import { groupBy, stableId } from "../../base/index.ts";
import { fitLexicalEmbedder } from "../../behaviors/index.ts";
import type { Candidate, DatasetTarget } from "../../improve/index.ts";
import type { Embedder } from "../../models/index.ts";
import type { Store } from "../../store/index.ts";
import type { Built } from "../build-snapshot.ts";
import type { PromptFile } from "../prompt-files.ts";
import { requestVectors } from "../request-vectors.ts";

/** The conversations of a target with a prompt, and the rest of that prompt's. `ownTotal`: of those of the target, how many there are. */
export interface DatasetCandidates {
  readonly own: readonly Candidate[];
  readonly ownTotal: number;
  readonly others: readonly Candidate[];
  readonly othersTotal: number;
}

/** So many of each are looked at, by chance: near-duplicates are looked for in pairs. */
const mostOwn = 1_200;
const mostOthers = 1_500;

type Unembedded = Omit<Candidate, "vector">;

/**
 * Reads them from the store. The outcome of the target's is what its evaluator says, of a behavior's what all evaluators say that are not known
 * to err; of all others the latter as well. What nobody judged has none; for an evaluator it is none of the target's.
 */
export async function datasetCandidates(
  target: DatasetTarget,
  { file }: PromptFile,
  world: {
    readonly store: Store;
    readonly built: Built;
    readonly embedder: Embedder | undefined;
    /** Conversations that are looked at however many there are. */
    readonly kept: ReadonlySet<string>;
  },
  work: LongWork,
): Promise<DatasetCandidates> {
  const { store, built, embedder, kept } = world;
  const all = await candidatesOf(target, file, store, built);
  const own = all.filter((one) => one.isTarget);
  const others = all.filter((one) => !one.isTarget);
  const some = [...byChance(own, mostOwn, kept), ...byChance(others, mostOthers, kept)];
  const vectors = await vectorsOf(some, store, embedder, work);
  const withVectors = some.map(({ isTarget, ...one }, i) => ({
    isTarget,
    one: { ...one, vector: vectors[i]! },
  }));
  return {
    own: withVectors.flatMap(({ isTarget, one }) => (isTarget ? one : [])),
    ownTotal: own.length,
    others: withVectors.flatMap(({ isTarget, one }) => (isTarget ? [] : one)),
    othersTotal: others.length,
  };
}

async function candidatesOf(
  target: DatasetTarget,
  file: string,
  { tables }: Store,
  { input, snapshot }: Built,
): Promise<(Unembedded & { readonly isTarget: boolean })[]> {
  const rows = await tables.conversations.read({ columns: ["id", "opening", "taskId"] });
  const linked = new Set((input.linked.get(file) ?? []).map(({ conversationId }) => conversationId));
  const erring = new Set(
    snapshot.evaluators.flatMap(({ name, trust }) => (trust === "untrusted" ? name : [])),
  );
  const verdicts = groupBy(input.verdicts, ({ conversationId }) => conversationId);
  const byName = target.kind === "evaluator" ? target.name : undefined;
  const inTarget = (id: string): boolean =>
    target.kind === "behavior" && (input.behaviorsOf.get(id) ?? []).includes(target.id);
  return rows
    .filter(({ id, opening }) => linked.has(id) && opening)
    .map(({ id, opening = "", taskId }) => {
      const said = verdicts.get(id) ?? [];
      const ofTarget = outcomeOf(said.filter(({ evaluator }) => evaluator === byName));
      const isTarget = byName === undefined ? inTarget(id) : ofTarget !== undefined;
      const [first] = input.requestsOf.get(id) ?? [];
      const behavior =
        inTarget(id) && target.kind === "behavior" ? target.id : input.behaviorsOf.get(id)?.[0];
      return {
        ...{ conversation: id, text: opening, isTarget, task: taskId, behavior },
        outcome: ofTarget ?? outcomeOf(said.filter(({ evaluator }) => !erring.has(evaluator))),
        isLater: inTarget(id) && first?.behaviorId !== behavior,
      };
    });
}

function outcomeOf(verdicts: readonly { readonly label: string }[]): "pass" | "fail" | undefined {
  if (verdicts.some(({ label }) => label === "fail")) return "fail";
  return verdicts.some(({ label }) => label === "pass") ? "pass" : undefined;
}

function byChance<T extends Unembedded>(all: readonly T[], most: number, kept: ReadonlySet<string>): T[] {
  if (all.length <= most) return [...all];
  const isKept = ({ conversation }: T): boolean => kept.has(conversation);
  const order = new Map(all.map(({ conversation }) => [conversation, stableId(["dataset", conversation])]));
  const drawn = all
    .filter((one) => !isKept(one))
    .sort((a, b) => (order.get(a.conversation)! < order.get(b.conversation)! ? -1 : 1))
    .slice(0, most);
  return [...all.filter(isKept), ...drawn];
}

/** By the embedder that finds behaviors: a model's where one is configured, else the words' own, learnt from these texts. */
async function vectorsOf(
  some: readonly Unembedded[],
  store: Store,
  embedder: Embedder | undefined,
  work: LongWork,
): Promise<Float32Array[]> {
  if (some.length === 0) return [];
  if (embedder) {
    const requests = some.map(({ conversation, text }) => ({
      ...{ id: conversation, conversationId: conversation, text },
    }));
    const found = await requestVectors(store, embedder, requests, work);
    return some.map(({ conversation }) => found.get(conversation)!);
  }
  const texts = some.map(({ text }) => text);
  const { width, vectors } = fitLexicalEmbedder(texts, 1).embeddings;
  return texts.map((_, i) => vectors.subarray(i * width, (i + 1) * width));
}

/** What the recorded tool calls of conversations were given, for texts that are recombined. */
export async function withPinned(
  candidates: readonly Candidate[],
  drawn: ReadonlySet<string>,
  store: Store,
): Promise<Candidate[]> {
  const wholes = await store.conversations([...drawn].sort());
  const pinned = new Map(
    wholes.map(({ conversation, messages }) => [
      conversation.id,
      messages.flatMap(({ toolCalls = [] }) => toolCalls.map(({ args }) => JSON.stringify(args) ?? "")),
    ]),
  );
  return candidates.map((one) => {
    const own = pinned.get(one.conversation);
    return own ? { ...one, pinned: own } : one;
  });
}
