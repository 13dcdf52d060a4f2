import { groupBy, type UserError } from "../../base/index.ts";
import type { Evaluator } from "../../evaluators/index.ts";
import type {
  Adapter,
  GateResult,
  GateTrial,
  Measured,
  Proposal,
  ProposalRequest,
  SearchCase,
  Texts,
} from "../../improve/index.ts";
import { type Agent, askEach, isSystemic } from "../../models/index.ts";
import { type PromptDocument, readPrompt } from "../../prompt/index.ts";
import type { Message } from "../../store/index.ts";
import {
  type FreshUnit,
  freshRunKeeper,
  freshUnit,
  type KeptRun,
  readFreshRuns,
} from "../ablation/fresh-runs.ts";
import type { RecordedContext } from "../replay/recorded-context.ts";
import { freshRun, type JudgedWorld, judgedRun, type OneReplay } from "../replay/replay.ts";
import type { ReplayBudget } from "../replay/replay-budget.ts";
import { caseResult, complaintOf, gateVerdict, type SaidOfPart } from "./case-result.ts";

export interface PromptAdapterWorld extends JudgedWorld {
  /** The agent of a trial: where it takes a seed, each trial has its own. */
  readonly agentFor: (trial: number) => Agent;
  /** What else than the text decides how the agent goes. */
  readonly agentKey: readonly unknown[];
  readonly budget: ReplayBudget;
  /** What a case is run with. */
  readonly contexts: ReadonlyMap<string, RecordedContext>;
  /** Those whose verdicts are to become better, by name. */
  readonly isTarget: (evaluator: string) => boolean;
  readonly propose: (request: ProposalRequest, adapter: PromptAdapter) => Promise<Proposal>;
  readonly refuses: (texts: Texts) => string | undefined;
  readonly onRun?: () => void;
  readonly signal?: AbortSignal;
}

/** What ends a cycle although the next one may take it up: nothing may be spent any more. */
export class BudgetOver extends Error {}

/**
 * Tries texts of a prompt on cases: the agent is run again with them, and evaluators judge what it says. What is finished is kept at once, so
 * that a cycle which was stopped or killed pays for nothing twice. A call that every other one would meet, too, is thrown.
 */
export class PromptAdapter implements Adapter {
  private readonly runs = new Map<string, KeptRun>();
  private readonly keep: ReturnType<typeof freshRunKeeper>;

  constructor(private readonly world: PromptAdapterWorld) {
    this.keep = freshRunKeeper(world.store);
  }

  async evaluate(texts: Texts, cases: readonly SearchCase[], trial: number): Promise<readonly Measured[]> {
    const { world } = this;
    const document = this.documentOf(texts);
    const units = cases.map((one) => this.unitOf(one.id, document, trial));
    await this.readKept(units.flatMap((unit) => (unit && !this.runs.has(unit.id) ? unit.id : [])));
    let failure: UserError | undefined;
    const one = async (unit: FreshUnit, signal: AbortSignal): Promise<void> => {
      try {
        await this.run(unit, document, signal);
      } catch (error) {
        if (signal.aborted || !isSystemic(error)) throw error;
        failure ??= error;
      }
    };
    const open = units.filter((unit): unit is FreshUnit => unit !== undefined);
    const isOver = (): boolean => failure !== undefined || world.budget.over() !== undefined;
    await askEach(open, world.agent.concurrency, one, { signal: world.signal, isOver });
    if (failure) throw failure;
    const over = world.budget.over();
    if (over !== undefined && open.some(({ id }) => !this.runs.has(id))) throw new BudgetOver(over);
    return units.map((unit) => this.resultOf(unit));
  }

  /** The same for the gate: what each evaluator said of one trial, and what it took. */
  async trials(texts: Texts, wanted: readonly GateTrial[]): Promise<readonly GateResult[]> {
    const byTrial = groupBy(wanted, ({ trial }) => trial);
    const results: GateResult[] = [];
    for (const [trial, own] of byTrial) {
      await this.evaluate(
        texts,
        own.map((one) => ({ id: one.case, split: "validation" as const })),
        trial,
      );
      const document = this.documentOf(texts);
      results.push(...own.map((one) => this.gateResult(one, this.unitOf(one.case, document, trial))));
    }
    return results;
  }

