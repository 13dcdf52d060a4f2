import type { GateOutcome, SearchEvent } from "../../improve/index.ts";
import { needText, type ToldCycle, type ToldCyclePlan, type TriedEdit } from "../improve/cycle-text.ts";
import { plural, tame } from "../wording.ts";

/** What is kept of how a cycle went. */
export interface EvidencedCycle extends ToldCycle {
  readonly plan: ToldCyclePlan;
  readonly events: readonly EvidencedStep[];
}

/** Something that was done in it: what the search told, and what it had others do. */
export type EvidencedStep =
  | Exclude<SearchEvent, { readonly kind: "iteration" }>
  | { readonly kind: "iteration" }
  | {
      readonly kind: "ran";
      readonly cases: readonly string[];
      readonly missing: number;
      readonly sinceMs: number;
      readonly atMs: number;
    }
  | { readonly kind: "reflected"; readonly proposals: number }
  | { readonly kind: "gated"; readonly verdict: GateOutcome["verdict"] };

export interface ToldTry {
  readonly operator: string;
  readonly text: string;
  readonly isTaken: boolean;
  /** How often it was proposed, where that was more than once. */
  readonly times?: number;
  /** "+0.40 a case", "made no difference". */
  readonly gave: string;
  readonly look: "better" | "worse" | "same";
}

export interface ToldGate {
  readonly verdict: GateOutcome["verdict"];
  readonly says: string;
  readonly classes: readonly ToldClass[];
  /** Cases that passed and fail now, or may, and limits that are not kept: one sentence each. */
  readonly against: readonly string[];
  /** What it would take to decide. */
  readonly needs: readonly string[];
}

/** A class of cases under an evaluator. */
export interface ToldClass {
  readonly name: string;
  readonly evaluator: string;
  readonly state: "held" | "worse" | "undecided";
  readonly isBetter: boolean;
  readonly before: { readonly pass: number; readonly n: number };
  readonly after: { readonly pass: number; readonly n: number };
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly cases: number;
}

/** Everything that was proposed, those that are suggested first, then by what they gave. */
export function toldTries({ tried, suggestion }: EvidencedCycle): ToldTry[] {
  const taken = (suggestion?.hunks ?? []).map(({ text }) => text);
  const isTaken = ({ text }: TriedEdit): boolean => text !== "" && taken.some((one) => one.includes(text));
  return [...tried]
    .sort((a, b) => Number(isTaken(b)) - Number(isTaken(a)) || (b.effect ?? -9) - (a.effect ?? -9))
    .map((one) => ({
      ...{ operator: tame(one.operator, 40), text: tame(one.text, 600), isTaken: isTaken(one) },
      ...{ gave: gaveText(one.effect), look: lookOf(one.effect) },
      ...(one.times !== undefined && { times: one.times }),
    }));
}

/** What is told as 0.00. */
const unseen = 0.005;

const lookOf = (effect = 0): ToldTry["look"] =>
  Math.abs(effect) < unseen ? "same" : effect > 0 ? "better" : "worse";

function gaveText(effect: number | undefined): string {
  if (effect === undefined) return "not tried by itself";
  if (Math.abs(effect) < unseen) return "made no difference";
  return `${signed(effect)} a case`;
}

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;

/** Steps that are told; of a long search the rest is a number. */
const mostSteps = 200;

/** What the search did, one sentence a step; runs that follow each other are one. */
export function toldSteps(events: readonly EvidencedStep[]): string[] {
  const steps: string[] = [];
  let ran = { cases: 0, missing: 0, ms: 0 };
  const tellRuns = (): void => {
    if (ran.cases > 0) steps.push(runsText(ran));
    ran = { cases: 0, missing: 0, ms: 0 };
  };
  for (const event of events) {
    if (event.kind === "ran") {
      const { cases, missing, atMs, sinceMs } = event;
      ran = { cases: ran.cases + cases.length, missing: ran.missing + missing, ms: ran.ms + atMs - sinceMs };
      continue;
    }
    const step = stepText(event);
    if (step === undefined) continue;
    tellRuns();
    steps.push(step);
  }
  tellRuns();
  const left = steps.length - mostSteps;
  return left > 0 ? [...steps.slice(0, mostSteps), `And ${plural(left, "step")} more.`] : steps;
}

