import type { Sample } from "../store/index.ts";
import type { Assertion } from "./check-type.ts";
import { isTemplate, render } from "./templates/render.ts";

/** The metrics of some assertions, rendered for a sample. As in promptfoo a name that cannot be rendered stays as it is written. */
export async function metricsOf(
  assertions: readonly Assertion[],
  { vars }: Sample,
): Promise<(string | undefined)[]> {
  const metrics = assertions.map(({ metric }) => metric);
  if (!vars || !metrics.some((metric) => metric && isTemplate(metric))) return metrics;
  return Promise.all(metrics.map((metric) => metric && render(metric, vars).catch(() => metric)));
}
