import type { WrittenReport } from "./written/test-written.ts";

/** What one operator came to. `n` mutants had a verdict; a break is caught where it fails, a harmless change does well where it passes. */
export interface OperatorResult {
  readonly operator: string;
  readonly says: string;
  /** Where the evaluator claims what it breaks: a check, its name, the line. Absent on harmless ones. */
  readonly because?: string;
  readonly n: number;
  readonly failed: number;
  /** Without a verdict. */
  readonly unknown: number;
}

/** One mutant that was judged wrongly: what was changed, and what the evaluator said. Captured text, as it was. */
export interface Example {
  readonly operator: string;
  readonly says: string;
  /** Whose sample was changed, and then those whose answers were put into it. */
  readonly conversationIds: readonly string[];
  readonly before: string;
  readonly after: string;
  readonly explanation: string;
  /** Of an answer that a model wrote: what it says that it changed. */
  readonly change?: string;
}

/** A mutation test of one evaluator. Plain data: it is kept as JSON. */
export interface MutationReport {
  readonly operatorsVersion: number;
  readonly evaluator: string;
  /** Samples that it passes and that were changed. */
  readonly samples: number;
  readonly breaks: readonly OperatorResult[];
  readonly harmless: readonly OperatorResult[];
  /** Operators that made no mutant, with the reason. */
  readonly notApplicable: readonly { readonly operator: string; readonly reason: string }[];
  /** Breaks that passed, and harmless changes that failed: some of each operator. */
  readonly survivors: readonly Example[];
  readonly falseAlarms: readonly Example[];
  /** Why it could not be tested, where it could not. */
  readonly untested?: string;
  /** `untested` for now alone: who judges could not be asked, or came to no verdict on most of it. */
  readonly isIncomplete?: true;
  /** What answers that a model wrote came to, where somebody asked for them. Trust does not rest on them. */
  readonly written?: WrittenReport;
}

export interface TrustLimits {
  /** At least this share of breaks is caught. */
  readonly kill: number;
  /** At most this share of harmless changes fails. */
  readonly falseAlarm: number;
  /** Breaking operators that must apply. */
  readonly operators: number;
}

export const defaultTrust: TrustLimits = { kill: 0.8, falseAlarm: 0.05, operators: 5 };

export interface Tested {
  readonly trust: "trusted" | "untrusted" | "untested";
  /** One sentence without a full stop. Made of our words and figures alone. */
  readonly says: string;
  readonly caught: number;
  readonly breaks: number;
  readonly alarms: number;
  readonly harmless: number;
}

/** A break that comes up so often and is caught so seldom is a blind spot: no average makes up for it. */
const blindFrom = 3;
const blindUpTo = 0.2;

/** Whether a report makes an evaluator trusted, and why. */
export function trustOf(report: MutationReport, limits: TrustLimits): Tested {
  const [caught, breaks] = sumOf(report.breaks);
  const [alarms, harmless] = sumOf(report.harmless);
  const counts = { caught, breaks, alarms, harmless };
  const figures = `${caught} of ${breaks} breaks caught, ${alarms} of ${harmless} harmless changes failed`;
  if (report.untested !== undefined)
    return { ...counts, trust: "untested", says: `not mutation-tested: ${report.untested}` };
  const applied = report.breaks.filter(({ n }) => n > 0);
  const blind = applied.filter(({ n, failed }) => n >= blindFrom && failed <= blindUpTo * n);
  const faults = [
    ...(blind.length > 0 ? [`misses ${blind.slice(0, 3).map(missed).join(", ")}`] : []),
    ...(blind.length === 0 && caught < limits.kill * breaks
      ? [`only ${caught} of ${breaks} breaks caught`]
      : []),
    ...(alarms > limits.falseAlarm * harmless ? [`fails on ${worstAlarms(report.harmless)}`] : []),
  ];
  if (faults.length > 0) return { ...counts, trust: "untrusted", says: `untrusted: ${faults.join("; ")}` };
  if (applied.length < limits.operators)
    return {
      ...counts,
      trust: "untested",
      says: `not mutation-tested: only ${applied.length} kinds of breaks apply to it, ${limits.operators} are asked for`,
    };
  return { ...counts, trust: "trusted", says: `mutation-tested: ${figures}` };
}

const sumOf = (results: readonly OperatorResult[]): [number, number] => [
  results.reduce((sum, { failed }) => sum + failed, 0),
  results.reduce((sum, { n }) => sum + n, 0),
];

const missed = ({ says, failed, n }: OperatorResult): string => `${says} (${failed} of ${n})`;

const worstAlarms = (results: readonly OperatorResult[]): string =>
  [...results]
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => b.failed / b.n - a.failed / a.n)
    .slice(0, 2)
    .map(({ says, failed, n }) => `${says} (${failed} of ${n})`)
    .join(", ");
