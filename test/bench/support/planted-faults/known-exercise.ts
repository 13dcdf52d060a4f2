import type { Answers, Truth } from "./truth.ts";

/**
 * Ochiai as if it were known which conversations put which line to work: what that knowledge alone is worth. Made where the truth is open, of no
 * use to a tool. Lines that always are at work come last.
 */
export function knownExercise(truth: Truth, { failures }: Pick<Answers, "failures">): Answers {
  const scores = new Map(truth.evaluators.map(({ name }) => [name, scoresOf(truth, name)]));
  const atWork = new Map(truth.conversations.map(({ id, atWork: own }) => [id, new Set(own)]));
  return {
    threshold: 0,
    failures: failures.map(({ conversation, evaluator }) => {
      const scoreOf = scores.get(evaluator)!;
      const own = atWork.get(conversation)!;
      const ranked = truth.lines
        .filter(({ kind }) => kind === "conditional" || kind === "always" || kind === "format")
        .map(({ line }) => ({ line, score: (own.has(line) ? 1 : 0) + (scoreOf.get(line) ?? 0) }))
        .sort((a, b) => b.score - a.score);
      return { conversation, evaluator, suspects: ranked.map(({ line }) => ({ line })) };
    }),
  };
}

function scoresOf(truth: Truth, evaluator: string): Map<number, number> {
  const all = new Map<number, number>();
  const failing = new Map<number, number>();
  let total = 0;
  for (const { atWork, failures } of truth.conversations) {
    const isFailing = failures.some((one) => one.evaluator === evaluator);
    if (isFailing) total++;
    for (const line of atWork) {
      all.set(line, (all.get(line) ?? 0) + 1);
      if (isFailing) failing.set(line, (failing.get(line) ?? 0) + 1);
    }
  }
  return new Map(
    [...all].map(([line, n]) => [line, (failing.get(line) ?? 0) / Math.sqrt(Math.max(1, total) * n)]),
  );
}
