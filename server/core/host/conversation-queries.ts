import { groupBy } from "../base/index.ts";
import {
  type ConversationDetail,
  type ConversationPage,
  type ConversationPrompt,
  type ConversationQuery,
  type ConversationSummary,
  type QueryContext,
  wholeLabels,
} from "../review/index.ts";
import { evaluationOf, type Row, recordedKey, type Store } from "../store/index.ts";
import type { QueryWorld } from "./query/condition-plans.ts";
import { findConversations, readQuery } from "./query/find-conversations.ts";
import { idsPlan, type Plan } from "./query/plan.ts";
import { requestPlans } from "./query/request-plans.ts";
import type { FoundIds } from "./query/run-plan.ts";

const defaultLimit = 100;

export interface ListContext extends QueryContext {
  /** Conversations that fail an instruction by its key, those that fail most first. Asked for only where a query names instructions. */
  readonly failing: () => Promise<ReadonlyMap<string, readonly string[]>>;
}

/**
 * Lists conversations: those that fail most first where instructions are asked for, else newest first. Pages come from the store; figures
 * of all conversations are needed for instructions alone. Throws `query-invalid`.
 */
export async function listConversations(
  world: QueryWorld,
  query: ConversationQuery,
  context: ListContext,
): Promise<ConversationPage> {
  const node = readQuery(query.query ?? "", context);
  const page = { offset: query.offset ?? 0, limit: query.limit ?? defaultLimit };
  const beside = await requestPlans(query, world);
  const { instructions } = query;
  const { total, ids } = instructions
    ? await amongThese(await failingIds(instructions, context), (plan) =>
        findConversations(node, world, { offset: 0, limit: Number.MAX_SAFE_INTEGER }, [...beside, plan]),
      ).then((all) => ({ total: all.length, ids: all.slice(page.offset, page.offset + page.limit) }))
    : await findConversations(node, world, page, beside);
  return { total, conversations: await conversationSummaries(world, ids) };
}

async function failingIds(instructions: readonly string[], { failing }: ListContext): Promise<string[]> {
  const byKey = await failing();
  return [...new Set(instructions.flatMap((key) => byKey.get(key) ?? []))];
}

/** Those of `ids` that are found, in the order they were given in. */
async function amongThese(
  ids: readonly string[],
  find: (plan: Plan) => Promise<FoundIds>,
): Promise<string[]> {
  const found = new Set((await find(idsPlan(ids))).ids);
  return ids.filter((id) => found.has(id));
}

/** What lists show of conversations, in the order of `ids`. */
export async function conversationSummaries(
  world: QueryWorld,
  ids: readonly string[],
): Promise<ConversationSummary[]> {
  const { conversations, evaluations, requests } = world.store.tables;
  const [found, linked, verdicts, asked] = await Promise.all([
    conversations.readAny("id", ids, ["id", "opening", "outcomeLabel", "model", "taskId", "startMs"]),
    linksOf(world.store, ids),
    evaluations.readAny("conversationId", ids, [
      "id",
      "conversationId",
      "evaluator",
      "evaluatorKey",
      "label",
      "explanation",
    ]),
    requests.readAny("conversationId", ids, ["id", "conversationId", "behaviorId", "messageIndex"]),
  ]);
  const isCurrent = currentIn(world, linked);
  const labels = wholeLabels(world.labels?.entries ?? []);
  const rows = new Map(found.map((row) => [row.id, row]));
  const failures = groupBy(
    verdicts.filter((one) => one.label === "fail" && isCurrent(one)),
    ({ conversationId = "" }) => conversationId,
  );
  const requestsOf = groupBy(inOrder(asked), ({ conversationId = "" }) => conversationId);
  return ids.flatMap((id) => {
    const row = rows.get(id);
    if (!row) return [];
    const failed = [...groupBy(failures.get(id) ?? [], ({ evaluator = "" }) => evaluator)].map(
      ([evaluator, list]) => ({ evaluator, explanation: list[0]?.explanation ?? "" }),
    );
    return [
      {
        id,
        opening: row.opening ?? "",
        ...(row.outcomeLabel && { outcome: row.outcomeLabel as "pass" | "fail" | "unknown" }),
        behaviorIds: [...new Set(requestsOf.get(id)?.flatMap(({ behaviorId }) => behaviorId ?? []))],
        prompts: linked.get(id)?.map(({ file }) => file ?? "") ?? [],
        ...(labels.has(id) && { label: labels.get(id)! }),
        failed: failed.sort((a, b) => (a.evaluator < b.evaluator ? -1 : 1)),
        model: row.model,
        taskId: row.taskId,
        startMs: row.startMs,
      },
    ];
  });
}

