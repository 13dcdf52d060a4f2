import type {
  BehaviorFigures,
  BehaviorIssue,
  EvaluatorFigure,
  ForbiddenCalls,
  InstructionFigures,
  PromptFigures,
  PromptTools,
  PromptTraffic,
  UnaddressedBehavior,
} from "../attribution/index.ts";
import type { Rate } from "../base/index.ts";
import { type BaselineSuspect, keptSuspects } from "./diagnosis/kept-suspects.ts";
import type { Severity } from "./findings.ts";
import type { PromptReport } from "./report.ts";
import type { Snapshot, TestStamp } from "./snapshot.ts";

export const baselineVersion = 1;
/** Where it is kept, relative to the workspace: in the folder that a team commits. */
export const baselineFileName = "homeostat/baseline.json";

/**
 * The figures and the known findings of one moment, as a committed file: what a clone without a store needs to say the same. It holds
 * text of prompts, names of behaviors with single words of theirs, names of tools and of what calls are given, and ids of conversations: nothing
 * else that anybody said. What follows from the rest (rates,
 * p values) is left out and worked out again when it is read.
 */
export interface Baseline {
  readonly version: typeof baselineVersion;
  /** ISO date of the newest conversation. */
  readonly until?: string;
  /** Conversations that matched no prompt, and those in no behavior. */
  readonly unmatched: number;
  readonly outliers: number;
  readonly evaluators: readonly BaselineEvaluator[];
  readonly prompts: readonly BaselinePrompt[];
  readonly behaviors: readonly BaselineBehavior[];
  readonly findings: readonly KnownFinding[];
}

/** As it was defined when it judged; figures of another definition are another's. */
export interface BaselineEvaluator {
  readonly name: string;
  readonly key: string;
  readonly covers: readonly string[];
  readonly prompts?: readonly string[];
  readonly behaviors?: readonly string[];
  /** What its mutation test showed, where it had one, and of what: one of an older build does not say, and counts for nothing. */
  readonly tested?: { readonly trust: "trusted" | "untrusted"; readonly says: string } & Partial<TestStamp>;
}

type WithoutRate<T extends Rate> = Omit<T, "rate">;
export type BaselineFigure = WithoutRate<Omit<EvaluatorFigure, "trust" | "pError" | "pWarning">>;
export type BaselineInstruction = Omit<InstructionFigures, "evaluators" | "figures" | "versions"> & {
  readonly figures: readonly BaselineFigure[];
};
export type BaselineBehavior = Omit<
  BehaviorFigures,
  "description" | "words" | "exemplars" | "failing" | "rate" | "groupId" | "trend" | "issues" | "people"
> & {
  readonly rate: WithoutRate<Rate>;
  /** Absent in files of before 0.4. */
  readonly issues?: readonly BehaviorIssue[];
  readonly people?: number;
};

export interface BaselinePrompt extends Omit<PromptFigures, "instructions" | "evaluators"> {
  readonly instructions: readonly BaselineInstruction[];
  readonly evaluators: readonly (BaselineFigure & { readonly linked: boolean })[];
  /** What else findings are made of; each is absent where there is none, and in files of before 0.4. */
  readonly traffic?: Omit<PromptTraffic, "file">;
  readonly unaddressed?: readonly Omit<UnaddressedBehavior, "file">[];
  readonly tools?: Omit<PromptTools, "file">;
  readonly forbidden?: readonly Omit<ForbiddenCalls, "file">[];
  readonly suspects?: readonly BaselineSuspect[];
}

/** A finding that was there already. `line` is the text of its instruction, for people who read the file. */
export interface KnownFinding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
  readonly line: string;
}

/** What is committed of a snapshot and of the reports made with it. Same snapshot and reports, same baseline. */
export function baselineOf(
  snapshot: Snapshot,
  reports: readonly PromptReport[],
  evaluators: readonly BaselineEvaluator[],
  until: string | undefined,
): Baseline {
  return {
    version: baselineVersion,
    ...(until !== undefined && { until }),
    unmatched: snapshot.totals.unmatched,
    outliers: snapshot.outliers,
    evaluators,
    prompts: snapshot.prompts.map((prompt) => ({
      ...promptOf(prompt),
      ...besideFigures(prompt.file, snapshot),
    })),
    behaviors: snapshot.behaviors.map(
      ({
        description: _d,
        words: _w,
        exemplars: _e,
        failing: _f,
        groupId: _g,
        trend: _t,
        issues,
        decision: _c,
        rate,
        ...rest
      }) => ({
        ...rest,
        rate: withoutRate(rate),
        // That one drifts is told in users' words, and since when to the millisecond of a conversation.
        issues: issues.filter(({ kind }) => kind !== "drifting").map(({ sinceMs: _s, ...issue }) => issue),
      }),
    ),
    findings: reports.flatMap((report) =>
      report.findings.map(({ fingerprint, code, severity, range }) => ({
        fingerprint,
        rule: code,
        severity,
        file: report.file,
        line:
          report.instructions.find((one) => one.range.start.line === range.start.line)?.text.slice(0, 120) ??
          "",
      })),
    ),
  };
}

