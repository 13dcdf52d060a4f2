import type { Sample } from "../store/index.ts";
import type { Assertion } from "./check-type.ts";
import { isTemplate, render } from "./templates/render.ts";

/** The metrics of some assertions, rendered for a sample. As in promptfoo a name that cannot be rendered stays as it is written. */
export async function metricsOf(
  assertions: readonly Assertion[],
  sample: Sample,
): Promise<(string | undefined)[]> {
  if (!assertions.some(({ metric }) => metric && isTemplate(metric)))
    return assertions.map(({ metric }) => metric);
  return Promise.all(
    assertions.map(({ metric, vars = sample.vars }) =>
      metric && vars && isTemplate(metric) ? render(metric, vars).catch(() => metric) : metric,
    ),
  );
}
