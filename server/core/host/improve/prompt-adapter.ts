import { groupBy, UserError } from "../../base/index.ts";
import { type Evaluator, judgesIn } from "../../evaluators/index.ts";
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
import { budgetSpent, type ReplayBudget } from "../replay/replay-budget.ts";
import { caseResult, complaintOf, gateVerdict, type SaidOfPart } from "./case-result.ts";
import type { TriedFiles } from "./cycle-components.ts";

export interface PromptAdapterWorld extends JudgedWorld {
  /** The agent of a trial: where it takes a seed, each trial has its own. `request`: members of a model's request, in place of its settings. */
  readonly agentFor: (trial: number, request?: TriedFiles["request"]) => Agent;
  /** What the agent is given of texts beside the prompt. */
  readonly filesOf: (texts: Texts) => TriedFiles;
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

/** After so many calls in a row that brought nothing, whoever is asked is asked no more. */
const mostFailures = 3;

/** What an agent is run with: a text of the prompt, and of what it is given beside that. */
interface Tried extends TriedFiles {
  readonly document: PromptDocument;
}

/**
 * Tries texts of a prompt on cases: the agent is run again with them, and evaluators judge what it says. What is finished is kept at once, so
 * that a cycle which was stopped or killed pays for nothing twice. What every other call would meet as well is thrown, and so is
 * `budget-spent`: what an endpoint could not do says nothing of a text.
 */
export class PromptAdapter implements Adapter {
  private readonly runs = new Map<string, KeptRun>();
  private readonly keep: ReturnType<typeof freshRunKeeper>;
  private unaffordable: string | undefined;
  private readonly failures = {
    agent: { who: "", inARow: 0, last: "" },
    judge: { who: "", inARow: 0, last: "" },
  };

  constructor(private readonly world: PromptAdapterWorld) {
    this.keep = freshRunKeeper(world.store);
  }

  async evaluate(texts: Texts, cases: readonly SearchCase[], trial: number): Promise<readonly Measured[]> {
    const tried = this.triedOf(texts);
    const units = cases.map((one) => this.unitOf(one.id, tried, trial));
    const all = units.filter((unit): unit is FreshUnit => unit !== undefined);
    await this.readKept(all.flatMap(({ id }) => (this.runs.has(id) ? [] : id)));
    for (let open = all; ; ) {
      await this.tryOnce(open, tried);
      const left = open.filter((unit) => !this.isWhole(unit));
      const over = left.length > 0 ? this.over(left.length === open.length) : undefined;
      if (over !== undefined) throw budgetSpent(over);
      // Those that failed by themselves are tried once more behind the others.
      if (left.length === 0 || left.length === open.length) break;
      open = left;
    }
    return units.map((unit) => this.resultOf(unit));
  }

  private async tryOnce(units: readonly FreshUnit[], tried: Tried): Promise<void> {
    const { agent, budget, signal: cancelled } = this.world;
    this.unaffordable = undefined;
    let failure: UserError | undefined;
    const one = async (unit: FreshUnit, signal: AbortSignal): Promise<void> => {
      try {
        await this.run(unit, tried, signal);
        failure ??= this.failing;
      } catch (error) {
        if (signal.aborted || !isSystemic(error)) throw error;
        failure ??= error;
      }
    };
    const isOver = (): boolean => failure !== undefined || budget.over() !== undefined;
    await askEach(units, agent.concurrency, one, { signal: cancelled, isOver });
    if (failure) throw failure;
  }

  /** `isLast`: nothing came of the last try. What was refused before may be affordable once calls on their way have ended. */
  private over(isLast: boolean): string | undefined {
    return this.world.budget.over() ?? (isLast ? this.unaffordable : undefined);
  }

  private isWhole({ id, context }: FreshUnit): boolean {
    const kept = this.runs.get(id);
    return kept !== undefined && this.evaluatorsFor(context).every(({ key }) => kept.evaluations[key]);
  }

  /** Whoever is asked has failed too often to be asked on; what ended by the budget is no failure. */
  private get failing(): UserError | undefined {
    const found = Object.values(this.failures).find(({ inARow }) => inARow >= mostFailures);
    return found && failingError(found.who, found.last);
  }

