import type { BehaviorItem } from "../server/protocol/index.ts";

/** Other behaviors in the order in which they are likely to be meant: those that share words first, then those of the same group, then large ones. */
export function nearBehaviors(of: BehaviorItem, behaviors: readonly BehaviorItem[]): BehaviorItem[] {
  const own = wordsIn(of);
  const shared = new Map(
    behaviors.map((one) => [one.id, [...wordsIn(one)].filter((word) => own.has(word)).length] as const),
  );
  const isNear = ({ groupId }: BehaviorItem): number =>
    Number(groupId !== undefined && groupId === of.groupId);
  return behaviors
    .filter(({ id }) => id !== of.id)
    .sort((a, b) => shared.get(b.id)! - shared.get(a.id)! || isNear(b) - isNear(a) || b.size - a.size);
}

/** Short words say little of what somebody wants. */
const wordsIn = ({ name, words }: BehaviorItem): ReadonlySet<string> =>
  new Set([name, ...words].flatMap((text) => text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []));
