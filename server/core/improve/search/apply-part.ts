import { clash, type Edits } from "../edits/index.ts";
import type { Candidate, Candidates } from "./candidate.ts";
import type { Part } from "./read-proposal.ts";

/** A part of one component. */
export interface ComponentPart extends Part {
  readonly component: string;
}

/** The candidate with parts put in; nothing where a part does not fit beside what is there. */
export function withParts(
  candidates: Candidates,
  candidate: Candidate,
  parts: readonly ComponentPart[],
  made: string,
): Candidate | undefined {
  let edits: Edits = candidate.edits;
  for (const { component, add, drop } of parts) {
    const gone = new Set(drop);
    const stays = (edits[component] ?? []).filter(({ id }) => !gone.has(id));
    const fresh = add.filter(({ id }) => !stays.some((one) => one.id === id));
    if (fresh.some((one) => stays.some((other) => clash(one, other)))) return undefined;
    edits = { ...edits, [component]: [...stays, ...fresh] };
  }
  return candidates.make(edits, made, candidate);
}

/** The candidate without the hunks that a part added. */
export function withoutPart(
  candidates: Candidates,
  candidate: Candidate,
  { component, add }: ComponentPart,
  made: string,
): Candidate {
  const gone = new Set(add.map(({ id }) => id));
  const stays = (candidate.edits[component] ?? []).filter(({ id }) => !gone.has(id));
  return candidates.make({ ...candidate.edits, [component]: stays }, made, candidate);
}

export const partKey = ({ component, add }: ComponentPart): string =>
  `${component}:${add.map(({ id }) => id).join("+")}`;

/** Whether all of a part is in a candidate already. */
export const hasPart = (candidate: Candidate, { component, add }: ComponentPart): boolean =>
  add.every(({ id }) => candidate.edits[component]?.some((one) => one.id === id));

/** Each hunk of a candidate by itself. */
export const partsIn = ({ edits }: Candidate): ComponentPart[] =>
  Object.entries(edits).flatMap(([component, hunks]) =>
    hunks.map((hunk) => ({ component, add: [hunk], drop: [] })),
  );
