import { diffLines } from "diff";
import { stringify } from "yaml";

/** A definition of an evaluator, and when it came into force. */
export interface EvaluatorVersion {
  readonly key: string;
  /** As the configuration has it, JSON-like; absent where nobody kept it. */
  readonly definition?: unknown;
  /** Of the first run with it; absent where only evaluations or labels name it. */
  readonly atMs?: number;
  /** It is what the configuration says now. */
  readonly isCurrent: boolean;
  readonly evaluations: { readonly pass: number; readonly fail: number; readonly other: number };
  /** Labels by the evaluator's criterion that were given under it. */
  readonly labels: number;
  /** Against the version before it, over the samples that both judged. */
  readonly flips?: Flips;
}

export interface Flips {
  /** Samples that both judged with pass or fail. */
  readonly n: number;
  readonly same: number;
  /** Ids of samples; the first of them. */
  readonly passToFail: readonly string[];
  readonly failToPass: readonly string[];
  readonly passesToFails: number;
  readonly failsToPasses: number;
}

/** The definitions of one evaluator, the first first. */
export interface EvaluatorHistory {
  readonly evaluator: string;
  readonly versions: readonly EvaluatorVersion[];
}

/** A definition as it is written in homeostat.yaml. */
export const definitionText = (definition: unknown): string =>
  stringify(withoutEmpty(definition), { lineWidth: 0 }).trimEnd();

/** What changed from one definition to the next: lines with `-`, `+` or a blank in front. */
export const definitionChange = (before: unknown, after: unknown): string[] =>
  diffLines(`${definitionText(before)}\n`, `${definitionText(after)}\n`).flatMap(
    ({ value, added, removed }) =>
      value
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => `${added ? "+" : removed ? "-" : " "} ${line}`),
  );

function withoutEmpty(definition: unknown): unknown {
  if (typeof definition !== "object" || definition === null) return definition;
  return Object.fromEntries(
    Object.entries(definition).filter(([, value]) => !(Array.isArray(value) && value.length === 0)),
  );
}
