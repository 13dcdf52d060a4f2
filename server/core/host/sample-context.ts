import { groupBy } from "../base/index.ts";
import { type Evaluator, needs, type SampleMeta } from "../evaluators/index.ts";
import type { Store, WholeConversation } from "../store/index.ts";
import { toolsIn } from "./trace-queries.ts";

/** What samples of a page of conversations are made with: spans and tools only where an evaluator reads them. */
export async function sampleContext(
  store: Store,
  page: readonly WholeConversation[],
  evaluators: readonly Evaluator[],
): Promise<(whole: WholeConversation) => SampleMeta> {
  const wantsSpans = evaluators.some((evaluator) => needs("needsSpans", evaluator));
  const tools = evaluators.some((evaluator) => needs("needsTools", evaluator))
    ? await toolsOf(
        store,
        page.map(({ conversation }) => conversation.id),
      )
    : undefined;
  return ({ conversation, spans }) => ({
    ...conversation,
    ...(wantsSpans && { spans }),
    ...(tools?.has(conversation.id) && { tools: tools.get(conversation.id) }),
  });
}

/** The tools that the models of each conversation were told of; conversations without a record of them are left out. */
async function toolsOf(store: Store, ids: readonly string[]) {
  const columns = ["conversationId", "toolsHash"] as const;
  const traces = (await store.tables.traces.readAny("conversationId", ids, columns)).filter(
    ({ toolsHash }) => toolsHash,
  );
  const hashes = [...new Set(traces.map(({ toolsHash }) => toolsHash!))];
  const texts = new Map(
    (await store.tables.texts.readAny("id", hashes)).map(({ id, text }) => [id, toolsIn(text)]),
  );
  return new Map(
    [...groupBy(traces, ({ conversationId }) => conversationId ?? "")].map(([id, rows]) => [
      id,
      [...new Set(rows.map(({ toolsHash }) => toolsHash!))].flatMap((hash) => texts.get(hash) ?? []),
    ]),
  );
}
