import { compileFunction } from "node:vm";
import type { Sample } from "../../store/index.ts";
import type { CheckType, Prepared, Verdict } from "../check-type.ts";
import { unknownVerdict } from "../check-type.ts";
import { quote, saidLast } from "../evidence.ts";
import type { ScriptValue } from "../javascript-sandbox.ts";

export const javascript: CheckType = {
  name: "javascript",
  doc: "Runs `value`: one line is an expression, several lines are a function body with `return`. It sees `output` (text) and `context` (`vars.input`, `messages`, `toolCalls`, `scope`, `outcome`, `config`) and returns true or false, a number (passes above 0, or from `threshold` on), or `{pass, score, reason}`. Code that throws fails the sample, as in promptfoo. It runs only in a trusted workspace, in a process of its own, for at most 2 seconds and 128 MB; beyond that the sample is unknown.",
  version: 1,
  value: { type: "string", minLength: 1 },
  threshold: { type: "number" },
  required: ["value"],
  prepare({ value, threshold, config }, inverse): Prepared {
    if (typeof value !== "string" || value.trim() === "")
      return { problem: "`value` must be JavaScript as a text that is not empty", at: "value" };
    const body = functionBody(value);
    const problem = syntaxProblem(body);
    if (problem) return { problem, at: "value" };
    return {
      check: async (sample, { sandbox }, signal) => {
        if ("refused" in sandbox) return unknownVerdict(sandbox.refused);
        const context = contextOf(sample, config);
        const outcome = await sandbox.run({ body, output: sample.output, context }, signal);
        if ("stopped" in outcome)
          return unknownVerdict(`The javascript check was stopped: ${outcome.stopped}`);
        if ("threw" in outcome) return failed(sample, `The javascript check threw ${quote(outcome.threw)}`);
        return judge(sample, outcome.value, threshold, inverse);
      },
    };
  },
};

/** One line becomes a returned expression; declarations in front of it stay statements, `const n = 1; n > 0`. */
export function functionBody(value: string): string {
  const code = value.trimEnd();
  if (code.includes("\n")) return code;
  const line = code.trim().replace(/;+\s*$/, "");
  if (!/^(const|let|var)\s/.test(line)) return `return ${line}`;
  const end = lastSemicolon(line);
  const expression = line.slice(end + 1).trim();
  return end < 0 || expression === "" ? line : `${line.slice(0, end + 1)} return ${expression}`;
}

/** The last `;` outside string literals. A regular expression literal with a `;` fools it, as it fools promptfoo. */
function lastSemicolon(line: string): number {
  let last = -1;
  for (const token of line.matchAll(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|;/g))
    if (token[0] === ";") last = token.index;
  return last;
}

/** Compiles without running. */
function syntaxProblem(body: string): string | undefined {
  try {
    compileFunction(body, ["output", "context", "process"]);
    return undefined;
  } catch (error) {
    return `\`value\` is not JavaScript that can be run: ${(error as Error).message}`;
  }
}

function contextOf(sample: Sample, config: unknown): object {
  const messages = sample.messages.slice(sample.from, sample.to);
  return {
    vars: { input: sample.input },
    messages,
    toolCalls: messages.flatMap((message) => (message.role === "assistant" ? (message.toolCalls ?? []) : [])),
    scope: sample.scope,
    latencyMs: sample.latencyMs,
    costUsd: sample.costUsd,
    outcome: sample.outcome,
    config,
  };
}

function judge(sample: Sample, value: ScriptValue, threshold: number | undefined, inverse: boolean): Verdict {
  const holds = holdsOf(value, threshold);
  const score =
    typeof value === "boolean" ? Number(holds !== inverse) : typeof value === "number" ? value : value.score;
  const told = typeof value === "object" ? value.reason : `it returned ${value}`;
  if (holds === inverse)
    return { ...failed(sample, `The javascript check failed, ${quote(told)}`), score: clamp(score) };
  return { label: "pass", score: clamp(score), reason: `The javascript check passed, ${quote(told)}.` };
}

function holdsOf(value: ScriptValue, threshold: number | undefined): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return threshold === undefined ? value > 0 : value >= threshold;
  return value.pass;
}

function failed(sample: Sample, reason: string): Verdict {
  const { evidence, messageIndex } = saidLast(sample);
  return { label: "fail", score: 0, reason: `${reason}; in the output, ${evidence}.`, messageIndex };
}

const clamp = (score: number): number => (Number.isNaN(score) ? 0 : Math.min(1, Math.max(0, score)));
