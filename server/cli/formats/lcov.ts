import { type InstructionReport, isDirectiveKind, type PromptReport } from "../../core/index.ts";
import { type CheckReport, reportedPath } from "../check-report.ts";

/**
 * Coverage of prompts as lcov's tracefile: every line of an instruction has its count, the conversations that put it to work, so that
 * a change of any of them is seen as covered or not; a branch is an evaluator of the instruction, taken as often as it judged. Context, personas and examples direct nothing and are left out.
 */
export const lcovReport = (report: CheckReport): string =>
  report.prompts.map((prompt) => record(prompt, reportedPath(report, prompt.file))).join("");

function record({ instructions }: PromptReport, file: string): string {
  const directives = instructions.filter(({ kind }) => isDirectiveKind(kind));
  const counts = new Map<number, number>();
  const branches = branchesOf(directives);
  // Of several instructions on one line the one that was used least decides: a line is covered when all of it is.
  for (const { line, count } of directives.flatMap(countsOf))
    counts.set(line, Math.min(count, counts.get(line) ?? count));
  const lines = [...counts].sort(([a], [b]) => a - b);
  return [
    "TN:homeostat",
    `SF:${file.replace(/[\r\n]/g, " ")}`,
    ...branches.map(({ line, block, branch, taken }) => `BRDA:${line},${block},${branch},${taken || "-"}`),
    `BRF:${branches.length}`,
    `BRH:${branches.filter(({ taken }) => taken > 0).length}`,
    ...lines.map(([line, count]) => `DA:${line},${count}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(([, count]) => count > 0).length}`,
    "end_of_record\n",
  ].join("\n");
}

/** Nobody has used the text of a changed line yet. */
const countsOf = ({ range: { start, end }, exercised, stale }: InstructionReport) =>
  Array.from({ length: end.line - start.line + 1 }, (_, i) => ({
    line: start.line + 1 + i,
    count: stale ? 0 : exercised,
  }));

interface Branch {
  readonly line: number;
  readonly block: number;
  readonly branch: number;
  readonly taken: number;
}

/** One block for each instruction of a line; one that no evaluator covers has a single branch that nobody took. */
function branchesOf(directives: readonly InstructionReport[]): Branch[] {
  const blocks = new Map<number, number>();
  return directives.flatMap(({ range, evaluators, stale }) => {
    const line = range.start.line + 1;
    const block = blocks.get(line) ?? 0;
    blocks.set(line, block + 1);
    const judged = evaluators.map(({ pass, fail }) => (stale ? 0 : pass + fail));
    return (judged.length > 0 ? judged : [0]).map((taken, branch) => ({ line, block, branch, taken }));
  });
}
