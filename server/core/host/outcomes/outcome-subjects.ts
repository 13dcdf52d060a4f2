import type { OutcomeSubject, OutcomeUnit } from "../../attribution/index.ts";
import { groupBy } from "../../base/index.ts";
import type { JoinedConversation, OutcomeRow } from "./outcome-rows.ts";

/** Those whom a kind of outcome could happen to, with what they met. */
export interface Subjects {
  readonly unit: OutcomeUnit;
  readonly subjects: readonly OutcomeSubject[];
  /** Rows whose user or conversation is known. */
  readonly joined: number;
}

/** Whose a conversation is, in an outcome's own unit; nobody's ("") where it has no user and users are meant. */
export const subjectOf =
  (unit: OutcomeUnit) =>
  ({ id, userId = "" }: JoinedConversation): string =>
    unit === "user" ? userId : id;

/**
 * Joins the rows of one kind. Where any row names a user the subjects are users, and rows of conversations count for their user; else they
 * are conversations. Where some rows say that it did not happen, only those that are named are known: the others are left out. Without
 * such rows a list of whom it happened to is taken for complete, and all others did not have it. `met`: what a conversation met.
 */
export function subjectsOf(
  rows: readonly OutcomeRow[],
  conversations: readonly JoinedConversation[],
  met: (conversationId: string) => Iterable<string>,
): Subjects {
  const unit: OutcomeUnit = rows.some((row) => row.unit === "user") ? "user" : "conversation";
  const idOf = subjectOf(unit);
  const userOf = new Map(conversations.map(({ id, userId }) => [id, userId ?? ""]));
  const own = groupBy(
    conversations.filter((one) => idOf(one) !== ""),
    idOf,
  );
  const named = groupBy(
    rows.map((row) => ({
      ...row,
      subject: row.unit === unit ? row.subject : (userOf.get(row.subject) ?? ""),
    })),
    ({ subject }) => subject,
  );
  const isPartial = rows.some(({ hit }) => !hit);
  const joined = [...named].reduce((sum, [id, list]) => sum + (own.has(id) ? list.length : 0), 0);
  const subjects = [...own].flatMap(([id, list]): OutcomeSubject[] => {
    const said = named.get(id) ?? [];
    if (isPartial && said.length === 0) return [];
    const hits = said.filter(({ hit }) => hit);
    const times = hits.map(({ atMs }) => atMs);
    // The last time it happened: whatever came before it may have led to it.
    const hitMs = times.includes(undefined) ? undefined : Math.max(...(times as number[]));
    return [
      {
        id,
        hit: hits.length > 0,
        hitMs: hits.length > 0 ? hitMs : undefined,
        firstMs: earliest(list.map(timeOf)),
        met: metBy(list, met),
      },
    ];
  });
  return { unit, joined, subjects: subjects.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

const timeOf = ({ startMs, endMs }: JoinedConversation): number | undefined => startMs ?? endMs;

/** Undefined where one of the times is: then it may have been the first. */
const earliest = (times: readonly (number | undefined)[]): number | undefined =>
  times.includes(undefined) ? undefined : Math.min(...(times as number[]));

function metBy(
  list: readonly JoinedConversation[],
  met: (conversationId: string) => Iterable<string>,
): Map<string, number | undefined> {
  const times = new Map<string, (number | undefined)[]>();
  for (const one of list)
    for (const name of met(one.id)) times.set(name, [...(times.get(name) ?? []), timeOf(one)]);
  return new Map([...times].map(([name, all]) => [name, earliest(all)]));
}
