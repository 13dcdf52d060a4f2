import type { Sample } from "../../store/index.ts";
import type { CheckType, Prepared, Verdict } from "../check-type.ts";
import { refusedVerdict } from "../check-type.ts";
import { codeReference } from "../code/code-reference.ts";
import { quote } from "../evidence.ts";
import { isRecord } from "../is-record.ts";
import {
  contextOf,
  type Judged,
  type ScriptValue,
  scriptFailed,
  scriptVerdict,
  stoppedVerdict,
} from "./script-verdict.ts";

export const python = scriptType("python", "Python", ".py");
export const ruby = scriptType("ruby", "Ruby", ".rb");

/** Checks in a language whose interpreter is found on the PATH. */
function scriptType(name: "python" | "ruby", language: string, extension: string): CheckType {
  return {
    name,
    doc: `Runs \`value\` as ${language}: one line is an expression, several lines are a function body with \`return\`; \`file://checks${extension}:polite\` calls the function \`polite\` of that file, without a name \`get_assert\`. It sees \`output\` and \`context\` (as \`javascript\` does) and returns true or false, a number (passes above 0, or from \`threshold\` on), or a mapping with pass, score and reason. It runs only in a trusted workspace, by the ${name === "python" ? "python3" : "ruby"} on the PATH, without other environment, for at most 10 seconds and 512 MB; beyond that, and where there is none, the sample is unknown.`,
    version: 1,
    value: { type: "string", minLength: 1 },
    threshold: { type: "number" },
    required: ["value"],
    runsFiles: true,
    prepare({ value, threshold, config }, inverse): Prepared {
      if (typeof value !== "string" || value.trim() === "")
        return { problem: `\`value\` must be ${language} as a text that is not empty`, at: "value" };
      const file = codeReference(value);
      return {
        check: async (sample, services, signal) => {
          const runner = services[name];
          if ("refused" in runner) return refusedVerdict(runner.refused);
          const args = [sample.outputValue ?? sample.output, contextOf(sample, config)];
          const outcome = await runner.run({ ...(file ?? { body: value.trimEnd() }), args }, signal);
          if ("stopped" in outcome)
            return stoppedVerdict(`The ${name} check was stopped: ${outcome.stopped}`, outcome);
          if ("threw" in outcome)
            return scriptFailed(sample, `The ${name} check threw ${quote(outcome.threw)}`);
          return verdictOf(sample, outcome.value, { language: name, threshold, inverse });
        },
      };
    },
  };
}

/** promptfoo takes texts too, and holds the score of a mapping to the threshold. */
function verdictOf(sample: Sample, result: unknown, judged: Judged): Verdict {
  const value = scriptValueOf(result);
  if (value === undefined)
    return scriptFailed(
      sample,
      `The ${judged.language} check must return true or false, a number or {pass, score, reason}, not ${quote(JSON.stringify(result) ?? "nothing")}`,
    );
  if (typeof value !== "object" || judged.threshold === undefined || value.score >= judged.threshold)
    return scriptVerdict(sample, value, judged);
  const reason = `its score ${value.score} is less than ${judged.threshold}: ${value.reason}`;
  return scriptVerdict(sample, { ...value, pass: false, reason }, judged);
}

function scriptValueOf(result: unknown): ScriptValue | undefined {
  if (typeof result === "boolean" || typeof result === "number") return result;
  if (isRecord(result)) {
    const { score, reason } = result;
    const pass = result.pass ?? result.pass_;
    if (typeof pass !== "boolean" || typeof score !== "number") return undefined;
    return { pass, score, reason: typeof reason === "string" ? reason : "" };
  }
  if (typeof result !== "string") return undefined;
  if (/^(?:true|false)$/i.test(result)) return result.toLowerCase() === "true";
  if (result.startsWith("{")) return scriptValueOf(parsed(result));
  const number = Number.parseFloat(result);
  return Number.isNaN(number) ? undefined : number;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
