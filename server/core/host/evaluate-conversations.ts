import { groupBy, type LongWork, stableId } from "../base/index.ts";
import { type EvaluationServices, type Evaluator, runEvaluators, samplesOf } from "../evaluators/index.ts";
import { evaluationId, evaluationRow, type Label, type Sample, type Store } from "../store/index.ts";
import type { PromptFile } from "./prompt-files.ts";
import { sampleContext } from "./sample-context.ts";

export interface EvaluateSummary {
  /** Conversations that something had to be judged in, and evaluations made, by this run. */
  readonly conversations: number;
  readonly evaluations: number;
  readonly labels: Readonly<Record<string, Readonly<Record<Label, number>>>>;
  /** Tags of the configuration that could not be looked for. */
  readonly tagProblems?: readonly string[];
}

/** Judges what has not been judged: new conversations, and all again for an evaluator that is new or changed. */
export async function evaluateConversations(
  store: Store,
  evaluators: readonly Evaluator[],
  files: readonly PromptFile[],
  services: EvaluationServices,
  work: LongWork = {},
): Promise<EvaluateSummary> {
  const wanted = await wantedEvaluators(store, evaluators, files);
  const ids = [...wanted.keys()].sort();
  let evaluations = 0;
  const run = await runEvaluators({
    evaluators,
    services,
    samples: samplePages({ store, ids, evaluators, signal: work.signal }, (page) =>
      markJudged(store, page, wanted),
    ),
    wanted: (evaluator, sample) =>
      wanted.get(sample.conversationId)!.open.has(evaluator.key) &&
      !wanted.get(sample.conversationId)!.done.has(evaluationId(evaluator.key, sample.id)),
    onEvaluations: async (batch) => {
      evaluations += batch.length;
      await store.conclude("evaluations", batch.map(evaluationRow));
    },
    signal: work.signal,
    progress:
      work.progress && (({ done }) => work.progress!({ stage: "evaluating", done, total: undefined })),
  });
  return { conversations: ids.length, evaluations, labels: Object.fromEntries(run.labels) };
}

interface Wanted {
  readonly state: string;
  /** Keys of the evaluators that apply to the conversation. */
  readonly open: ReadonlySet<string>;
  /** Ids of evaluations that are stored already, for conversations judged in part. */
  readonly done: ReadonlySet<string>;
}

async function wantedEvaluators(
  store: Store,
  evaluators: readonly Evaluator[],
  files: readonly PromptFile[],
): Promise<Map<string, Wanted>> {
  const names = new Map(files.map(({ file, name }) => [file, name]));
  const links = await store.tables.links.read({ columns: ["conversationId", "file"] });
  const promptsOf = new Map(
    [...groupBy(links, ({ conversationId }) => conversationId ?? "")].map(([id, rows]) => [
      id,
      rows.map(({ file }) => names.get(file ?? "") ?? ""),
    ]),
  );
  const judged = new Map((await store.tables.judged.read()).map((row) => [row.id, row.evaluators]));
  const conversations = await store.tables.conversations.read({ columns: ["id", "contentHash"] });
  const applying = memoByPrompts(evaluators);
  const open = conversations.flatMap(({ id, contentHash }) => {
    const keys = applying(promptsOf.get(id) ?? []);
    const state = stableId([contentHash, ...[...keys].sort()]);
    return judged.get(id) === state ? [] : [{ id, keys, state, isNew: !judged.has(id) }];
  });
  const partly = open.filter(({ isNew }) => !isNew).map(({ id }) => id);
  const stored = groupBy(
    await store.tables.evaluations.readAny("conversationId", partly, ["id", "conversationId"]),
    ({ conversationId }) => conversationId ?? "",
  );
  return new Map(
    open.map(({ id, keys, state }) => [
      id,
      { state, open: keys, done: new Set(stored.get(id)?.map((row) => row.id)) },
    ]),
  );
}

function memoByPrompts(
  evaluators: readonly Evaluator[],
): (prompts: readonly string[]) => ReadonlySet<string> {
  const memo = new Map<string, ReadonlySet<string>>();
  return (prompts) => {
    const id = prompts.join("\n");
    let keys = memo.get(id);
    if (!keys) {
      keys = new Set(
        evaluators
          .filter((one) => !one.prompts || one.prompts.some((name) => prompts.includes(name)))
          .map(({ key }) => key),
      );
      memo.set(id, keys);
    }
    return keys;
  };
}

/** Samples of a page of conversations; once the next page is asked for, this one is judged and stored. */
async function* samplePages(
  {
    store,
    ids,
    evaluators,
    signal,
  }: {
    readonly store: Store;
    readonly ids: readonly string[];
    readonly evaluators: readonly Evaluator[];
    readonly signal: AbortSignal | undefined;
  },
  judged: (page: readonly string[]) => Promise<void>,
): AsyncGenerator<Sample[]> {
  for await (const page of store.pages(ids, signal)) {
    const metaOf = await sampleContext(store, page, evaluators);
    yield page.flatMap((whole) => samplesOf(whole.conversation.id, whole.messages, metaOf(whole)));
    await judged(page.map(({ conversation }) => conversation.id));
  }
}

const markJudged = (
  store: Store,
  ids: readonly string[],
  wanted: ReadonlyMap<string, Wanted>,
): Promise<void> =>
  store.conclude(
    "judged",
    ids.map((id) => ({ id, evaluators: wanted.get(id)!.state })),
  );
