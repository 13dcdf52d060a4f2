import type { StopReason } from "./events.ts";
import type { SearchState } from "./search-state.ts";

/** Metric calls that are kept back for the race of the finalists and for taking out what is useless: at most these shares of all. */
const racingShare = 0.2;
const trimmingShare = 0.1;

export function keptForRace({ view: { settings, validation } }: SearchState): number {
  return Math.floor(
    Math.min(racingShare * settings.budget.metricCalls, (settings.finalists + 1) * validation.length),
  );
}

export const keptForFinish = (state: SearchState): number =>
  keptForRace(state) + Math.floor(trimmingShare * state.view.settings.budget.metricCalls);

/** When is it enough? */
export function stopReason({ view, empty, lastProgress }: SearchState): StopReason | undefined {
  const { rollouts, settings } = view;
  const { budget, patience } = settings;
  if (rollouts.left <= 0 || rollouts.reflections >= budget.reflections) return "budget";
  if (empty > 0 && empty >= settings.emptyShare * budget.reflections) return "nothing proposed";
  const idle = {
    metricCalls: rollouts.metricCalls - lastProgress.metricCalls,
    reflections: rollouts.reflections - lastProgress.reflections,
  };
  const isOut =
    idle.metricCalls > patience * budget.metricCalls || idle.reflections > patience * budget.reflections;
  return isOut ? "no progress" : undefined;
}
