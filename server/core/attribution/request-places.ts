/** A request as figures know it: the turn that it begins in, and the behavior that it is in; absent = in none. */
export interface RequestPlace {
  readonly turn: number;
  readonly behaviorId?: string | undefined;
}

/**
 * The behaviors that a verdict counts for, each once, in the order of asking. A verdict of a turn or call is about the request in whose
 * turns it falls, from where that begins to where the next one does; one of the whole conversation is about all requests. Worked: with
 * requests in behaviors A from turn 0 and B from turn 2, a verdict of turn 1 counts for A alone, one of turn 3 for B alone.
 */
export function behaviorsAt(requests: readonly RequestPlace[], turn: number | undefined): string[] {
  const [only, another] = requests;
  if (!only) return [];
  // Most conversations ask for one thing, and this is asked of every verdict.
  if (!another && (turn === undefined || only.turn <= turn))
    return only.behaviorId === undefined ? [] : [only.behaviorId];
  const own =
    turn === undefined ? requests : requests.filter((one) => one.turn === latestStart(requests, turn));
  return [...new Set(own.flatMap(({ behaviorId }) => behaviorId ?? []))];
}

/** Two requests may begin in one turn, where the user wrote twice before the agent answered. */
const latestStart = (requests: readonly RequestPlace[], turn: number): number =>
  requests.reduce((latest, one) => (one.turn <= turn && one.turn > latest ? one.turn : latest), -1);