function runsText({ cases, missing, ms }: { cases: number; missing: number; ms: number }): string {
  const gone = missing > 0 ? `, ${missing} of them without a result` : "";
  return `${plural(cases, "case")} run and judged${gone}, in ${(ms / 1000).toFixed(1)} s.`;
}

function stepText(event: Exclude<EvidencedStep, { readonly kind: "ran" }>): string | undefined {
  switch (event.kind) {
    case "iteration":
      return undefined;
    case "reflected":
      return `A reflection gave ${plural(event.proposals, "proposal")}.`;
    case "proposed": {
      const { component, grow, cut, kept } = event;
      const parts = [
        plural(grow, "part that adds or rewords", "parts that add or reword"),
        ...(cut > 0 ? [plural(cut, "part that takes away", "parts that take away")] : []),
        ...(kept > 0 ? [`${plural(kept, "proved hunk")} kept that it left out`] : []),
      ];
      return `Proposed for ${tame(component, 80)}: ${parts.join(", ")}.`;
    }
    case "compared":
      return `Compared (${tame(event.made, 80)}): ${event.verdict === "same" ? "no difference" : event.verdict}, ${signed(event.effect)} a case over ${plural(event.cases, "case")}.`;
    case "refused":
      return `Refused before it was tried (${tame(event.made, 80)}): ${tame(event.why, 300)}`;
    case "borrowed":
      return `${plural(event.cases.length, "case")} of those that compare are learned from as well.`;
    case "kept":
      return `Missed when taken out, so kept: ${plural(event.hunks.length, "hunk")}.`;
    case "stopped":
      return `Stopped: ${event.why}.`;
    case "gated":
      return `At the gate: ${event.verdict}.`;
  }
}

const verdicts: Readonly<Record<GateOutcome["verdict"], string>> = {
  passed: "Passed",
  failed: "Failed",
  undecided: "Undecided",
};

/** Cases that are told one by one, at most. */
const mostCases = 40;

export function toldGate(gate: GateOutcome, nameOf: (behavior: string) => string): ToldGate {
  const { verdict, errorRate, margin, trials } = gate;
  const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
  return {
    verdict,
    says: `${verdicts[verdict]}: ${plural(trials.base, "run")} with the text as it is, ${trials.candidate} with the edit. Every class must be shown not to fall by ${percent(margin)}; one that does passes at most ${percent(errorRate)} of the time.`,
    classes: gate.classes.map((one) => ({
      ...{ name: one.class === undefined ? "all cases" : tame(nameOf(one.class), 80) },
      ...{ evaluator: tame(one.evaluator, 80), state: one.state, isBetter: one.isBetter, cases: one.cases },
      before: { pass: one.base.passes, n: one.base.n },
      after: { pass: one.candidate.passes, n: one.candidate.n },
      ...{ difference: one.difference, low: one.low, high: one.high },
    })),
    against: [...againstCases(gate), ...againstLimits(gate)],
    needs: gate.needs.map(needText),
  };
}

function againstCases({ cases }: GateOutcome): string[] {
  const told = cases.slice(0, mostCases).map(({ case: id, state, evaluator, base, candidate }) => {
    const counts = `${base.passes}/${base.n} to ${candidate.passes}/${candidate.n} under ${tame(evaluator, 80)}`;
    return `Case ${tame(id, 80)} ${state === "regressed" ? "passed and fails now" : "may pass less often"}: ${counts}.`;
  });
  return cases.length > mostCases ? [...told, `And ${plural(cases.length - mostCases, "case")} more.`] : told;
}

const limitNames: Readonly<Record<GateOutcome["limits"][number]["limit"], string>> = {
  latencyMs: "time",
  costUsd: "money",
  tokens: "tokens",
};

const againstLimits = ({ limits }: GateOutcome): string[] =>
  limits.flatMap(({ limit, state, ratio, allowed }) =>
    state === "kept"
      ? []
      : `It takes ${ratio.toFixed(2)} times as much ${limitNames[limit]}; ${allowed.toFixed(2)} times is allowed${state === "undecided" ? ", and more runs would have to show it" : ""}.`,
  );
