import type { Sample } from "../store/index.ts";
import type { Check } from "./check-type.ts";
import { refusedVerdict, unknownVerdict } from "./check-type.ts";
import { functionBody } from "./checks/javascript.ts";
import { contextOf } from "./checks/script-verdict.ts";
import { codeReference } from "./code/code-reference.ts";
import { quote } from "./evidence.ts";
import type { EvaluationServices } from "./services.ts";

/**
 * Lets a check read what JavaScript makes of the output: `transform` in promptfoo. What was recorded with its transforms done is not sent
 * through them again. A transform that throws or is stopped leaves the sample unknown.
 */
export const transformed =
  (check: Check, codes: readonly string[]): Check =>
  async (sample, services, signal) => {
    if (sample.isTransformed) return check(sample, services, signal);
    const made = await transformedValue(
      sample.outputValue ?? sample.output,
      codes,
      { context: contextOf(sample, undefined), services },
      signal,
    );
    if ("problem" in made) return made.isAway ? refusedVerdict(made.problem) : unknownVerdict(made.problem);
    return check(withOutput(sample, made.value), services, signal);
  };

/** What transforms make of a value, one after the other; or why they do not. Throws the signal's reason alone. */
export async function transformedValue(
  given: unknown,
  codes: readonly string[],
  { context, services }: { readonly context: object; readonly services: EvaluationServices },
  signal?: AbortSignal,
): Promise<{ readonly value: unknown } | { readonly problem: string; readonly isAway?: true }> {
  let value = given;
  for (const code of codes) {
    const file = codeReference(code);
    const runner = runnerOf(file?.file, services);
    if ("refused" in runner) return { problem: runner.refused, isAway: true };
    const job =
      file?.name === undefined && file?.file.endsWith(".py") ? { ...file, name: "get_transform" } : file;
    const outcome = await runner.run(
      { ...(job ?? { body: functionBody(code) }), args: [value, context] },
      signal,
    );
    if ("stopped" in outcome) {
      const { stopped, isAway } = outcome;
      return { problem: `The transform was stopped: ${stopped}`, ...(isAway && { isAway }) };
    }
    if ("threw" in outcome) return { problem: `The transform threw ${quote(outcome.threw)}` };
    value = outcome.value;
  }
  return { value };
}

function runnerOf(
  file: string | undefined,
  { sandbox, python, ruby }: EvaluationServices,
): EvaluationServices["python" | "sandbox"] {
  if (file?.endsWith(".py")) return python;
  return file?.endsWith(".rb") ? ruby : sandbox;
}

/** Texts are read as they are, other values as their JSON. */
export const withOutput = (sample: Sample, value: unknown): Sample => ({
  ...sample,
  output: typeof value === "string" ? value : (JSON.stringify(value) ?? ""),
  outputValue: typeof value === "string" ? undefined : value,
});
