import { groupBy } from "../base/index.ts";
import type { Evaluator } from "../evaluators/index.ts";
import type {
  ConversationDetail,
  ConversationPage,
  ConversationQuery,
  ConversationSummary,
} from "../review/index.ts";
import { evaluationOf, quote, type Store } from "../store/index.ts";
import type { Built } from "./build-snapshot.ts";

const defaultLimit = 100;

/** Lists conversations: those that fail most first where instructions are asked for, else newest first. Pages come from the store. */
export async function listConversations(
  store: Store,
  built: Built,
  evaluators: readonly Evaluator[],
  query: ConversationQuery,
): Promise<ConversationPage> {
  const ids = await matchingIds(store, built, query);
  const offset = query.offset ?? 0;
  return {
    total: ids.length,
    conversations: await summaries(
      store,
      built,
      evaluators,
      ids.slice(offset, offset + (query.limit ?? defaultLimit)),
    ),
  };
}

async function matchingIds(store: Store, built: Built, query: ConversationQuery): Promise<string[]> {
  let ids = query.instructions
    ? [...new Set(query.instructions.flatMap((key) => built.failing.get(key) ?? []))]
    : await newestFirst(store, query.text);
  const keep = (wanted: ReadonlySet<string>): void => {
    ids = ids.filter((id) => wanted.has(id));
  };
  if (query.instructions && query.text) keep(new Set(await newestFirst(store, query.text)));
  if (query.file)
    keep(new Set(built.input.linked.get(query.file)?.map(({ conversationId }) => conversationId ?? "")));
  if (query.behavior)
    ids = ids.filter((id) => (built.input.behaviorOf.get(id) ?? "outlier") === query.behavior);
  if (query.unmatched) keep(built.input.unmatched);
  if (query.evaluator || query.failing) keep(failedIds(built, query.evaluator));
  return ids;
}

async function newestFirst(store: Store, text: string | undefined): Promise<string[]> {
  const pattern =
    text?.trim() &&
    quote(
      `%${text
        .trim()
        .toLowerCase()
        .replace(/[%_\\]/g, "\\$&")}%`,
    );
  const where = pattern ? `lower(\`opening\`) LIKE ${pattern} OR lower(\`id\`) LIKE ${pattern}` : undefined;
  const rows = await store.tables.conversations.read({ ...(where && { where }), columns: ["id", "startMs"] });
  return rows
    .sort((a, b) => (b.startMs ?? 0) - (a.startMs ?? 0) || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

const failedIds = ({ input }: Built, evaluator: string | undefined): Set<string> =>
  new Set(
    input.verdicts.flatMap((one) =>
      one.label === "fail" && (!evaluator || one.evaluator === evaluator) ? [one.conversationId] : [],
    ),
  );

async function summaries(
  store: Store,
  built: Built,
  evaluators: readonly Evaluator[],
  ids: readonly string[],
): Promise<ConversationSummary[]> {
  const current = new Set(evaluators.map(({ key }) => key));
  const rows = new Map((await store.tables.conversations.readAny("id", ids)).map((row) => [row.id, row]));
  const evaluations = await store.tables.evaluations.readAny("conversationId", ids, [
    "id",
    "conversationId",
    "evaluator",
    "evaluatorKey",
    "label",
    "explanation",
  ]);
  const failures = groupBy(
    evaluations.filter(
      ({ label, evaluator, evaluatorKey, conversationId }) =>
        label === "fail" &&
        current.has(evaluatorKey ?? "") &&
        built.isMeant(evaluator ?? "", conversationId ?? ""),
    ),
    ({ conversationId }) => conversationId ?? "",
  );
  const promptsOf = groupBy(
    [...built.input.linked.values()].flat(),
    ({ conversationId }) => conversationId ?? "",
  );
  return ids.flatMap((id) => {
    const row = rows.get(id);
    if (!row) return [];
    const failed = [...groupBy(failures.get(id) ?? [], ({ evaluator }) => evaluator ?? "")].map(
      ([evaluator, list]) => ({ evaluator, explanation: list[0]?.explanation ?? "" }),
    );
    return [
      {
        id,
        opening: row.opening ?? "",
        ...(row.outcomeLabel && { outcome: row.outcomeLabel as "pass" | "fail" | "unknown" }),
        behaviorId: built.input.behaviorOf.get(id),
        prompts: promptsOf.get(id)?.map(({ file }) => file ?? "") ?? [],
        failed: failed.sort((a, b) => (a.evaluator < b.evaluator ? -1 : 1)),
        model: row.model,
        taskId: row.taskId,
        startMs: row.startMs,
      },
    ];
  });
}

/** One conversation with all that is known of it; undefined where nobody knows the id. */
export async function conversationDetail(
  store: Store,
  built: Built,
  evaluators: readonly Evaluator[],
  id: string,
): Promise<ConversationDetail | undefined> {
  const [whole] = await store.conversations([id]);
  if (!whole) return undefined;
  const current = new Set(evaluators.map(({ key }) => key));
  const evaluations = (await store.tables.evaluations.readAny("conversationId", [id]))
    .map(evaluationOf)
    .filter(({ evaluator, evaluatorKey }) => current.has(evaluatorKey) && built.isMeant(evaluator, id));
  const links = (await store.tables.links.readAny("conversationId", [id])).filter(({ file }) => file);
  const behavior = built.snapshot.behaviors.find((one) => one.id === built.input.behaviorOf.get(id))?.name;
  return {
    conversation: whole.conversation,
    messages: whole.messages,
    evaluations,
    prompts: links.map(({ file = "", version = "", how = "" }) => ({ file, version, how })),
    ...(behavior && { behavior }),
  };
}
