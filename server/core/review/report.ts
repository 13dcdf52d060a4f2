import type { BehaviorShare, PromptTraffic, Trust, VersionTrend } from "../attribution/index.ts";
import type { PositionRange } from "../base/index.ts";
import { type Finding, judgedFindings, shownFigure } from "./findings.ts";
import { fingerprintsOf } from "./fingerprints.ts";
import { type PromptView, viewCoverage } from "./prompt-view.ts";

/** One prompt in `homeostat check --json`. Positions are zero-based; rates are in 0..1 and absent where nothing was judged. */
export interface PromptReport {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  readonly instructions: readonly InstructionReport[];
  readonly findings: readonly FindingReport[];
  /** What the configuration says to ignore. */
  readonly ignored: readonly IgnoredReport[];
  /** Findings that the baseline holds already; only where one was asked for. */
  readonly known?: readonly FindingReport[];
  readonly coverage: {
    readonly directives: number;
    readonly tested: number;
    readonly exercised: number;
    readonly untested: readonly number[];
    readonly neverExercised: readonly number[];
    /** Conversations in a behavior: those a line speaks to, those judged, those judged by a trusted evaluator; absent without behaviors. */
    readonly traffic?: Omit<PromptTraffic, "file">;
  };
  readonly conversations: {
    readonly matched: number;
    readonly ambiguous: number;
    readonly unmatched: number;
  };
  readonly evaluators: readonly EvaluatorReport[];
}

export interface EvaluatorReport {
  readonly name: string;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly trust: Trust;
  readonly rate?: number;
  readonly low?: number;
  readonly high?: number;
}

export interface InstructionReport {
  readonly range: PositionRange;
  readonly text: string;
  readonly kind: string;
  readonly triggers: readonly string[];
  readonly evaluators: readonly EvaluatorReport[];
  readonly rate?: number;
  readonly n: number;
  readonly low?: number;
  readonly high?: number;
  readonly stale: boolean;
  /** Conversations that put it to work, and the worst of those that failed. */
  readonly exercised: number;
  readonly failing: readonly string[];
  /** What its worst evaluator says under each version that holds it, newest first, and where that changed; absent where one alone has verdicts. */
  readonly trend?: VersionTrend;
  /** Behaviors that fail most in it, with the 95 % interval of the share that fails. */
  readonly behaviors: readonly BehaviorReport[];
}

/** `name` is absent where the behavior is known no more. */
export interface BehaviorReport extends BehaviorShare {
  readonly name?: string;
}

export interface FindingReport
  extends Omit<Finding, "range" | "instruction" | "figure" | "fixes" | "related"> {
  readonly range: PositionRange;
  /** The same wherever the line moves; see `fingerprintsOf`. */
  readonly fingerprint: string;
  readonly figure?: Omit<EvaluatorReport, "name" | "unknown" | "trust"> & { readonly n: number };
  readonly related?: readonly { readonly range: PositionRange; readonly message: string }[];
  readonly fixes?: readonly {
    readonly title: string;
    readonly edits: readonly { readonly range: PositionRange; readonly newText: string }[];
  }[];
  /** Against the baseline: not in it, or in it and less severe. */
  readonly baselineState?: "new" | "updated";
}

export interface IgnoredReport extends FindingReport {
  readonly reason: string;
  readonly until?: string;
}

export function reportOf(view: PromptView): PromptReport {
  const coverage = viewCoverage(view);
  const lineOf = (key: string): number =>
    view.lines.positionAt(view.document.instructions.find((one) => one.key === key)!.range.start).line;
  return {
    file: view.file,
    name: view.figures?.name ?? view.file,
    version: view.document.version,
    instructions: view.measured.map((one) => instructionReport(view, one)),
    ...findingReports(view),
    coverage: {
      ...coverage,
      untested: coverage.untested.map(lineOf),
      neverExercised: coverage.neverExercised.map(lineOf),
      ...trafficOf(view),
    },
    conversations: view.figures?.conversations ?? {
      matched: 0,
      ambiguous: 0,
      unmatched: view.snapshot.totals.unmatched,
    },
    evaluators: view.figures?.evaluators.map(evaluatorReport) ?? [],
  };
}

function trafficOf({ snapshot, file }: PromptView): Pick<PromptReport["coverage"], "traffic"> {
  const own = snapshot.promptTraffic?.find((one) => one.file === file);
  if (!own) return {};
  const { conversations, addressed, judged, trusted } = own;
  return { traffic: { conversations, addressed, judged, trusted } };
}

/** Ignored ones count too when equal findings are told apart, so that ignoring the first gives the second no other id. */
function findingReports(view: PromptView): Pick<PromptReport, "findings" | "ignored"> {
  const { findings, ignored } = judgedFindings(view);
  const all = [...findings, ...ignored].sort((a, b) => a.range.start - b.range.start);
  const ids = fingerprintsOf(all, view.file, view.document.text);
  const idOf = new Map(all.map((finding, index) => [finding, ids[index]!]));
  return {
    findings: findings.map((finding) => findingReport(view, finding, idOf.get(finding)!)),
    ignored: ignored.map((finding) => ({
      ...findingReport(view, finding, idOf.get(finding)!),
      reason: finding.reason,
      ...(finding.until !== undefined && { until: finding.until }),
    })),
  };
}

function findingReport(view: PromptView, finding: Finding, fingerprint: string): FindingReport {
  const { range, severity, code, message, evaluator, figure, fixes, related } = finding;
  const placed = (one: Finding["range"]): PositionRange => view.lines.rangeOf(one);
  return {
    range: placed(range),
    severity,
    code,
    message,
    ...(evaluator !== undefined && { evaluator }),
    fingerprint,
    ...(figure && {
      figure: {
        pass: figure.passes,
        fail: figure.n - figure.passes,
        n: figure.n,
        rate: figure.rate,
        low: figure.low,
        high: figure.high,
      },
    }),
    ...(related && {
      related: related.map((one) => ({ range: placed(one.range), message: one.message })),
    }),
    ...(fixes && {
      fixes: fixes.map(({ title, edits }) => ({
        title,
        edits: edits.map(({ range: edited, newText }) => ({ range: placed(edited), newText })),
      })),
    }),
  };
}

function instructionReport(view: PromptView, one: PromptView["measured"][number]): InstructionReport {
  const figures = one.figures ?? one.stale;
  const shown = shownFigure(one);
  return {
    range: view.lines.rangeOf(one.instruction.range),
    text: one.instruction.text,
    kind: one.instruction.kind,
    triggers: one.instruction.triggers,
    evaluators: figures?.figures.map(evaluatorReport) ?? [],
    ...(shown && { rate: shown.rate, low: shown.low, high: shown.high }),
    n: shown?.n ?? 0,
    stale: one.stale !== undefined,
    exercised: figures?.exercised ?? 0,
    failing: shown?.failing ?? [],
    ...(figures?.trend && { trend: figures.trend }),
    behaviors: (figures?.behaviors ?? []).map((share) => {
      const name = view.snapshot.behaviors.find(({ id }) => id === share.behaviorId)?.name;
      return { ...share, ...(name !== undefined && { name }) };
    }),
  };
}

function evaluatorReport(figure: {
  evaluator: string;
  passes: number;
  n: number;
  unknown: number;
  trust: Trust;
  rate: number;
  low: number;
  high: number;
}): EvaluatorReport {
  const { evaluator, passes, n, unknown, trust, rate, low, high } = figure;
  return {
    name: evaluator,
    pass: passes,
    fail: n - passes,
    unknown,
    trust,
    ...(n > 0 && { rate, low, high }),
  };
}
