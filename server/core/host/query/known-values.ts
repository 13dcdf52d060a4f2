import type { KnownKind, KnownValues } from "../../review/index.ts";
import { quote, recordedKey } from "../../store/index.ts";
import { isTagged } from "../tag-conversations.ts";
import { promptNames } from "./concluded-ids.ts";
import type { QueryWorld } from "./condition-plans.ts";

/** Conversations and rows that completion looks at: values that are used are among the newest. */
const newest = 5_000;
const mostValues = 500;

/** What completion offers for fields whose values the store knows. */
export async function knownValues(world: QueryWorld): Promise<KnownValues> {
  const { store, vocabulary, evaluators, files } = world;
  const { conversations, evaluations, behaviors, spans, tags } = store.tables;
  const [rows, recorded, named, spanRows, prompts, tagged] = await Promise.all([
    conversations.read({
      columns: ["startMs", "service", "userId", "agent", "environment"],
      orderBy: [{ column: "startMs", descending: true }],
      limit: newest,
    }),
    evaluations.read({
      where: `\`evaluatorKey\` = ${quote(recordedKey)}`,
      columns: ["evaluator"],
      limit: newest,
    }),
    behaviors.read({ columns: ["id", "name", "size"] }),
    spans.read({ columns: ["name"], limit: newest }),
    promptNames(store, files),
    tags.read({ where: isTagged, columns: ["tag"], limit: newest }),
  ]);
  const values: { [K in KnownKind]: Iterable<string | undefined> } = {
    tools: await vocabulary.values("tool"),
    models: await vocabulary.values("model"),
    tags: [...tagged.map(({ tag }) => tag), ...(await vocabulary.values("tag"))],
    finishes: await vocabulary.values("finish"),
    services: rows.map(({ service }) => service),
    users: rows.map(({ userId }) => userId),
    agents: rows.map(({ agent }) => agent),
    environments: rows.map(({ environment }) => environment),
    evaluators: [...evaluators.map(({ name }) => name), ...recorded.map(({ evaluator }) => evaluator)],
    behaviors: [...named]
      .sort((a, b) => (b.size ?? 0) - (a.size ?? 0))
      .map(({ id, name }) => world.decidedNames?.get(id) ?? name),
    prompts: [...prompts.values()].map(([name]) => name),
    spans: spanRows.map(({ name }) => name),
  };
  return Object.fromEntries(Object.entries(values).map(([kind, list]) => [kind, commonest(list)]));
}

/** Each once, those that occur most first. */
function commonest(list: Iterable<string | undefined>): string[] {
  const counts = new Map<string, number>();
  for (const value of list) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostValues)
    .map(([value]) => value);
}
