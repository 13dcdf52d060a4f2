import {
  type BehaviorFigures,
  type BehaviorMember,
  behaviorFigures,
  behaviorsAt,
  isDecided,
} from "../attribution/index.ts";
import { groupBy } from "../base/index.ts";
import { conversationOf } from "../behaviors/index.ts";
import type { FiguresInput } from "./figures-input.ts";
import { conversationFacts, driftOf, startTimes } from "./issues-input.ts";

/** What happened in each behavior. */
export function figuresOfBehaviors(
  input: FiguresInput,
  members: readonly BehaviorMember[],
): BehaviorFigures[] {
  return behaviorFigures({
    behaviors: input.behaviors.map(
      ({ id, name = "", description = "", words, exemplars, groupId, drift }) => ({
        id,
        ...(groupId && { groupId }),
        ...(drift && { drift: driftOf(drift) }),
        isBornLater: input.issues.bornLater.has(id),
        name,
        description,
        words: list(words),
        exemplars: list<{ requestId: string; text: string }>(exemplars).map(({ requestId, text }) => ({
          conversationId: conversationOf(requestId),
          text,
        })),
      }),
    ),
    members,
    times: startTimes(input),
  });
}

/** Who asked for what, and what came of it. */
export function behaviorMembers(input: FiguresInput): BehaviorMember[] {
  const failed = failedIn(input);
  const promptsOf = groupBy(
    [...input.linked].flatMap(([file, rows]) =>
      rows.map(({ conversationId }) => ({ file, conversationId: conversationId ?? "" })),
    ),
    ({ conversationId }) => conversationId,
  );
  const factsOf = conversationFacts(input);
  return [...input.behaviorsOf].flatMap(([conversationId, behaviorIds]) =>
    behaviorIds.map((behaviorId) => ({
      conversationId,
      behaviorId,
      cluster: input.clusterOf.get(conversationId) ?? conversationId,
      failed: failed.get(conversationId)?.get(behaviorId),
      ...factsOf(conversationId),
      prompts: promptsOf.get(conversationId)?.map(({ file }) => file) ?? [],
    })),
  );
}

/** By conversation and behavior, whether anything failed that was asked there; absent where nothing was judged. */
function failedIn({ verdicts, requestsOf }: FiguresInput): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const failed = new Map<string, Map<string, boolean>>();
  for (const { conversationId, turn, label } of verdicts.filter(isDecided)) {
    const own = failed.get(conversationId) ?? new Map<string, boolean>();
    failed.set(conversationId, own);
    for (const behaviorId of behaviorsAt(requestsOf.get(conversationId) ?? [], turn))
      own.set(behaviorId, own.get(behaviorId) || label === "fail");
  }
  return failed;
}

const list = <T = string>(json: string | undefined): T[] => (json ? (JSON.parse(json) as T[]) : []);
