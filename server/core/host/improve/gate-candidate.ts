import {
  defaultPlan,
  Gate,
  type GateCase,
  type GateEvaluator,
  type GateLimits,
  type GateOutcome,
  type GateResult,
  type Texts,
} from "../../improve/index.ts";
import type { TrailedAdapter } from "./cycle-trail.ts";

/** Trials that are asked for in one go: what a decision makes needless is not run. */
const trialsInOneGo = 24;

export interface GatedTexts {
  readonly base: Texts;
  readonly candidate: Texts;
  readonly cases: readonly GateCase[];
  readonly evaluators: readonly GateEvaluator[];
  readonly seed: number;
  /** How much more a case may take; what is not named is as the gate has it. */
  readonly limits?: Partial<GateLimits>;
}

/** Runs what the gate asks for, with both texts, until it is decided. Throws what the adapter throws. */
export async function gateCandidate(
  { base, candidate, cases, evaluators, seed, limits }: GatedTexts,
  adapter: Pick<TrailedAdapter, "trials">,
  progress: (done: number, outcome: GateOutcome) => void,
): Promise<{ readonly outcome: GateOutcome; readonly results: readonly GateResult[] }> {
  const gate = new Gate({
    cases,
    evaluators,
    seed,
    small: "together",
    limits: { ...defaultPlan.limits, ...limits },
  });
  for (let done = 0; ; ) {
    const wanted = gate.wanted().slice(0, trialsInOneGo);
    if (wanted.length === 0) return { outcome: gate.outcome(), results: gate.toJSON().results };
    const [ofBase, ofCandidate] = (["base", "candidate"] as const).map((side) =>
      wanted.filter((one) => one.side === side),
    );
    for (const result of await adapter.trials(base, ofBase!)) gate.add(result);
    for (const result of await adapter.trials(candidate, ofCandidate!)) gate.add(result);
    done += wanted.length;
    progress(done, gate.outcome());
  }
}