  private note(kind: keyof PromptAdapter["failures"], who: string, problem: string | undefined): void {
    const { inARow } = this.failures[kind];
    if (problem === undefined) this.failures[kind] = { who, inARow: 0, last: "" };
    else if (this.world.budget.over() === undefined)
      this.failures[kind] = { who, inARow: inARow + 1, last: problem };
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
      const tried = this.triedOf(texts);
      results.push(...own.map((one) => this.gateResult(one, this.unitOf(one.case, tried, trial))));
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
    return this.world.propose(request, this);
  }

  refuses(texts: Texts): string | undefined {
    return this.world.refuses(texts);
  }

  /** What was said when a case was run with these texts; undefined where it never was. */
  messagesOf(caseId: string, texts: Texts, trial = 0): readonly Message[] | undefined {
    const unit = this.unitOf(caseId, this.triedOf(texts), trial);
    return unit && this.runs.get(unit.id)?.run.messages;
  }

  /** Runs, and of them those that ended at a call of a tool whose result nobody knows. */
  get unrecorded(): { readonly runs: number; readonly of: number } {
    const all = [...this.runs.values()];
    return { runs: all.filter(({ run }) => run.isUnrecorded).length, of: all.length };
  }

  private triedOf(texts: Texts): Tried {
    const { file, filesOf } = this.world;
    const document = readPrompt(file.file, texts[file.file] ?? file.document.text, file.options);
    return { document, ...filesOf(texts) };
  }

  private unitOf(
    caseId: string,
    { document, files, request, toolsOf }: Tried,
    trial: number,
  ): FreshUnit | undefined {
    const { contexts, agentKey } = this.world;
    const context = contexts.get(caseId);
    if (!context) return undefined;
    const key = [...agentKey, ...(files ? [files] : []), ...(request ? [request] : [])];
    return freshUnit({ ...context, tools: toolsOf(context.tools) }, document, trial, key);
  }

  private async readKept(ids: readonly string[]): Promise<void> {
    for (const [id, run] of await readFreshRuns(this.world.store, ids)) this.runs.set(id, run);
  }

  private async run(
    unit: FreshUnit,
    { document, files, request }: Tried,
    signal: AbortSignal,
  ): Promise<void> {
    const { world } = this;
    const { context, systemText, id } = unit;
    const around: OneReplay = {
      ...{ ...world, agent: world.agentFor(unit.trial, request), document, signal },
      ...(files && { agentFiles: files }),
      ...{ onCall: world.onRun ?? (() => undefined), query: { conversationIds: [], freshOnly: true } },
    };
    const kept = this.runs.get(id);
    const run = kept?.run ?? (await freshRun(context, systemText, around));
    if (run.isUnaffordable) this.unaffordable = run.reason;
    else if (!kept) this.note("agent", `The agent ${world.definition.name}`, run.isInterrupted && run.reason);
    if (run.isInterrupted) return;
    const missing = this.evaluatorsFor(context).filter(({ key }) => !kept?.evaluations[key]);
    const judged =
      missing.length === 0
        ? []
        : await judgedRun(context, { run, systemText }, { ...around, evaluators: missing });
    const evaluations = { ...kept?.evaluations };
    for (const evaluator of missing) {
      const own = judged.filter(({ evaluatorKey }) => evaluatorKey === evaluator.key);
      const putOff = own.find(({ isPutOff }) => isPutOff);
      if (judgesIn(evaluator).length > 0)
        this.note("judge", `The judge of ${evaluator.name}`, putOff?.explanation);
      if (putOff) continue;
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

const failingError = (who: string, last: string): UserError =>
  new UserError(
    "trial-failing",
    `${who} failed ${mostFailures} times in a row, the last time so: ${last.replace(/\.$/, "")}.`,
    "See what keeps it, then run the same again: what ran is kept.",
  );

const partOf = (sampleId: string): string => sampleId.slice(sampleId.lastIndexOf("#") + 1);
