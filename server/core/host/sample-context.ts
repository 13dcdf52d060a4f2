import { groupBy } from "../base/index.ts";
import { type Evaluator, isRecord, needs, type SampleMeta } from "../evaluators/index.ts";
import {
  type Conversation,
  evaluationOf,
  recordedKey,
  type Sample,
  type Store,
  type WholeConversation,
} from "../store/index.ts";
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
  const linked = evaluators.some(({ definition }) => definition.cases)
    ? await linksOf(store, page)
    : undefined;
  const systems = evaluators.some((evaluator) => needs("needsSystemText", evaluator))
    ? await systemTextsOf(
        store,
        page.map(({ conversation }) => conversation.id),
      )
    : undefined;
  const recorded = evaluators.some((evaluator) => needs("needsRecorded", evaluator))
    ? await recordedOf(store, page)
    : undefined;
  return ({ conversation, spans }) => ({
    ...conversation,
    ...(recorded && { recorded: recorded.get(conversation.id) ?? [] }),
    ...linked?.(conversation),
    ...(wantsSpans && { spans }),
    ...(systems?.has(conversation.id) && { systemText: systems.get(conversation.id) }),
    ...(tools?.has(conversation.id) && { tools: tools.get(conversation.id) }),
  });
}

/** What a suite finds the test of a sample by: the variables of its prompt, as recorded or else as found in its text, and its prompts. */
async function linksOf(
  store: Store,
  page: readonly WholeConversation[],
): Promise<(conversation: Conversation) => SampleMeta> {
  const ids = page.map(({ conversation }) => conversation.id);
  const columns = ["conversationId", "file", "variables"] as const;
  const links = groupBy(
    await store.tables.links.readAny("conversationId", ids, columns),
    ({ conversationId }) => conversationId ?? "",
  );
  return ({ id, attributes, source }) => {
    const rows = links.get(id) ?? [];
    const found = rows.find(({ variables }) => variables)?.variables;
    const vars =
      attributes.vars ?? attributes.promptVariables ?? (found ? (JSON.parse(found) as unknown) : undefined);
    return {
      promptFiles: rows.flatMap(({ file }) => file ?? []),
      ...(isRecord(vars) && { vars }),
      ...(source.format === "promptfoo" && { isTransformed: true as const }),
    };
  };
}

/** What was said elsewhere of each conversation and its parts. */
async function recordedOf(
  store: Store,
  page: readonly WholeConversation[],
): Promise<ReadonlyMap<string, Sample["recorded"]>> {
  const ids = page.map(({ conversation }) => conversation.id);
  const rows = await store.tables.evaluations.readAny("conversationId", ids);
  const recorded = rows.filter(({ evaluatorKey }) => evaluatorKey === recordedKey).map(evaluationOf);
  return groupBy(recorded, ({ conversationId }) => conversationId);
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

/** The system texts of each conversation, one after the other; conversations without a record of one are left out. */
export async function systemTextsOf(
  store: Store,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const columns = ["conversationId", "systemHash"] as const;
  const traces = (await store.tables.traces.readAny("conversationId", ids, columns)).filter(
    ({ systemHash }) => systemHash,
  );
  const hashes = [...new Set(traces.map(({ systemHash }) => systemHash!))];
  const texts = new Map(
    (await store.tables.texts.readAny("id", hashes)).map(({ id, text = "" }) => [id, text]),
  );
  return new Map(
    [...groupBy(traces, ({ conversationId }) => conversationId ?? "")].map(([id, rows]) => [
      id,
      [...new Set(rows.map(({ systemHash }) => systemHash!))]
        .map((hash) => texts.get(hash) ?? "")
        .join("\n\n"),
    ]),
  );
}
