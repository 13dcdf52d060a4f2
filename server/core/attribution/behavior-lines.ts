import type { Instruction } from "../prompt/index.ts";
import type { PromptConversation } from "./attribute.ts";
import { type ExerciseModel, exerciseThreshold } from "./exercise.ts";
import type { PromptFigures } from "./figures.ts";
import { behaviorsAt } from "./request-places.ts";

/** A behavior and the lines of a prompt that it puts to work. */
export interface BehaviorLines {
  readonly behaviorId: string;
  /** Conversations of it that the prompt answered. */
  readonly conversations: number;
  /** Of these how many put a line to work, by its key; lines that none does are left out. */
  readonly lines: Readonly<Record<string, number>>;
}

/**
 * Which behavior puts which lines to work, counted in conversations: a line that the version of a conversation held, and whose condition was met
 * anywhere in it. Where somebody asked for several things the lines count for each. Behaviors with most conversations first.
 */
export function linesByBehavior(
  instructions: readonly Pick<Instruction, "key" | "triggers">[],
  { versions }: Pick<PromptFigures, "versions">,
  conversations: readonly PromptConversation[],
  exercise: Pick<ExerciseModel, "exercised">,
): BehaviorLines[] {
  const found = new Map<string, { conversations: number; lines: Record<string, number> }>();
  const members = conversations.map((one) => ({ ...one, behaviors: behaviorsAt(one.requests, undefined) }));
  const countsOf = (id: string) => {
    const counts = found.get(id) ?? { conversations: 0, lines: {} };
    found.set(id, counts);
    return counts;
  };
  for (const { behaviors } of members) for (const id of behaviors) countsOf(id).conversations++;
  const keysOf = new Map(versions.map(({ version, keys }) => [version, new Set(keys)]));
  for (const { key, triggers } of instructions)
    for (const { id, version, missing, behaviors } of members) {
      if (behaviors.length === 0 || !keysOf.get(version)?.has(key) || missing.has(key)) continue;
      if (triggers.length > 0 && exercise.exercised(triggers, id) < exerciseThreshold) continue;
      for (const behavior of behaviors) {
        const { lines } = countsOf(behavior);
        lines[key] = (lines[key] ?? 0) + 1;
      }
    }
  return [...found]
    .map(([behaviorId, counts]) => ({ behaviorId, ...counts }))
    .sort((a, b) => b.conversations - a.conversations || (a.behaviorId < b.behaviorId ? -1 : 1));
}
