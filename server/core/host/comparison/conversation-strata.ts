import { behaviorsAt } from "../../attribution/index.ts";
import type { Store } from "../../store/index.ts";
import type { Built } from "../build-snapshot.ts";

/** What has more values names tasks and no groups of them. */
const [leastValues, mostValues] = [2, 8];
const mostAttributes = 5;

/**
 * Groups that conversations are in: the behaviors that were asked for, and attributes with few values which are the same for all
 * conversations of a task, as a difficulty is. One that differs within a task is something that happened, and no kind of task.
 */
export async function conversationStrata(
  store: Store,
  { input }: Built,
  sides: readonly { readonly conversations: ReadonlySet<string> }[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = [...new Set(sides.flatMap(({ conversations }) => [...conversations]))];
  const rows = await store.tables.conversations.readAny("id", ids, ["id", "attributes"]);
  const attributes = rows.map(({ id, attributes: text }) => ({
    id,
    task: input.clusterOf.get(id) ?? id,
    own: text ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {},
  }));
  const keys = [...new Set(attributes.flatMap(({ own }) => Object.keys(own)))]
    .sort()
    .filter((key) => isKindOfTask(key, attributes))
    .slice(0, mostAttributes);
  const names = new Map(input.behaviors.map(({ id, name }) => [id, name ?? ""]));
  return new Map(
    attributes.map(({ id, own }) => [
      id,
      [
        ...keys.flatMap((key) => (isValue(own[key]) ? [`${key}: ${own[key]}`] : [])),
        ...behaviorsAt(input.requestsOf.get(id) ?? [], undefined).flatMap((one) =>
          names.get(one) ? [`behavior: ${names.get(one)}`] : [],
        ),
      ],
    ]),
  );
}

const isValue = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

function isKindOfTask(
  key: string,
  rows: readonly { readonly task: string; readonly own: Readonly<Record<string, unknown>> }[],
): boolean {
  const values = new Set<unknown>();
  const byTask = new Map<string, unknown>();
  for (const { task, own } of rows) {
    const value = own[key];
    if (!isValue(value)) continue;
    values.add(value);
    if (values.size > mostValues || (byTask.has(task) && byTask.get(task) !== value)) return false;
    byTask.set(task, value);
  }
  return values.size >= leastValues;
}
