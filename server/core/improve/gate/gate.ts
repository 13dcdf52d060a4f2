import { seededRandom, shuffle } from "../../base/index.ts";
import { type GateOutcome, outcomeOf } from "./gate-outcome.ts";
import {
  defaultPlan,
  type GateCase,
  type GateEvaluator,
  type GatePlan,
  type GateResult,
  type GateSide,
  type GateTrial,
} from "./gate-plan.ts";
import { ResultsSoFar } from "./results-so-far.ts";
import {
  type CaseStanding,
  type Stratum,
  type StratumStanding,
  standingOf,
  strataOf,
  strataTogether,
  uncleared,
} from "./standing.ts";

/** A gate as it is kept: what it asks and what it was told. Whoever opens it again goes on where it stopped. */
export interface KeptGate {
  readonly plan: GatePlan;
  readonly results: readonly GateResult[];
}

/** What is left to show, and what speaks against the candidate. */
export interface GateStanding {
  readonly strata: readonly StratumStanding[];
  readonly cases: readonly CaseStanding[];
}

/**
 * Lets a candidate through that is shown to make nothing worse. It says which trials it needs, takes their results in any order, and asks for no
 * more where a class is clear. What it says follows from plan and results alone.
 */
export class Gate {
  readonly plan: GatePlan;
  private readonly results: ResultsSoFar;
  private readonly strata: readonly Stratum[];
  private readonly order: readonly GateCase[];
  private known: GateStanding | undefined;

  constructor(
    plan: Partial<GatePlan> & {
      readonly cases: readonly GateCase[];
      readonly evaluators: readonly GateEvaluator[];
    },
    results: readonly GateResult[] = [],
  ) {
    this.plan = { ...defaultPlan, ...plan };
    this.results = new ResultsSoFar(this.plan);
    this.strata = strataOf(this.plan);
    this.order = shuffle([...this.plan.cases], seededRandom(this.plan.seed));
    for (const result of results) this.results.add(result);
  }

  static from({ plan, results }: KeptGate): Gate {
    return new Gate(plan, results);
  }

  toJSON(): KeptGate {
    return { plan: this.plan, results: this.results.all };
  }

  add(result: GateResult): void {
    this.results.add(result);
    this.known = undefined;
  }

  /** The trials to run next; they may run at the same time. Empty when it is decided, or nothing that may still be run would decide it. */
  wanted(): GateTrial[] {
    const { strata, cases } = this.standing();
    if (strata.some(({ state }) => state === "worse") || cases.some(({ state }) => state === "regressed"))
      return [];
    const waiting = strata.filter(({ waits }) => waits);
    if (waiting.length > 0) return this.missingOf(waiting);
    // Nothing that single cases could show lets the candidate through any more.
    if (strata.some(({ state }) => state === "open")) return [];
    return this.missing((id) => {
      const waits = cases.flatMap((one) => (one.case.id === id && one.waitsFor ? [one.waitsFor] : []));
      return (side) => Math.max(0, ...waits.filter((one) => one.side === side).map(({ trials }) => trials));
    });
  }

  outcome(): GateOutcome {
    return outcomeOf(this.plan, this.standing(), this.results, this.wanted().length);
  }

  private standing(): GateStanding {
    const strata = this.plan.small === "together" ? strataTogether(this.plan, this.results) : this.strata;
    this.known ??= {
      strata: strata.map((one) => standingOf(one, this.plan, this.results, strata.length)),
      cases: uncleared(this.plan, this.results),
    };
    return this.known;
  }

  /** All classes come to the same look before any goes on to the next: a candidate that fails somewhere is found out early. */
  private missingOf(waiting: readonly StratumStanding[]): GateTrial[] {
    const trials = Math.min(...waiting.map((one) => one.trials));
    const ids = new Set(
      waiting.filter((one) => one.trials === trials).flatMap(({ cases }) => cases.map(({ id }) => id)),
    );
    return this.missing((id) => () => (ids.has(id) ? trials : 0));
  }

  private missing(trialsOf: (id: string) => (side: GateSide) => number): GateTrial[] {
    return this.order.flatMap(({ id }) => {
      const upTo = trialsOf(id);
      return (["base", "candidate"] as const).flatMap((side) =>
        Array.from({ length: upTo(side) }, (_, trial) => ({ case: id, side, trial })).filter(
          ({ trial }) => !this.results.has(id, side, trial),
        ),
      );
    });
  }
}
