import type { Evaluator } from "../evaluators/index.ts";
import type { TraceDetail } from "../review/index.ts";
import { evaluationOf, recordedKey, type Store, signalOf, type ToolDefinition } from "../store/index.ts";
import type { Built } from "./build-snapshot.ts";
import { behaviorsAsked, promptOf } from "./conversation-queries.ts";
import { tagsFoundIn } from "./tag-conversations.ts";

/** Everything that is kept of one conversation; undefined where nobody knows the id. */
export async function traceDetail(
  store: Store,
  built: Built,
  evaluators: readonly Evaluator[],
  id: string,
): Promise<TraceDetail | undefined> {
  const { tables } = store;
  const [[whole], evaluations, links, signals, traces, tags, asked] = await Promise.all([
    store.conversations([id]),
    tables.evaluations.readAny("conversationId", [id]),
    tables.links.readAny("conversationId", [id]),
    tables.signals.readAny("conversationId", [id]),
    tables.traces.readAny("conversationId", [id]),
    tagsFoundIn(store, id),
    tables.requests.readAny("conversationId", [id], ["id", "behaviorId", "messageIndex"]),
  ]);
  if (!whole) return undefined;
  const hashes = (of: readonly (string | undefined)[]): string[] => [
    ...new Set(of.filter((hash) => hash !== undefined)),
  ];
  const systems = hashes(traces.map(({ systemHash }) => systemHash));
  const tools = hashes(traces.map(({ toolsHash }) => toolsHash));
  const texts = new Map(
    (await tables.texts.readAny("id", [...systems, ...tools])).map(({ id: hash, text }) => [
      hash,
      text ?? "",
    ]),
  );
  const current = new Set(evaluators.map(({ key }) => key));
  const named = new Map(built.snapshot.behaviors.map((one) => [one.id, one.name]));
  return {
    ...whole,
    evaluations: evaluations
      .map(evaluationOf)
      .filter(
        ({ evaluator, evaluatorKey }) =>
          evaluatorKey === recordedKey || (current.has(evaluatorKey) && built.isMeant(evaluator, id)),
      ),
    signals: signals
      .map(signalOf)
      .sort((a, b) => a.messageIndex - b.messageIndex || (a.kind < b.kind ? -1 : 1)),
    tags,
    systemTexts: systems.flatMap((hash) => (texts.has(hash) ? [{ hash, text: texts.get(hash)! }] : [])),
    tools: tools.flatMap((hash) => toolsIn(texts.get(hash))),
    prompts: links
      .filter(({ file }) => file)
      .sort((a, b) => (a.file! < b.file! ? -1 : 1))
      .map((link) => ({
        ...promptOf(link),
        missing: link.missing ? (JSON.parse(link.missing) as string[]) : [],
      })),
    isLinked: links.length > 0,
    behaviors: behaviorsAsked(asked, named),
  };
}

export function toolsIn(json: string | undefined): ToolDefinition[] {
  const list: unknown = json === undefined ? [] : JSON.parse(json);
  return Array.isArray(list) ? (list as ToolDefinition[]) : [];
}
