import { type Captured, recordedKey, type Store } from "../store/index.ts";

/** Conversations as they were captured, for what adds to them: a later file with more spans of the same ones. */
export async function capturedIn(store: Store, ids: readonly string[]): Promise<Captured[]> {
  const traces = await store.tables.traces.readAny("conversationId", ids);
  const hashes = [...new Set(traces.flatMap(({ systemHash }) => systemHash ?? []))];
  const texts = await store.tables.texts.readAny("id", hashes);
  const systemTexts = Object.fromEntries(texts.map(({ id, text }) => [id, text ?? ""]));
  return (await store.conversations(ids)).map(({ conversation, spans }) => ({
    conversation,
    spans,
    traces: traces.filter(({ conversationId }) => conversationId === conversation.id) as Captured["traces"],
    systemTexts,
  }));
}

/** Writes what others said of conversations into a store that has them as well. */
export async function giveRecorded(from: Store, to: Store, ids: readonly string[]): Promise<void> {
  const rows = await from.tables.evaluations.readAny("conversationId", ids);
  await to.conclude(
    "evaluations",
    rows.filter(({ evaluatorKey }) => evaluatorKey === recordedKey),
  );
}
