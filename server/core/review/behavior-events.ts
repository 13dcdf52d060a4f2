import type { ChangeKind } from "../behaviors/index.ts";
import { dayInWords } from "./behavior-timeline.ts";
import { inQuotes, plural, tame } from "./wording.ts";

/** What became of a behavior in one search, as it is kept. `size` is in requests. */
export interface BehaviorEventRow {
  readonly atMs: number;
  readonly kind: ChangeKind;
  readonly behaviorId: string;
  readonly name: string;
  readonly size: number;
  readonly others: readonly string[];
}

/** An event in the life of one behavior. `others`: those it names that are there now. */
export interface BehaviorEvent {
  readonly atMs: number;
  readonly day: string;
  readonly kind: ChangeKind;
  readonly text: string;
  readonly others: readonly { readonly id: string; readonly name: string }[];
}

const mostEvents = 30;

/** Everything that happened to a behavior, newest first: its own events, what was split off from it, what was merged into it. */
export function behaviorEvents(
  id: string,
  rows: readonly BehaviorEventRow[],
  behaviors: readonly { readonly id: string; readonly name: string }[],
): BehaviorEvent[] {
  const inOrder = [...rows].sort((a, b) => a.atMs - b.atMs);
  const living = new Map(behaviors.map((one) => [one.id, one.name]));
  // Whoever is gone is called as it was called last.
  const names = new Map(inOrder.map((row) => [row.behaviorId, row.name]));
  const nameOf = (other: string): string => tame(living.get(other) ?? names.get(other) ?? other, 80);
  const told = (row: BehaviorEventRow): BehaviorEvent[] => {
    const text = sentence(id, row, nameOf);
    if (text === undefined) return [];
    const named = [row.behaviorId, ...row.others].filter((other) => other !== id && living.has(other));
    const { atMs, kind } = row;
    return [
      {
        atMs,
        day: dayInWords(atMs),
        kind,
        text,
        others: named.map((other) => ({ id: other, name: nameOf(other) })),
      },
    ];
  };
  return rows
    .flatMap(told)
    .sort((a, b) => b.atMs - a.atMs || (a.text < b.text ? -1 : 1))
    .slice(0, mostEvents);
}

function sentence(
  id: string,
  { kind, behaviorId, size, others }: BehaviorEventRow,
  nameOf: (id: string) => string,
): string | undefined {
  const requests = plural(size, "request");
  const list = (ids: readonly string[]): string => ids.map((other) => inQuotes(nameOf(other))).join(", ");
  if (behaviorId !== id) {
    if (!others.includes(id)) return undefined;
    if (kind === "split") return `${list([behaviorId])} was split off, with ${requests}.`;
    if (kind === "merged") return `${list([behaviorId])} was merged into it, with ${requests}.`;
    return undefined;
  }
  switch (kind) {
    case "born":
      return `Found for the first time, with ${requests}.`;
    case "grew":
      return `Grew to ${requests}.`;
    case "split":
      return `Split off from ${list(others)}, with ${requests}.`;
    case "merged":
      return `Was merged into ${list(others)}, with ${requests}.`;
    case "faded":
      return `Faded: it had ${requests}.`;
  }
}
