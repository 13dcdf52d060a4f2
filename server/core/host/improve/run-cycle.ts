import { isCancellation, type LongWork, stableId } from "../../base/index.ts";
import { judgesIn } from "../../evaluators/index.ts";
import {
  type Attempt,
  applyEdits,
  checkComponents,
  checkEdit,
  componentHunks,
  type EditOperator,
  editOperators,
  type GateOutcome,
  type GateResult,
  type GuardInput,
  type Hunk,
  type HunkWorth,
  lessons,
  type Proposal,
  type ProposalRequest,
  rankOperators,
  type SearchResult,
  type Suggestion,
  search,
  type Texts,
  textsKey,
  turnedDown,
  type Violation,
} from "../../improve/index.ts";
import type { ChatModel } from "../../models/index.ts";
import { cycleProgressText, type TriedEdit } from "../../review/index.ts";
import type { JudgedWorld } from "../replay/replay.ts";
import { isBudgetSpent, type ReplayBudget } from "../replay/replay-budget.ts";
import type { CycleEnd, CycleReport } from "./cycle-report.ts";
import { earlierRuns, type GoingCycle, grantedCalls } from "./cycle-state.ts";
import { type CycleStep, searched, ToldAdapter, type UntimedStep } from "./cycle-steps.ts";
import type { CycleTrail, TrailedAdapter } from "./cycle-trail.ts";
import { gateCandidate } from "./gate-candidate.ts";
import { gatedCases, showsGain } from "./gate-cases.ts";
import type { KeptReflections } from "./kept-reflections.ts";
import { gateCases, type OpenCycle, searchCases } from "./open-cycle.ts";
import { PromptAdapter, type PromptAdapterWorld } from "./prompt-adapter.ts";
import { proposeByModel } from "./propose-by-model.ts";
import type { ProposedChange } from "./reflection.ts";
import { suggestionOf } from "./suggestion-of.ts";
import { triedEdits } from "./tried-edits.ts";

export interface CycleWorld
  extends JudgedWorld,
    Pick<PromptAdapterWorld, "agentFor" | "agentKey" | "contexts" | "filesOf">,
    Pick<GuardInput, "testTexts" | "traceTexts" | "exampleTexts"> {
  readonly proposer: ChatModel;
  readonly frozen: NonNullable<GuardInput["frozen"]>;
  readonly attempts: readonly Attempt[];
  /** Edits for the same target that were at the gate since one passed there last. */
  readonly gatedBefore: number;
  readonly seed: number;
  /** What all may take together: agents, judges and who proposes. */
  readonly budget: ReplayBudget;
  /** Where what is done is written down, for whoever wants to look at it afterwards. */
  readonly trail: CycleTrail;
  readonly reflections: KeptReflections;
  readonly going: GoingCycle;
  /** What people call a behavior. */
  readonly nameOf: (behavior: string) => string;
}

/** Of the calls that a cycle may make, so many are kept for the gate: what is found and cannot be shown helps nobody. */
const keptForGate = 0.5;
/** Of what people turned down, and of what else was learnt from like failures, so many are told. */
const mostLessons = 5;
/** By how much of its length a prompt may grow, or by so many characters: what the gate allows of tokens, about. */
const mostGrowth = 0.25;
const alwaysGrowth = 400;
/** Messages of the agent in one run, about; each of its judges is asked beside that. */
const messagesEach = 2;

/** One cycle: a search for edits, guards on what it found, and the gate. What was asked and answered is kept by the adapter, run by run. */
export async function runCycle(cycle: OpenCycle, world: CycleWorld, work: LongWork): Promise<CycleReport> {
  return new Cycle(cycle, world, work).run();
}

class Cycle {
  private readonly events: CycleStep[] = [];
  private readonly changes: ProposedChange[] = [];
  /** What each hunk gave that was tried. */
  private worth: readonly HunkWorth[] = [];
  private readonly base: Texts;
  private readonly adapter: PromptAdapter;
  private readonly file: string;
  private readonly atMs = Date.now();
  /** The same as `adapter`; what is tried by it is written down. */
  private readonly trailed: TrailedAdapter;

  constructor(
    private readonly cycle: OpenCycle,
    private readonly world: CycleWorld,
    private readonly work: LongWork,
  ) {
    const { document, file } = world.file;
    this.file = file;
    const { files } = cycle.components;
    this.base = { [file]: document.text, ...Object.fromEntries(files.map((one) => [one.file, one.text])) };
    this.adapter = new PromptAdapter({
      ...world,
      ...{ evaluators: cycle.evaluators, isTarget: cycle.isTarget },
      propose: (request) => this.propose(request),
      refuses: (texts) =>
        this.violations(texts).find(({ severity }) => severity === "stop")?.message ??
        turnedDown(world.attempts, {
          ...{ target: cycle.plan.target.id, base: document.text, text: texts[file]! },
        }),
      onRun: () => this.tell(),
      ...(work.signal && { signal: work.signal }),
    });
    this.trailed = world.trail.around(this.adapter, this.base);
  }

