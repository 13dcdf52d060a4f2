import { compileFunction } from "node:vm";
import type { CheckType, Prepared } from "../check-type.ts";
import { refusedVerdict } from "../check-type.ts";
import { codeReference } from "../code/code-reference.ts";
import { quote } from "../evidence.ts";
import { isRecord } from "../is-record.ts";
import {
  contextOf,
  type ScriptValue,
  scriptFailed,
  scriptVerdict,
  stoppedVerdict,
} from "./script-verdict.ts";

export const javascript: CheckType = {
  name: "javascript",
  doc: "Runs `value`: one line is an expression, several lines are a function body with `return`; `file://checks.js:polite` calls the function `polite` that the file exports, without a name the default one. It sees `output` (text, or what a transform made of it) and `context` (`vars`, with `vars.input`, `prompt`, `messages`, `toolCalls`, `scope`, `outcome`, `config`) and returns true or false, a number (passes above 0, or from `threshold` on), or `{pass, score, reason}`. Code that throws fails the sample, as in promptfoo. It runs only in a trusted workspace, in a process of its own without environment, for at most 2 seconds and 128 MB; beyond that the sample is unknown.",
  version: 1,
  value: { type: "string", minLength: 1 },
  threshold: { type: "number" },
  required: ["value"],
  runsFiles: true,
  prepare({ value, threshold, config }, inverse): Prepared {
    if (typeof value !== "string" || value.trim() === "")
      return { problem: "`value` must be JavaScript as a text that is not empty", at: "value" };
    const file = codeReference(value);
    const body = file ? undefined : functionBody(value);
    const problem = body === undefined ? undefined : syntaxProblem(body);
    if (problem) return { problem, at: "value" };
    return {
      check: async (sample, { sandbox }, signal) => {
        if ("refused" in sandbox) return refusedVerdict(sandbox.refused);
        const args = [sample.outputValue ?? sample.output, contextOf(sample, config)];
        const outcome = await sandbox.run({ ...file, ...(body !== undefined && { body }), args }, signal);
        if ("stopped" in outcome)
          return stoppedVerdict(`The javascript check was stopped: ${outcome.stopped}`, outcome);
        const result = "threw" in outcome ? outcome : scriptValueOf(outcome.value);
        if ("threw" in result)
          return scriptFailed(sample, `The javascript check threw ${quote(result.threw)}`);
        return scriptVerdict(sample, result.value, { language: "javascript", threshold, inverse });
      },
    };
  },
};

/** The three kinds of result promptfoo accepts; anything else is the check's mistake. */
function scriptValueOf(result: unknown): { readonly value: ScriptValue } | { readonly threw: string } {
  if (typeof result === "boolean" || typeof result === "number") return { value: result };
  const { pass, score, reason } = isRecord(result) ? result : {};
  if (typeof pass === "boolean" && typeof score === "number" && typeof reason === "string")
    return { value: { pass, score, reason } };
  return {
    threw: `TypeError: it must return a boolean, a number or {pass, score, reason}, not ${typeof result}`,
  };
}

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

/** Bodies that are known to compile: a suite of thousands of tests says the same thousands of times. */
const sound = new Set<string>();

/** Compiles without running. */
function syntaxProblem(body: string): string | undefined {
  if (sound.has(body)) return undefined;
  try {
    compileFunction(body, ["output", "context", "process"]);
    if (sound.size >= 1000) sound.clear();
    sound.add(body);
    return undefined;
  } catch (error) {
    return `\`value\` is not JavaScript that can be run: ${(error as Error).message}`;
  }
}