  private gateResult(wanted: GateTrial, unit: FreshUnit | undefined): GateResult {
    const kept = unit && this.runs.get(unit.id);
    if (!unit || !kept) return wanted;
    const { usd, inputTokens, outputTokens } = kept.run.spent;
    return {
      ...wanted,
      verdicts: Object.fromEntries(
        this.evaluatorsFor(unit.context).flatMap(({ name, key }) => {
          const verdict = gateVerdict(kept.evaluations[key] ?? []);
          return verdict ? [[name, verdict] as const] : [];
        }),
      ),
      ...(usd !== undefined && { costUsd: usd }),
      ...(inputTokens !== undefined && outputTokens !== undefined && { tokens: inputTokens + outputTokens }),
    };
  }

  propose(request: ProposalRequest): Promise<Proposal> {
    const over = this.world.budget.over();
    if (over !== undefined) throw new BudgetOver(over);
    return this.world.propose(request, this);
  }

  refuses(texts: Texts): string | undefined {
    return this.world.refuses(texts);
  }

  /** What was said when a case was run with these texts; undefined where it never was. */
  messagesOf(caseId: string, texts: Texts, trial = 0): readonly Message[] | undefined {
    const unit = this.unitOf(caseId, this.documentOf(texts), trial);
    return unit && this.runs.get(unit.id)?.run.messages;
  }

  private documentOf(texts: Texts): PromptDocument {
    const { file } = this.world;
    return readPrompt(file.file, texts[file.file] ?? file.document.text, file.options);
  }

  private unitOf(caseId: string, document: PromptDocument, trial: number): FreshUnit | undefined {
    const { contexts, agentKey } = this.world;
    const context = contexts.get(caseId);
    if (!context) return undefined;
    return freshUnit(context, document, trial, agentKey);
  }

  private async readKept(ids: readonly string[]): Promise<void> {
    for (const [id, run] of await readFreshRuns(this.world.store, ids)) this.runs.set(id, run);
  }

  private async run(unit: FreshUnit, document: PromptDocument, signal: AbortSignal): Promise<void> {
    const { world } = this;
    const { context, systemText, id } = unit;
    const around: OneReplay = {
      ...{ ...world, agent: world.agentFor(unit.trial), document, signal },
      ...{ onCall: world.onRun ?? (() => undefined), query: { conversationIds: [], freshOnly: true } },
    };
    const kept = this.runs.get(id);
    const run = kept?.run ?? (await freshRun(context, systemText, around));
    if (run.isInterrupted) return;
    const missing = this.evaluatorsFor(context).filter(({ key }) => !kept?.evaluations[key]);
    const judged =
      missing.length === 0
        ? []
        : await judgedRun(context, { run, systemText }, { ...around, evaluators: missing });
    const evaluations = { ...kept?.evaluations };
    for (const evaluator of missing) {
      const own = judged.filter(({ evaluatorKey }) => evaluatorKey === evaluator.key);
      if (own.some(({ isPutOff }) => isPutOff)) continue;
      evaluations[evaluator.key] = own.map(({ sampleId, label, ...one }) =>
        label === "fail"
          ? [partOf(sampleId), label, complaintOf(evaluator, { sampleId, label, ...one })]
          : [partOf(sampleId), label],
      );
    }
    const whole: KeptRun = { run, evaluations };
    if (!kept || missing.length > 0) await this.keep(id, context.whole.conversation.id, whole);
    this.runs.set(id, whole);
    world.onRun?.();
  }

  private evaluatorsFor({ whole }: RecordedContext): readonly Evaluator[] {
    const { evaluators, isWithin = () => true } = this.world;
    return evaluators.filter(({ name }) => isWithin(name, whole.conversation.id));
  }

  private resultOf(unit: FreshUnit | undefined): Measured {
    if (!unit) return { missing: "Its conversation is not in the store any more." };
    const kept = this.runs.get(unit.id);
    if (!kept) return { missing: "It was interrupted." };
    const said = new Map(
      this.evaluatorsFor(unit.context).flatMap(({ name, key }) => {
        const parts = kept.evaluations[key];
        return parts
          ? [
              [
                name,
                parts.map(
                  ([part, label, complaint]): SaidOfPart => ({
                    part,
                    label,
                    ...(complaint && { complaint }),
                  }),
                ),
              ] as const,
            ]
          : [];
      }),
    );
    return caseResult(said, this.world.isTarget, kept.run.reason ?? "No evaluator gave a verdict.");
  }
}

const partOf = (sampleId: string): string => sampleId.slice(sampleId.lastIndexOf("#") + 1);