  async run(): Promise<CycleReport> {
    const { escalation } = this.cycle;
    if (escalation) return this.report("escalated", `${escalation.says} No edit was looked for.`, {});
    let found: SearchResult | undefined;
    let gate: GateOutcome | undefined;
    try {
      found = await this.search();
      const candidate = found.returned.texts;
      if (textsKey(candidate) === textsKey(this.base))
        return this.report(
          this.isCutShort(found) ? "budget" : "nothing",
          `No edit that was tried helps.${this.unrecordedText()}`,
          { found },
        );
      const sinceMs = Date.now();
      const { outcome, results } = await this.gate(candidate);
      gate = outcome;
      this.note({ kind: "gated", sinceMs, verdict: gate.verdict, trials: gate.trials });
      if (gate.verdict === "passed" && !this.mends(outcome, results))
        return this.report(
          "undecided",
          "The best edit breaks nothing, and held-out cases do not show that it mends anything.",
          { found, gate },
        );
      if (gate.verdict === "passed") {
        const suggestion = this.suggestion(found, outcome, results);
        return this.report("suggestion", "An edit passed the gate.", { found, gate, suggestion });
      }
      return gate.verdict === "failed"
        ? this.report("failed", `The best edit makes something worse.${this.unrecordedText()}`, {
            found,
            gate,
          })
        : this.report(
            "undecided",
            `The gate cannot say whether the best edit makes something worse.${this.unrecordedText()}`,
            {
              found,
              gate,
            },
          );
    } catch (error) {
      const parts = { ...(found && { found }), ...(gate && { gate }) };
      if (isBudgetSpent(error)) return this.report("budget", error.message, parts);
      if (isCancellation(error)) return this.report("cancelled", "It was cancelled.", parts);
      throw error;
    }
  }

  private get granted(): number {
    return grantedCalls(this.world.going.found.state, this.cycle.plan.budget.calls);
  }

  /** Patience is a share of what a search may spend: one that was granted less than is usual gives up where another would go on. */
  private isCutShort({ stopped }: SearchResult): boolean {
    return stopped === "budget" || (stopped === "no progress" && this.granted < this.usualCalls);
  }

  private get usualCalls(): number {
    return this.world.definition.budget.calls;
  }

  private search(): Promise<SearchResult> {
    const calls = this.granted;
    const judged = this.cycle.evaluators.filter((one) => judgesIn(one).length > 0);
    const callsEach = messagesEach + judged.length;
    const budget = {
      metricCalls: Math.max(1, Math.floor((calls * (1 - keptForGate)) / callsEach)),
      reflections: Math.max(1, Math.floor(calls * 0.1)),
    };
    return search(
      { texts: this.base, cases: searchCases(this.cycle), diff: (file, _, text) => this.hunksOf(file, text) },
      new ToldAdapter(this.trailed, (step) => this.note(step)),
      { seed: this.world.seed, budget },
      {
        observe: (event) => this.note(searched(event)),
        credit: (tried) => {
          this.worth = tried;
        },
        ...(this.work.signal && { signal: this.work.signal }),
      },
    );
  }

  private gate(candidate: Texts): ReturnType<typeof gateCandidate> {
    return gateCandidate(
      {
        ...{ base: this.base, candidate, cases: gateCases(this.cycle), seed: this.world.seed },
        evaluators: this.cycle.gated,
        ...(this.world.definition.limits && { limits: this.world.definition.limits }),
      },
      this.trailed,
      (done, outcome) => {
        this.world.trail.gate(done, outcome);
        this.tell();
      },
    );
  }

  private mends({ errorRate }: GateOutcome, results: readonly GateResult[]): boolean {
    const { dataset, plan } = this.cycle;
    // Held-out cases that decided before are asked once more: together they may err no more often than one gate (Bonferroni).
    const own = errorRate / (1 + this.world.gatedBefore);
    return showsGain(gatedCases(dataset.cases, results), plan.target, own);
  }

  /** How often nobody knew what a tool gives that was called; empty where that was never. */
  private unrecordedText(): string {
    const { runs, of } = this.adapter.unrecorded;
    return runs > 0
      ? ` ${runs} of ${of} runs ended at a tool call that was not recorded, so that nobody knows what it gives: a \`simulator:\` of the agent says it, or \`tools: live\`.`
      : "";
  }

  private async propose(request: ProposalRequest): Promise<Proposal> {
    const { reflections, going } = this.world;
    const { texts, changes } = await reflections.of(request, async () => {
      const changes: ProposedChange[] = [];
      const asked = this.proposer((all) => void changes.push(...all));
      return { ...(await proposeByModel(request, asked)), changes };
    });
    this.changes.push(...changes);
    await going.heard(request.n + 1);
    return { texts };
  }

