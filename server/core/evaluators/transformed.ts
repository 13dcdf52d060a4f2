import type { Sample } from "../store/index.ts";
import type { Check } from "./check-type.ts";
import { unknownVerdict } from "./check-type.ts";
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
    let value: unknown = sample.outputValue ?? sample.output;
    for (const code of codes) {
      const file = codeReference(code);
      const runner = runnerOf(file?.file, services);
      if ("refused" in runner) return unknownVerdict(runner.refused);
      const job =
        file?.name === undefined && file?.file.endsWith(".py") ? { ...file, name: "get_transform" } : file;
      const outcome = await runner.run(
        { ...(job ?? { body: functionBody(code) }), args: [value, contextOf(sample, undefined)] },
        signal,
      );
      if ("stopped" in outcome) return unknownVerdict(`The transform was stopped: ${outcome.stopped}`);
      if ("threw" in outcome) return unknownVerdict(`The transform threw ${quote(outcome.threw)}`);
      value = outcome.value;
    }
    return check(withOutput(sample, value), services, signal);
  };

function runnerOf(
  file: string | undefined,
  { sandbox, python, ruby }: EvaluationServices,
): EvaluationServices["python" | "sandbox"] {
  if (file?.endsWith(".py")) return python;
  return file?.endsWith(".rb") ? ruby : sandbox;
}

/** Texts are read as they are, other values as their JSON. */
const withOutput = (sample: Sample, value: unknown): Sample => ({
  ...sample,
  output: typeof value === "string" ? value : (JSON.stringify(value) ?? ""),
  outputValue: typeof value === "string" ? undefined : value,
});
