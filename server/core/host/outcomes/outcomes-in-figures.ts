import {
  type BehaviorFigures,
  failedConversations,
  type OutcomeFigures,
  type OutcomeLift,
  type OutcomeSubject,
  outcomeLifts,
} from "../../attribution/index.ts";
import { groupBy } from "../../base/index.ts";
import type { FiguresInput } from "../figures-input.ts";
import type { Tagged } from "../tags-in-figures.ts";
import type { OutcomeRow, Outcomes } from "./outcome-rows.ts";
import { subjectsOf } from "./outcome-subjects.ts";

/** Figures of behaviors with what happened later to those who asked for them, and each kind over all. */
export function withOutcomes(
  behaviors: readonly BehaviorFigures[],
  outcomes: Outcomes,
  tagged: readonly Tagged[],
  input: FiguresInput,
): { readonly behaviors: readonly BehaviorFigures[]; readonly outcomes: readonly OutcomeFigures[] } {
  if (outcomes.size === 0) return { behaviors, outcomes: [] };
  const kinds = [...outcomes].map(([kind, rows]) => figuresOfKind(kind, rows, tagged, input));
  return {
    outcomes: kinds.map(({ figures }) => figures),
    behaviors: behaviors.map((one) => {
      const own = kinds.flatMap(({ ofBehaviors }) => ofBehaviors.get(one.id) ?? []);
      return own.length > 0 ? { ...one, outcomes: own } : one;
    }),
  };
}

/** One kind of outcome: by behavior, by tag, by failing, and over all. */
export function figuresOfKind(
  kind: string,
  rows: readonly OutcomeRow[],
  tagged: readonly Tagged[],
  input: FiguresInput,
): {
  readonly ofBehaviors: ReadonlyMap<string, OutcomeLift>;
  readonly figures: OutcomeFigures;
  readonly subjects: readonly OutcomeSubject[];
} {
  const { conversations } = input;
  const failed = failedConversations(input.verdicts);
  const tagsOf = groupBy(tagged, ({ conversationId }) => conversationId);
  const lifts = (met: (id: string) => Iterable<string>, among = conversations): Map<string, OutcomeLift> =>
    outcomeLifts(kind, subjectsOf(rows, among, met).subjects);
  const { unit, joined, subjects } = subjectsOf(rows, conversations, () => []);
  const failing = lifts(
    (id) => (failed.get(id) ? ["failing"] : []),
    conversations.filter(({ id }) => failed.has(id)),
  ).get("failing");
  const tags = lifts((id) => tagsOf.get(id)?.map(({ tag }) => tag) ?? []);
  return {
    subjects,
    ofBehaviors: lifts((id) => input.behaviorsOf.get(id) ?? []),
    figures: {
      kind,
      unit,
      rows: rows.length,
      joined,
      n: subjects.length,
      hits: subjects.filter(({ hit }) => hit).length,
      tags: [...tags].map(([tag, lift]) => ({ tag, ...lift })).sort(byLift),
      ...(failing && { failing }),
    },
  };
}

/** What is clear first, then the highest ratio; one that nobody else has is higher than any. */
export const byLift = (a: OutcomeLift, b: OutcomeLift): number => {
  const [x, y] = [a, b].map(({ lift, hits }) => lift ?? (hits > 0 ? Number.MAX_VALUE : 0)) as [
    number,
    number,
  ];
  return Number(b.isClear) - Number(a.isClear) || y - x || b.n - a.n;
};