function promptOf({ versions, instructions, evaluators, ...prompt }: PromptFigures): BaselinePrompt {
  return {
    ...prompt,
    // The time of an uncommitted version is when somebody's store first saw it: it would differ between two stores.
    versions: versions.map(({ atMs, ...version }) =>
      version.commit !== undefined && atMs !== undefined ? { ...version, atMs } : version,
    ),
    instructions: instructions.map(({ evaluators: _, versions: __, key, text, kind, figures, ...rest }) => ({
      key,
      text,
      kind,
      figures: figures.map(figureOf),
      ...rest,
    })),
    evaluators: evaluators.map(({ linked, ...figure }) => ({ ...figureOf(figure), linked })),
  };
}

function besideFigures(
  file: string,
  { promptTraffic = [], unaddressed = [], tools = [], forbidden = [], suspects = [] }: Snapshot,
): Partial<BaselinePrompt> {
  const ofFile = <T extends { readonly file: string }>(list: readonly T[]): Omit<T, "file">[] =>
    list.filter((one) => one.file === file).map(({ file: _, ...rest }) => rest);
  const [traffic] = ofFile(promptTraffic);
  const [known] = ofFile(tools);
  const asked = ofFile(unaddressed);
  const calls = ofFile(forbidden);
  const kept = suspects.filter((one) => one.file === file).flatMap((one) => keptSuspects(one.suspects));
  return {
    ...(traffic && { traffic }),
    ...(asked.length > 0 && { unaddressed: asked }),
    ...(known && { tools: known }),
    ...(calls.length > 0 && { forbidden: calls }),
    ...(kept.length > 0 && { suspects: kept }),
  };
}

/** The name first: the lines are read by people too. */
const figureOf = ({
  evaluator,
  passes,
  n,
  unknown,
  effectiveN,
  low,
  high,
  failing,
  failingConversations,
  clusters,
}: EvaluatorFigure): BaselineFigure => ({
  evaluator,
  passes,
  n,
  unknown,
  effectiveN,
  low,
  high,
  failing,
  failingConversations,
  ...(clusters !== undefined && { clusters }),
});

function withoutRate<T extends Rate>({ rate: _, ...rest }: T): Omit<T, "rate"> {
  return rest;
}

/** JSON with one instruction, figure or finding a line, so that a change of one line shows as one line. */
export function baselineText(baseline: Baseline): string {
  const { version, until, unmatched, outliers, evaluators, prompts, behaviors, findings } = baseline;
  const entries = [
    member("version", version),
    ...(until === undefined ? [] : [member("until", until)]),
    member("unmatched", unmatched),
    member("outliers", outliers),
    `"evaluators": ${rows(evaluators, 2)}`,
    `"prompts": [${prompts.map((prompt) => `\n    ${promptText(prompt)}`).join(",")}${prompts.length ? "\n  " : ""}]`,
    `"behaviors": ${rows(behaviors, 2)}`,
    `"findings": ${rows(findings, 2)}`,
  ];
  return `{\n  ${entries.join(",\n  ")}\n}\n`;
}

function promptText({
  name,
  file,
  conversations,
  versions,
  instructions,
  evaluators,
  traffic,
  unaddressed,
  tools,
  forbidden,
  suspects,
}: BaselinePrompt): string {
  const entries = [
    member("name", name),
    member("file", file),
    member("conversations", conversations),
    `"versions": ${rows(versions, 6)}`,
    `"instructions": ${rows(instructions, 6)}`,
    `"evaluators": ${rows(evaluators, 6)}`,
    ...(traffic ? [member("traffic", traffic)] : []),
    ...(unaddressed ? [`"unaddressed": ${rows(unaddressed, 6)}`] : []),
    ...(tools ? [member("tools", tools)] : []),
    ...(forbidden ? [`"forbidden": ${rows(forbidden, 6)}`] : []),
    ...(suspects ? [`"suspects": ${rows(suspects, 6)}`] : []),
  ];
  return `{\n      ${entries.join(",\n      ")}\n    }`;
}

const member = (name: string, value: unknown): string => `${JSON.stringify(name)}: ${JSON.stringify(value)}`;

function rows(list: readonly unknown[], indent: number): string {
  const blanks = " ".repeat(indent);
  return list.length === 0
    ? "[]"
    : `[\n${list.map((one) => `${blanks}  ${JSON.stringify(one)}`).join(",\n")}\n${blanks}]`;
}
