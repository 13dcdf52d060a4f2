import type { Evaluator } from "../evaluators/index.ts";
import { anyOf, type Row, type Store } from "../store/index.ts";

type Named = Pick<Row<"behaviors">, "id" | "name">;

/** Ids of the behaviors that `behaviors:` of an evaluator names: by id, or by the name they have, or were given, whatever its case. */
export function namedBehaviors(
  names: readonly string[],
  behaviors: readonly Named[],
  decidedNames: ReadonlyMap<string, string> = new Map(),
): { readonly ids: ReadonlySet<string>; readonly unknown: readonly string[] } {
  const wanted = new Map(names.map((name) => [plain(name), name]));
  const found = new Set<string>();
  const ids = new Set<string>();
  for (const { id, name = "" } of behaviors)
    for (const one of [id, decidedNames.get(id) ?? name].map(plain))
      if (wanted.has(one)) {
        found.add(one);
        ids.add(id);
      }
  return { ids, unknown: [...wanted].flatMap(([one, name]) => (found.has(one) ? [] : [name])) };
}

const plain = (name: string): string => name.trim().toLowerCase();

/** Which conversations evaluators that name behaviors are for: those in which somebody asked for one of them. */
export interface BehaviorBounds {
  readonly isWithin: (evaluator: string, conversationId: string) => boolean;
  /** Sentences on behaviors that there are not. */
  readonly problems: readonly string[];
}

/** Reads them from the store; nothing is read where no evaluator names a behavior. */
export async function behaviorBounds(
  { tables }: Store,
  evaluators: readonly Evaluator[],
  decidedNames: ReadonlyMap<string, string>,
): Promise<BehaviorBounds> {
  const bound = evaluators.filter(({ behaviors }) => behaviors);
  if (bound.length === 0) return { isWithin: () => true, problems: [] };
  const rows = await tables.behaviors.read({ columns: ["id", "name"] });
  const own = bound.map((one) => ({ ...one, ...namedBehaviors(one.behaviors!, rows, decidedNames) }));
  const ids = [...new Set(own.flatMap((one) => [...one.ids]))];
  const requests =
    ids.length === 0
      ? []
      : await tables.requests.read({
          where: anyOf("behaviorId", ids),
          columns: ["conversationId", "behaviorId"],
        });
  const within = new Map(
    own.map((one) => [
      one.name,
      new Set(requests.flatMap((row) => (one.ids.has(row.behaviorId ?? "") ? [row.conversationId] : []))),
    ]),
  );
  return {
    isWithin: (evaluator, id) => within.get(evaluator)?.has(id) ?? true,
    problems: own.flatMap(({ name, unknown }) =>
      unknown.map(
        (one) =>
          `The evaluator ${name} is for the behavior “${one}”, and there is none of that name or id: see homeostat behaviors.`,
      ),
    ),
  };
}
