import type { LineAblation } from "../../attribution/index.ts";
import { groupBy, type LongWork, type UserError } from "../../base/index.ts";
import type { JudgeTally } from "../../evaluators/index.ts";
import { type Agent, askEach, isSystemic } from "../../models/index.ts";
import { clauseOf, freshRun, type JudgedWorld, judgedRun, type OneReplay } from "../replay/replay.ts";
import { ReplayBudget, type Spent } from "../replay/replay-budget.ts";
import { compareLines } from "./compare-lines.ts";
import type { FlippedConversation } from "./flipped-conversation.ts";
import { type FreshUnit, freshRunKeeper, type KeptRun, type PartVerdict } from "./fresh-runs.ts";
import type { AblationPlan, AblationWorld, OpenAblation, PlannedLine } from "./plan-ablation.ts";

/** A line, and what changing it showed; operators that cannot be are in its plan. */
export interface AblatedLine extends PlannedLine {
  readonly results: readonly LineAblation[];
  /** Conversations whose verdicts are others with the changed text, in the order in which they were drawn. */
  readonly flipped: readonly FlippedConversation[];
}

export interface AblationReport extends Pick<AblationPlan, "agent" | "prompt" | "unfoundFrozen"> {
  readonly lines: readonly AblatedLine[];
  /** Runs in all; those that were taken from before; and those that were not begun or not finished, with the reason, without its full stop. */
  readonly runs: number;
  readonly kept: number;
  readonly left: number;
  readonly leftReason?: string;
  readonly spent: Spent;
  readonly judges?: readonly JudgeTally[];
}

export interface AblationRun extends AblationWorld, JudgedWorld {
  /** What was said is in the report, of conversations whose verdicts flipped. */
  readonly withRuns?: boolean;
  /** The agent of a trial: where it takes a seed, each trial has its own. */
  readonly agentFor: (trial: number) => Agent;
}

/**
 * Runs what is to be run, so many at a time as the agent takes, and reads what it shows. What is finished is kept at once: stopped or killed,
 * the next ablation takes it up. What every other run would meet ends it: then what is finished is told, and where nothing is, it is thrown.
 */
export async function ablateLines(
  { plan, units, pairs, kept }: OpenAblation,
  world: AblationRun,
  work: LongWork = {},
): Promise<AblationReport> {
  const budget = new ReplayBudget(plan.budget);
  const keep = freshRunKeeper(world.store);
  const runs = new Map<string, KeptRun>();
  const tell = (): void => work.progress?.({ stage: "ablating", done: runs.size, total: units.length });
  let failure: UserError | undefined;
  const one = async (unit: FreshUnit, signal: AbortSignal): Promise<void> => {
    const around: OneReplay = {
      ...{ ...world, agent: world.agentFor(unit.trial), document: unit.document, budget, signal },
      ...{ onCall: tell, query: { conversationIds: [], freshOnly: true } },
    };
    try {
      const { id } = unit.context.whole.conversation;
      const run = await runOf(unit, around, kept.get(unit.id));
      if (!run) return;
      if (run !== kept.get(unit.id)) await keep(unit.id, id, run);
      runs.set(unit.id, run);
      tell();
    } catch (error) {
      // The others are not stopped: they meet the same, or finish what needs no further call.
      if (signal.aborted || !isSystemic(error)) throw error;
      failure ??= error;
    }
  };
  const { concurrency } = world.agent;
  const known = units.filter(({ id }) => kept.has(id));
  const open = units.filter(({ id }) => !kept.has(id));
  await askEach(known, concurrency, one, { signal: work.signal });
  const isOver = (): boolean => failure !== undefined || budget.over() !== undefined;
  await askEach(open, concurrency, one, { signal: work.signal, isOver });
  if (failure && runs.size === 0) throw failure;
  const { judge } = world.services;
  const judges = "refused" in judge ? [] : judge.tallies();
  const left = units.length - runs.size;
  const reason = failure ? clauseOf(failure) : (budget.over() ?? "a call failed, or gave no usable answer");
  return {
    ...{ agent: plan.agent, prompt: plan.prompt, unfoundFrozen: plan.unfoundFrozen },
    lines: compareLines(plan, pairs, runs, world),
    ...{ runs: units.length, kept: known.length, left, spent: budget.spent },
    ...(left > 0 && { leftReason: reason }),
    ...(judges.length > 0 && { judges }),
  };
}

/** The run, with the verdicts of all who judge now; undefined where it was interrupted and says nothing. */
async function runOf(
  { context, systemText }: FreshUnit,
  around: OneReplay,
  kept: KeptRun | undefined,
): Promise<KeptRun | undefined> {
  const { evaluators, isWithin = () => true } = around;
  const run = kept?.run ?? (await freshRun(context, systemText, around));
  if (run.isInterrupted) return undefined;
  const { id } = context.whole.conversation;
  const missing = evaluators.filter(({ name, key }) => isWithin(name, id) && !kept?.evaluations[key]);
  if (kept && missing.length === 0) return kept;
  const said = await judgedRun(context, { run, systemText }, { ...around, evaluators: missing });
  const putOff = new Set(said.flatMap(({ isPutOff, evaluatorKey }) => (isPutOff ? evaluatorKey : [])));
  const verdicts = groupBy(said, ({ evaluatorKey }) => evaluatorKey);
  const own = missing
    .filter(({ key }) => !putOff.has(key))
    .map(({ key }) => [
      key,
      (verdicts.get(key) ?? []).map(({ sampleId, label }): PartVerdict => [partOf(sampleId), label]),
    ]);
  return { run, evaluations: { ...kept?.evaluations, ...Object.fromEntries(own) } };
}

const partOf = (sampleId: string): string => sampleId.slice(sampleId.lastIndexOf("#") + 1);
