import { checkpoint, groupBy, type LongWork } from "../../base/index.ts";
import { type ExportExtras, exportLine } from "../../capture/index.ts";
import type { LabelEntry } from "../../review/index.ts";
import { type Captured, evaluationOf, markOf, recordedKey, Store, signalOf } from "../../store/index.ts";
import { readingsIn } from "../by-model/kept-intents.ts";
import { behaviorsAsked } from "../conversation-queries.ts";
import type { Workspace } from "../host.ts";
import { loadLabels } from "../labels/labels-file.ts";
import { storesOf } from "./forget.ts";
import { type Selection, selectConversations } from "./select-conversations.ts";

const atOnce = 100;

/**
 * All that is known of conversations, one a line, from the workspace's store and the inbox: what was said, spans, evaluations, signals,
 * tags, labels, later outcomes, prompts, behaviors and what a model read in them. `homeostat import` reads it again. Gives how many there were.
 */
export async function exportConversations(
  workspace: Workspace,
  selection: Selection,
  write: (line: string) => Promise<void>,
  { signal, progress }: LongWork = {},
): Promise<number> {
  let done = 0;
  const { labels } = await loadLabels(workspace.root);
  for (const uri of await storesOf(workspace)) {
    const store = await Store.open(uri);
    try {
      const ids = await selectConversations(store, selection);
      for (let from = 0; from < ids.length; from += atOnce) {
        await checkpoint(signal);
        for (const line of await linesOf(store, ids.slice(from, from + atOnce), labels.entries)) {
          await write(line);
          done++;
        }
        progress?.({ stage: "exporting", done: Math.min(from + atOnce, ids.length), total: ids.length });
      }
    } finally {
      store.close();
    }
  }
  return done;
}

async function linesOf(
  store: Store,
  ids: readonly string[],
  labels: readonly LabelEntry[],
): Promise<string[]> {
  const { tables } = store;
  const of = <T extends { readonly conversationId?: string }>(
    rows: readonly T[],
  ): ((id: string) => readonly T[]) => {
    const byId = groupBy(rows, ({ conversationId }) => conversationId ?? "");
    return (id) => byId.get(id) ?? [];
  };
  const traces = of((await tables.traces.readAny("conversationId", ids)) as unknown as Captured["traces"]);
  const hashes = ids
    .flatMap(traces)
    .flatMap(({ systemHash, toolsHash }) => [systemHash ?? [], toolsHash ?? []].flat());
  const texts = new Map(
    (await tables.texts.readAny("id", [...new Set(hashes)])).map(({ id, text }) => [id, text ?? ""]),
  );
  const evaluations = of(await tables.evaluations.readAny("conversationId", ids));
  const signals = of(await tables.signals.readAny("conversationId", ids));
  const marks = of(await tables.marks.readAny("conversationId", ids));
  const tags = of(await tables.tags.readAny("conversationId", ids));
  const outcomes = await outcomesOf(store, ids);
  const links = of(await tables.links.readAny("conversationId", ids));
  const requests = of(await tables.requests.readAny("conversationId", ids));
  const behaviorIds = ids.flatMap(requests).flatMap(({ behaviorId }) => behaviorId ?? []);
  const behaviors = new Map(
    (await tables.behaviors.readAny("id", behaviorIds, ["id", "name"])).map(({ id, name }) => [
      id,
      name ?? "",
    ]),
  );
  const readings = await readingsIn(store, ids);
  return (await store.conversations(ids)).map(({ conversation, spans }) => {
    const { id } = conversation;
    const own = traces(id);
    const ownHashes = new Set(
      own.flatMap(({ systemHash, toolsHash }) => [systemHash ?? [], toolsHash ?? []].flat()),
    );
    return exportLine(
      {
        conversation,
        traces: own,
        spans,
        systemTexts: Object.fromEntries(
          [...ownHashes].flatMap((hash) => (texts.has(hash) ? [[hash, texts.get(hash)!]] : [])),
        ),
      },
      {
        evaluations: evaluations(id).map((row) => ({
          ...evaluationOf(row),
          isRecorded: row.evaluatorKey === recordedKey,
        })),
        signals: signals(id).map(signalOf),
        marks: marks(id).map(markOf),
        tags: tags(id).flatMap(({ tag, messageIndex = 0, evidence = "" }) =>
          tag ? [{ tag, messageIndex, evidence }] : [],
        ),
        outcomes: outcomes(id, conversation.attributes.userId),
        prompts: links(id).flatMap(({ file, version, how }) => (file ? [{ file, version, how }] : [])),
        readings: readings.get(id) ?? [],
        labels: labels.flatMap(({ range: _, conversation: of, ...label }) => (of === id ? [label] : [])),
        behaviors: [...new Set(behaviorsAsked(requests(id), behaviors).map(({ name }) => name))],
      },
    );
  });
}

/** What happened later: of the conversation itself, and of its user. */
async function outcomesOf(
  { tables }: Store,
  ids: readonly string[],
): Promise<(id: string, user: unknown) => ExportExtras["outcomes"]> {
  const users = (await tables.conversations.readAny("id", ids, ["userId"])).flatMap(
    ({ userId }) => userId ?? [],
  );
  const rows = [
    ...(await tables.outcomes.readAny("conversationId", ids)),
    ...(await tables.outcomes.readAny("userId", [...new Set(users)])),
  ];
  return (id, user) =>
    rows
      .filter(
        ({ conversationId, userId }) => conversationId === id || (userId !== undefined && userId === user),
      )
      .map(({ kind = "", value = 1, atMs, userId }) => ({
        ...{ kind, value, of: userId === undefined ? ("conversation" as const) : ("user" as const) },
        ...(atMs !== undefined && { atMs }),
      }));
}
