import type { EvaluationServices } from "../services.ts";

/** Services whose judge keeps no answer to what it is asked through them; limits and tallies are those of the judge. */
export function keepingNothing(services: EvaluationServices): EvaluationServices {
  const { judge } = services;
  if ("refused" in judge) return services;
  return {
    ...services,
    judge: {
      ask: (question, asked) => judge.ask(question, { ...asked, keeps: false }),
      embed: (texts, signal) => judge.embed(texts, signal),
      tallies: () => judge.tallies(),
      close: () => judge.close(),
    },
  };
}
