import type { LongWork } from "../base/index.ts";
import { type EvaluationServices, type Evaluator, runEvaluators, samplesOf } from "../evaluators/index.ts";
import type { Evaluated } from "../review/index.ts";
import {
  anyOf,
  type Evaluation,
  evaluationId,
  evaluationRow,
  type Label,
  type Row,
  type Sample,
  type Store,
} from "../store/index.ts";
import { WaitingTally } from "./judging/waiting-tally.ts";
import { type Chosen, type OpenConversation, openConversations } from "./open-conversations.ts";
import type { PromptFile } from "./prompt-files.ts";
import { sampleContext } from "./sample-context.ts";

/** `conversations`: those that something had to be judged in; `judges`, `waiting`: absent where none was asked, nothing waits. */
export interface EvaluateSummary extends Evaluated {
  readonly labels: Readonly<Record<string, Readonly<Record<Label, number>>>>;
  /** Tags of the configuration that could not be looked for, and behaviors that evaluators name and there are not. */
  readonly tagProblems?: readonly string[];
  /** Where nobody asked, and something was left alone for now: when that may be judged, milliseconds from now. */
  readonly againInMs?: number;
}

export interface PuttingOff {
  /**
   * Told of what has to wait instead of storing it as unknown: where nobody asked, nobody needs to know, and what is written makes those who
   * watch the store look again. `content`: the hash of the conversation.
   */
  readonly onPutOff?: (evaluation: Evaluation, content: string) => void;
}

/**
 * Judges what has not been judged: new conversations, and all again for an evaluator that is new or changed. May be killed at any moment:
 * a conversation counts as judged only after its evaluations are stored, and what is stored of the others is not judged again, but for what a judge put off.
 */
export async function evaluateConversations(
  store: Store,
  evaluators: readonly Evaluator[],
  files: readonly PromptFile[],
  services: EvaluationServices,
  work: LongWork = {},
  { onPutOff, ...chosen }: Chosen & PuttingOff = {},
): Promise<EvaluateSummary & { readonly hasWritten: boolean }> {
  const { judgedBy, open } = await openConversations(store, evaluators, files, chosen);
  const ids = [...open.keys()].sort();
  const keys = new Set([...open.values()].flatMap(({ wanted }) => wanted).flatMap((set) => [...set]));
  const wanted = evaluators.filter(({ key }) => keys.has(key));
  const pages = new Pages(store, ids, wanted, await isAnyStored(store, [...keys]));
  // Known before any of it is read, so that one which grows meanwhile is another one than this, whenever that is.
  const contents = new Map([...open].map(([id, { content }]) => [id, content]));
  let [evaluations, hasWritten] = [0, false];
  const waits = new WaitingTally();
  /** Conversations that a judge is still to be asked about: the next evaluation takes them up. */
  const putOff = new Set<string>();
  const run = await runEvaluators({
    ...work,
    ...{ evaluators: wanted, services, total: ids.length },
    samples: pages.samples(work.signal),
    wanted: (evaluator, sample) =>
      open.get(sample.conversationId)!.wanted.has(evaluator.key) &&
      !pages.stored.has(evaluationId(evaluator.key, sample.id)),
    onEvaluations: async (finished) => {
      const atMs = Date.now();
      const waiting = finished.filter(({ isPutOff }) => isPutOff);
      for (const { conversationId } of waiting) putOff.add(conversationId);
      for (const one of waiting) {
        waits.add(one);
        onPutOff?.(one, open.get(one.conversationId)!.content);
      }
      evaluations += finished.length - waiting.length;
      const told = finished.filter((one) => !one.isPutOff || (!onPutOff && !pages.isWaiting(one)));
      hasWritten ||= told.length > 0;
      await store.conclude(
        "evaluations",
        told.map((one) => evaluationRow({ atMs, ...one })),
        contents,
      );
    },
    onDone: () => {
      const done = pages.done().filter((id) => !putOff.has(id));
      return judgedBy.write(done.map((id) => judgedRow(id, open.get(id)!)));
    },
  });
  const { judge } = services;
  const judges = "refused" in judge ? [] : judge.tallies();
  const waiting = waits.all();
  return {
    ...{ conversations: ids.length, evaluations, hasWritten },
    labels: Object.fromEntries(run.labels),
    ...(judges.length > 0 && { judges }),
    ...(waiting.length > 0 && { waiting }),
  };
}

const judgedRow = (id: string, { content, after }: OpenConversation) => ({ id, content, by: after });

/** A run that was killed, or one of chosen evaluators, leaves evaluations in conversations that do not count as judged. */
const isAnyStored = async (store: Store, keys: readonly string[]): Promise<boolean> =>
  keys.length > 0 && (await store.tables.evaluations.count(anyOf("evaluatorKey", keys))) > 0;

type Stored = Pick<Row<"evaluations">, "id" | "putOff" | "explanation">;

/** The samples of conversations, page by page, with what is stored of them already. */
class Pages {
  /** Ids of evaluations that are stored, of the pages that are not done. */
  readonly stored = new Set<string>();
  /** Explanations of those that were put off. */
  private readonly waiting = new Map<string, string>();
  private readonly read: { readonly ids: readonly string[]; readonly stored: readonly string[] }[] = [];

  constructor(
    private readonly store: Store,
    private readonly ids: readonly string[],
    private readonly evaluators: readonly Evaluator[],
    private readonly isAnyStored: boolean,
  ) {}

  async *samples(signal: AbortSignal | undefined): AsyncGenerator<Sample[]> {
    const scopes = new Set(this.evaluators.map(({ scope }) => scope));
    for await (const page of this.store.pages(this.ids, signal)) {
      const ids = page.map(({ conversation }) => conversation.id);
      const stored = this.isAnyStored ? await this.storedOf(ids) : [];
      for (const { id, putOff, explanation } of stored)
        if (putOff) this.waiting.set(id, explanation ?? "");
        else this.stored.add(id);
      this.read.push({ ids, stored: stored.map(({ id }) => id) });
      const metaOf = await sampleContext(this.store, page, this.evaluators);
      yield page.flatMap((whole) => samplesOf(whole.conversation.id, whole.messages, metaOf(whole), scopes));
    }
  }

  /** The conversations of the oldest page that is not done; now it is. */
  done(): readonly string[] {
    const page = this.read.shift()!;
    for (const id of page.stored) {
      this.stored.delete(id);
      this.waiting.delete(id);
    }
    return page.ids;
  }

  /** It is stored as it is: put off for the same reason, and nothing was paid for it since. */
  isWaiting({ evaluatorKey, sampleId, explanation, costUsd = 0 }: Evaluation): boolean {
    return costUsd === 0 && this.waiting.get(evaluationId(evaluatorKey, sampleId)) === explanation;
  }

  /** What is stored of them; those that were put off with their explanation. */
  private async storedOf(ids: readonly string[]): Promise<Stored[]> {
    const { evaluations } = this.store.tables;
    const rows = await evaluations.readAny("conversationId", ids, ["id", "putOff"]);
    const putOff = rows.filter((row) => row.putOff).map(({ id }) => id);
    const told = await evaluations.readAny("id", putOff, ["id", "putOff", "explanation"]);
    return [...rows.filter((row) => !row.putOff), ...told];
  }
}
