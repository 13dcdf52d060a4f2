import type { Candidate } from "./candidate.ts";
import { progress } from "./progress.ts";
import type { SearchView } from "./view.ts";

export interface FrontMember {
  readonly candidate: Candidate;
  /** Cases on which nobody that was tried on them did better. */
  readonly wins: number;
}

/** A candidate that was tried on fewer cases is not known well enough. */
const leastCases = 3;

/**
 * Who is best on some case? Of candidates whose cases others win as well the one that wins fewest is left out first, so that each that stays is
 * needed. A candidate is held against others on the cases that both were tried on.
 */
export function paretoFront({ candidates, rollouts, train }: SearchView): FrontMember[] {
  const known = candidates.all.filter(
    ({ key }) => train.filter(({ id }) => rollouts.resultOf(key, id)).length >= leastCases,
  );
  const fronts = train.map(({ id }) => {
    const tried = known.flatMap((candidate) => {
      const result = rollouts.resultOf(candidate.key, id);
      return result ? [{ candidate, result }] : [];
    });
    return new Set(
      tried
        .filter(({ result }) => tried.every((other) => progress(result, other.result) <= 0))
        .map(({ candidate }) => candidate),
    );
  });
  const winsOf = (candidate: Candidate): number => fronts.filter((front) => front.has(candidate)).length;
  for (const { candidate } of known
    .map((one) => ({ candidate: one, wins: winsOf(one) }))
    .sort((a, b) => a.wins - b.wins))
    if (fronts.every((front) => !front.has(candidate) || front.size > 1))
      for (const front of fronts) front.delete(candidate);
  return known.map((candidate) => ({ candidate, wins: winsOf(candidate) })).filter(({ wins }) => wins > 0);
}

/** One of the front, each as likely as it wins cases. */
export function sampleFront(view: SearchView): Candidate | undefined {
  const tickets = paretoFront(view).flatMap(({ candidate, wins }) =>
    new Array<Candidate>(wins).fill(candidate),
  );
  return tickets[Math.floor(view.random() * tickets.length)];
}
