import { readPrompt } from "../../../../server/core/prompt/index.ts";
import { faultyPrompt } from "../../../support/demo-agent/faults.ts";
import { fallenIn, rateOf } from "../../../support/demo-agent/judged-traffic.ts";
import type { PoolTruth } from "../../../support/demo-agent/pool-truth.ts";
import { mendedFrom } from "../../../support/demo-agent/pool-truth.ts";
import type { LoopCycle, LoopRun } from "../../../support/demo-agent/run-fault.ts";
import { promptFile } from "../../../support/demo-agent/workspace.ts";

/** A line that is no use and does no harm: the agent makes nothing of it. */
export const uselessLine = "Keep a calm and even tone.";

/** What came of one fault. Rates are of the target's evaluator; `truth` on traffic that nobody has seen. */
export interface LoopFigures {
  readonly fault: string;
  readonly kind: string;
  readonly expected: "mended" | "escalated" | "nothing";
  /** What the diagnosis put first, and whether that is what was planted. */
  readonly cause: string;
  readonly causeIsRight: boolean;
  /** Rank of the faulty line among suspects; absent where no line is to blame, or none was found. */
  readonly rank?: number;
  readonly cycles: readonly CycleFigures[];
  readonly end: string;
  readonly truth: { readonly before: number; readonly after: number; readonly n: number };
  /** Evaluators that fell on that traffic. */
  readonly fallen: readonly string[];
  readonly isMended: boolean;
  readonly proposals: number;
  readonly untrusted: number;
  readonly behaviors: number;
  readonly calls: number;
  readonly seconds: number;
  /** The same with a useless edit beside each. */
  readonly beside?: LoopFigures;
}

export interface CycleFigures {
  readonly end: string;
  readonly reflections: number;
  readonly calls: number;
  readonly truth: number;
  /** At the gate, of the target's evaluator. */
  readonly held?: { readonly before: string; readonly after: string; readonly gate: number };
  readonly broken: number;
  readonly hunks: number;
  /** Characters taken out and put in. */
  readonly changed: number;
  /** In characters, by which the prompt became longer. */
  readonly growth: number;
  readonly length: number;
  readonly keptUseless: boolean;
}

export function figuresOf(run: LoopRun): LoopFigures {
  const { fault, cycles, rates, diagnosis } = run;
  const [first] = diagnosis.prompts.flatMap(({ causes }) => causes);
  const last = cycles.at(-1);
  const after = last?.rates ?? rates;
  const [own, now] = [rates[fault.target]!, after[fault.target]!];
  const rank = rankOf(run);
  const fallen = fallenIn(rates, after);
  return {
    ...{
      fault: fault.name,
      kind: fault.kind,
      expected: !last ? "nothing" : fault.cause ? "escalated" : "mended",
    },
    ...{ cause: first ? `${first.cause} ${Math.round(first.probability * 100)} %` : "none" },
    causeIsRight: first?.cause === (fault.cause ?? "prompt"),
    ...(rank !== undefined && { rank }),
    ...{
      cycles: cycles.map((one) => cycleFigures(one, fault.target)),
      end: last?.report.end ?? "not needed",
    },
    ...{ truth: { before: rateOf(own), after: rateOf(now), n: now.n }, fallen },
    isMended: !fault.cause && last !== undefined && rateOf(now) >= mendedFrom && fallen.length === 0,
    ...{ proposals: run.drawn.length, untrusted: run.untrusted.length, behaviors: run.behaviors },
    ...{ calls: run.calls, seconds: run.seconds },
  };
}

/** Where the planted line stands among suspects. A line that is missing is found where a suspect says so. */
function rankOf({ fault, diagnosis }: LoopRun): number | undefined {
  if (fault.cause) return undefined;
  const { instructions } = readPrompt(promptFile, faultyPrompt(fault));
  const keys = new Set(
    instructions.flatMap(({ key, text }) => (fault.blames && text.includes(fault.blames) ? key : [])),
  );
  const suspects = diagnosis.prompts.flatMap((one) => one.suspects);
  const at = suspects.findIndex(({ key, blame }) =>
    fault.blames === undefined ? blame === "missing" : keys.has(key ?? ""),
  );
  return at < 0 ? undefined : at + 1;
}

function cycleFigures({ report, before, after, rates }: LoopCycle, target: string): CycleFigures {
  const { suggestion } = report;
  const effect = suggestion?.effects.find(({ id }) => id === target);
  const hunks = suggestion?.hunks ?? [];
  return {
    ...{ end: report.end, reflections: report.reflections, calls: report.spent.calls },
    truth: rateOf(rates[target]!),
    ...(effect && {
      held: {
        before: `${effect.before.pass}/${effect.before.n}`,
        after: `${effect.after.pass}/${effect.after.n}`,
        gate: suggestion!.gate.cases,
      },
    }),
    broken: suggestion?.broken.length ?? 0,
    hunks: hunks.length,
    changed: hunks.reduce((sum, { replaced, text }) => sum + replaced.length + text.length, 0),
    growth: after.length - before.length,
    length: before.length,
    keptUseless: after.includes(uselessLine),
  };
}

export type Totals = ReturnType<typeof totalsOf>;

export function totalsOf(figures: readonly LoopFigures[], pools: readonly PoolTruth[]) {
  const toMend = figures.filter(({ expected }) => expected === "mended");
  const others = figures.filter(({ expected }) => expected === "escalated");
  const accepted = figures.flatMap(({ cycles }) => cycles.filter(({ end }) => end === "suggestion"));
  const beside = toMend.flatMap((one) => one.beside ?? []);
  const withUseless = beside.flatMap(({ cycles }) => cycles.filter(({ end }) => end === "suggestion"));
  return {
    runs: figures.length,
    ...{ toMend: toMend.length, mended: toMend.filter(({ isMended }) => isMended).length },
    kindsMended: new Set(toMend.flatMap(({ isMended, kind }) => (isMended ? kind : []))).size,
    fallen: toMend.reduce((sum, { fallen }) => sum + fallen.length, 0),
    brokenAtGate: accepted.reduce((sum, { broken }) => sum + broken, 0),
    ...{ toEscalate: others.length, escalated: others.filter(({ end }) => end === "escalated").length },
    causeRight: figures.filter(({ causeIsRight }) => causeIsRight).length,
    lineFirst: toMend.filter(({ rank }) => rank === 1).length,
    lineInThree: toMend.filter(({ rank = 9 }) => rank <= 3).length,
    cyclesToMend: median(toMend.flatMap((one) => (one.isMended ? one.cycles.length : []))),
    callsToMend: median(toMend.flatMap((one) => (one.isMended ? one.calls : []))),
    accepted: accepted.length,
    changedCharacters: median(accepted.map(({ changed }) => changed)),
    growthPercent: median(accepted.map(({ growth, length }) => (100 * growth) / length)),
    useless: {
      accepted: withUseless.length,
      kept: withUseless.filter(({ keptUseless }) => keptUseless).length,
    },
    poolRight: {
      right: pools.reduce((sum, { right }) => sum + right, 0),
      moves: pools.reduce((sum, { moves }) => sum + moves, 0),
      most: Math.max(0, ...pools.map(({ right, moves }) => right / moves)),
    },
  };
}

/** 0 of none. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)];
  return sorted.length === 0 ? 0 : (sorted[low]! + sorted[high]!) / 2;
}