  private proposer(onChanges: (changes: readonly ProposedChange[]) => void) {
    const { world, cycle } = this;
    const { proposer: chat, prices, frozen, attempts, seed } = world;
    const ranked = rankOperators(attempts, {
      ...{ operators: editOperators, context: cycle.context, target: cycle.plan.target.id, seed },
    })
      .map(({ operator }) => operator as EditOperator)
      // Without anything that went well there is nothing to make an example of.
      .filter((operator) => operator !== "add-example" || this.world.exampleTexts?.length);
    const failure = { failure: cycle.plan.target.name, context: cycle.context };
    return {
      ...{
        chat: world.trail.asked(chat),
        prices,
        frozen,
        budget: this.world.budget,
        options: world.file.options,
      },
      base: this.base[this.file]!,
      prompt: this.file,
      components: cycle.components.files,
      suspects: (cycle.diagnosis?.suspects ?? []).flatMap(({ key }) => key ?? []),
      operatorsFor: () => ranked,
      tried: lessons(attempts, failure, mostLessons),
      mayGrow: Math.max(alwaysGrowth, Math.floor(this.base[this.file]!.length * mostGrowth)),
      messagesOf: (caseId: string, texts: Texts) => this.adapter.messagesOf(caseId, texts),
      passing: this.world.exampleTexts ?? [],
      passages: cycle.documents.passages,
      onChanges,
      ...(this.work.signal && { signal: this.work.signal }),
    };
  }

  private violations(texts: Texts): Violation[] {
    const { file, frozen, testTexts, traceTexts, exampleTexts } = this.world;
    const guards = {
      ...{ frozen, mostGrowth },
      ...(testTexts && { testTexts }),
      ...(traceTexts && { traceTexts }),
      ...(exampleTexts && { exampleTexts }),
      quotableTexts: this.cycle.documents.passages,
    };
    return [
      ...checkEdit({
        ...{ file: this.file, before: this.base[this.file]!, after: texts[this.file]!, ...guards },
        ...(file.options && { options: file.options }),
      }),
      ...this.cycle.components.files.flatMap((one) =>
        checkComponents(one, texts[one.file] ?? one.text, guards),
      ),
    ];
  }

  /** What of a file beside the prompt was changed, by its syntax. */
  private hunksOf(component: string, text: string): readonly Hunk[] | undefined {
    const own = this.cycle.components.files.find(({ file }) => file === component);
    return own && componentHunks(own, text);
  }

  private suggestion(found: SearchResult, outcome: GateOutcome, results: readonly GateResult[]): Suggestion {
    const { returned, worth, metricCalls, reflections, finalists } = found;
    const texts = applyEdits(this.base, returned.edits);
    return suggestionOf(this.cycle, {
      ...{ base: this.base, edits: returned.edits, worth, outcome, results, changes: this.changes },
      nameOf: this.world.nameOf,
      flags: this.violations(texts).filter(({ severity }) => severity === "second yes"),
      id: stableId([this.world.going.found.id, textsKey(texts)]),
      ...{ cycle: this.world.going.found.id, atMs: this.atMs },
      cost: {
        ...{ calls: metricCalls, reflections, candidates: finalists.length },
        ...(this.world.budget.spent.usd !== undefined && { usd: this.world.budget.spent.usd }),
      },
    });
  }

  private report(
    end: CycleEnd,
    says: string,
    { found, ...rest }: { found?: SearchResult; gate?: GateOutcome; suggestion?: Suggestion },
  ): CycleReport {
    const { plan, context, dataset } = this.cycle;
    const known = this.world.going.found;
    const earlier = earlierRuns(known.state);
    return {
      ...{ id: known.id, atMs: this.atMs, plan, context, end, says, dataset: dataset.id },
      ...{ events: this.events, tried: this.tried(found), ...rest, ...(earlier && { earlier }) },
      ...{
        metricCalls: found?.metricCalls ?? 0,
        reflections: found?.reflections ?? 0,
        spent: this.world.budget.spent,
      },
    };
  }

  private tried(found: SearchResult | undefined): TriedEdit[] {
    const best = Object.values(found?.returned.edits ?? {}).flatMap((hunks) => hunks.map(({ id }) => id));
    return triedEdits(this.changes, this.worth, new Set(best));
  }

  private note(step: UntimedStep): void {
    this.events.push({ ...step, atMs: Date.now() });
  }

  private tell(): void {
    const { budget, trail } = this.world;
    const { calls, usd } = budget.spent;
    const { calls: total } = this.cycle.plan.budget;
    const spent = { calls, mostCalls: total, ...(usd !== undefined && { usd }) };
    const says = cycleProgressText({ ...trail.progress, ...spent });
    this.work.progress?.({ stage: "improving", done: calls, total, says });
  }
}
