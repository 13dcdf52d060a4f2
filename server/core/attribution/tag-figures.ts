import { benjaminiHochberg, type Count, equalRatesP, relativeRisk } from "../base/index.ts";

/** How often a tag occurs in one behavior. `lift`: how many times as often as in the rest, with a 95 % interval; see `RelativeRisk`. */
export interface BehaviorTag {
  readonly tag: string;
  /** Conversations of the behavior that have it, and their share of all of it. */
  readonly n: number;
  readonly share: number;
  readonly lift?: number;
  readonly low: number;
  readonly high?: number;
  /** Clearly more often than in the rest: Benjamini-Hochberg at 5 % over all behaviors and tags. */
  readonly isClear: boolean;
}

/** A tag over all conversations. */
export interface TagFigures {
  readonly name: string;
  readonly n: number;
  readonly share: number;
  /** Of its judged conversations; absent where none was. */
  readonly failRate?: number;
  readonly judged: number;
  /** Ids of the behaviors that have it clearly more often than the rest, the highest lift first. */
  readonly topBehaviors: readonly string[];
}

export interface TagInput {
  readonly tagged: readonly { readonly conversationId: string; readonly tag: string }[];
  readonly conversations: readonly string[];
  /** By behavior, the conversations in it, each once. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Of judged conversations. */
  readonly failed: ReadonlyMap<string, boolean>;
}

/** A tag of so much of a behavior is told even where it is as frequent elsewhere. */
const notable = 0.1;
const mostBehaviors = 10;

/**
 * What tags say of behaviors, and behaviors of tags. The rest that a behavior is held against are all other conversations, in behaviors
 * or not. Worked: bug-report in 30 of 100 conversations of a behavior and in 20 of 900 others is 30 % at 13.5 times.
 */
export function tagFigures({ tagged, conversations, members, failed }: TagInput): {
  readonly tags: readonly TagFigures[];
  readonly ofBehaviors: ReadonlyMap<string, readonly BehaviorTag[]>;
} {
  const known = new Set(conversations);
  const holders = new Map<string, Set<string>>();
  for (const { conversationId, tag } of tagged)
    if (known.has(conversationId)) holders.set(tag, (holders.get(tag) ?? new Set()).add(conversationId));
  const names = [...holders.keys()].sort();
  const pairs = [...members].flatMap(([behaviorId, ids]) =>
    names.flatMap((tag) => {
      const all = holders.get(tag)!;
      const n = ids.filter((id) => all.has(id)).length;
      if (n === 0) return [];
      const [own, rest] = [
        { k: n, n: ids.length },
        { k: all.size - n, n: known.size - ids.length },
      ];
      const { ratio, low, high } = relativeRisk(own, rest);
      return [
        {
          behaviorId,
          p: rest.n > 0 && isMore(own, rest) ? equalRatesP(own, rest) : 1,
          order: ratio ?? Number.POSITIVE_INFINITY,
          figure: {
            tag,
            n,
            share: n / ids.length,
            low,
            ...(ratio !== undefined && { lift: ratio }),
            ...(high !== undefined && { high }),
          },
        },
      ];
    }),
  );
  const clear = benjaminiHochberg(pairs.map(({ p }) => p));
  const told = pairs
    .map((pair, i) => ({ ...pair, isClear: clear[i]! }))
    .filter(({ isClear, figure }) => isClear || figure.share >= notable);
  const ofBehaviors = new Map<string, BehaviorTag[]>();
  for (const { behaviorId, figure, isClear } of told)
    ofBehaviors.set(behaviorId, [...(ofBehaviors.get(behaviorId) ?? []), { ...figure, isClear }]);
  for (const list of ofBehaviors.values())
    list.sort((a, b) => Number(b.isClear) - Number(a.isClear) || b.n - a.n || (a.tag < b.tag ? -1 : 1));
  const tags = names.map((name): TagFigures => {
    const own = [...holders.get(name)!];
    const judged = own.filter((id) => failed.has(id));
    return {
      name,
      n: own.length,
      share: own.length / Math.max(1, known.size),
      judged: judged.length,
      ...(judged.length > 0 && { failRate: judged.filter((id) => failed.get(id)).length / judged.length }),
      topBehaviors: told
        .filter(({ isClear, figure }) => isClear && figure.tag === name)
        .sort(
          (a, b) => b.order - a.order || b.figure.n - a.figure.n || (a.behaviorId < b.behaviorId ? -1 : 1),
        )
        .slice(0, mostBehaviors)
        .map(({ behaviorId }) => behaviorId),
    };
  });
  return { tags: tags.sort((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1)), ofBehaviors };
}

const isMore = (own: Count, rest: Count): boolean => own.k * rest.n > rest.k * own.n;
