import { Fold } from "../../server/core/host/capturing/fold.ts";

/** Folds what the journal of a home folder still holds; gives the problems that were told. */
export async function foldToEnd(home: string): Promise<readonly string[]> {
  const problems: string[] = [];
  const { signal } = new AbortController();
  await new Fold({ home, signal, untilEnd: true, onProblem: (one) => problems.push(one) }).run();
  return problems;
}
