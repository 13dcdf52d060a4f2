import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

interface JudgeFile {
  readonly entries: readonly {
    readonly simulation_id: string;
    readonly judge_verdict: string;
    /** With the reward, by the makers' own reading of the verdict; null where they could not read it. */
    readonly agreement: boolean | null;
    readonly judge_justification: string;
    readonly judge_issues: readonly string[];
    readonly judge_prompt_name: string;
  }[];
}

const named = /\.llm-judge\.(.+)\.json\.gz$/;

/**
 * What the model judges of tau2-bench said of its simulations, as JSON lines for `homeostat import --evaluations`. One of them was asked for no
 * certain word and answers "satisfied" 22 times, which its makers read as pass, and "satisfactory", "compliant" or "correct" five times,
 * which they do not read: these stay unknown here too.
 */
export function tau2Judgements(folder: string): string {
  return readdirSync(folder)
    .filter((file) => named.test(file))
    .sort()
    .flatMap((file) => {
      const { entries } = JSON.parse(
        gunzipSync(readFileSync(join(folder, file))).toString("utf8"),
      ) as JudgeFile;
      return entries.map((entry) =>
        JSON.stringify({
          conversation: entry.simulation_id,
          evaluator: entry.judge_prompt_name,
          label: verdictOf(entry),
          explanation: [entry.judge_justification, ...entry.judge_issues].join(" "),
        }),
      );
    })
    .map((line) => `${line}\n`)
    .join("");
}

const verdictOf = ({ judge_verdict: verdict, agreement }: JudgeFile["entries"][number]): string =>
  agreement === null ? `not read: ${verdict}` : verdict === "satisfied" ? "pass" : verdict;