/** In the order of asking: the opening request has no index. */
const inOrder = <R extends { readonly messageIndex?: number }>(requests: readonly R[]): R[] =>
  [...requests].sort((a, b) => (a.messageIndex ?? -1) - (b.messageIndex ?? -1));

type Links = ReadonlyMap<string, readonly Row<"links">[]>;

/** By conversation, the prompts that were found for it. */
async function linksOf(store: Store, ids: readonly string[]): Promise<Links> {
  return linksIn(await store.tables.links.readAny("conversationId", ids, ["id", "conversationId", "file"]));
}

const linksIn = (rows: readonly Row<"links">[]): Links =>
  groupBy(
    rows.filter(({ file }) => file).sort((a, b) => (a.id < b.id ? -1 : 1)),
    ({ conversationId = "" }) => conversationId,
  );

/** Whether a verdict is of an evaluator as it is defined now, and of a conversation that it is still meant for. */
function currentIn({ evaluators, files }: QueryWorld, linked: Links): (row: Row<"evaluations">) => boolean {
  const byKey = new Map(evaluators.map((one) => [one.key, one]));
  const nameOf = new Map(files.map(({ file, name }) => [file, name]));
  return ({ evaluatorKey = "", conversationId = "" }) => {
    const evaluator = byKey.get(evaluatorKey);
    if (!evaluator?.prompts) return evaluator !== undefined;
    return (linked.get(conversationId) ?? []).some(({ file = "" }) =>
      evaluator.prompts?.includes(nameOf.get(file) ?? ""),
    );
  };
}

/** One conversation with all that is known of it; undefined where nobody knows the id. */
export async function conversationDetail(
  world: QueryWorld,
  id: string,
): Promise<ConversationDetail | undefined> {
  const { store } = world;
  const [whole] = await store.conversations([id]);
  if (!whole) return undefined;
  const { evaluations, requests, behaviors, links } = store.tables;
  const [rows, verdicts, asked] = await Promise.all([
    links.readAny("conversationId", [id]),
    evaluations.readAny("conversationId", [id]),
    requests.readAny("conversationId", [id], ["id", "behaviorId", "messageIndex"]),
  ]);
  const linked = linksIn(rows);
  const isCurrent = currentIn(world, linked);
  const named = new Map(
    (
      await behaviors.readAny(
        "id",
        asked.flatMap(({ behaviorId }) => behaviorId ?? []),
        ["id", "name"],
      )
    ).map((row) => [row.id, world.decidedNames?.get(row.id) ?? row.name ?? ""]),
  );
  return {
    conversation: whole.conversation,
    messages: whole.messages,
    evaluations: verdicts
      .filter((row) => row.evaluatorKey === recordedKey || isCurrent(row))
      .map(evaluationOf),
    prompts: (linked.get(id) ?? []).map(promptOf),
    isLinked: rows.length > 0,
    behaviors: behaviorsAsked(asked, named),
  };
}

/** The behaviors of a conversation's requests by name, in the order of asking. */
export const behaviorsAsked = (
  requests: readonly Row<"requests">[],
  named: ReadonlyMap<string, string>,
): ConversationDetail["behaviors"] =>
  inOrder(requests).flatMap(({ behaviorId = "", messageIndex }) => {
    const name = named.get(behaviorId);
    return name ? [{ id: behaviorId, name, ...(messageIndex !== undefined && { messageIndex }) }] : [];
  });

/** What a link says of the prompt it leads to. */
export const promptOf = ({
  file = "",
  version = "",
  how = "",
  ...link
}: Row<"links">): ConversationPrompt => ({
  file,
  version,
  how,
  ...(link.candidates && { candidates: JSON.parse(link.candidates) as ConversationPrompt["candidates"] }),
  ...(link.variables && { variables: JSON.parse(link.variables) as ConversationPrompt["variables"] }),
  ...(link.hintVersion && { hintVersion: link.hintVersion }),
});
