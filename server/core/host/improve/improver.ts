import type { Diagnosis, DiagnosisSubject } from "../../attribution/index.ts";
import { groupBy, type LongWork, stableId, UserError } from "../../base/index.ts";
import type { EvaluationServices, Spending } from "../../evaluators/index.ts";
import { type ModelAccess, openChat } from "../../models/index.ts";
import { causeMeaning, failingTargets, percent, suggestionState } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { loadAuditTrail } from "../approval/audit-file.ts";
import type { Config } from "../config.ts";
import type { CurrentWorkspace } from "../current-workspace.ts";
import { usingJudge } from "../judging/open-judge.ts";
import { keptTests } from "../mutation/kept-tests.ts";
import { changeQueue } from "../queue/queue-file.ts";
import { agentKeyOf, agentOfTrial } from "../replay/agent-of-trial.ts";
import type { ReplayQuery, ReplayWorld } from "../replay/replay.ts";
import { ReplayBudget } from "../replay/replay-budget.ts";
import { attemptsOf } from "./attempts-of.ts";
import { caseContexts } from "./case-contexts.ts";
import { casesWithCalls } from "./cases-with-calls.ts";
import { cycleComponents, triedFiles } from "./cycle-components.ts";
import { cycleDocuments } from "./cycle-documents.ts";
import { cycleKey } from "./cycle-key.ts";
import type { CyclePlan, CycleReport, ImproveQuery } from "./cycle-report.ts";
import { earlierRuns, type FoundCycle, findCycle, GoingCycle } from "./cycle-state.ts";
import { CycleTrail } from "./cycle-trail.ts";
import { keepAttempts } from "./kept-attempts.ts";
import { gatedSinceSuggestion, keepCycle, keepTrail, keptCycles } from "./kept-cycles.ts";
import { KeptReflections } from "./kept-reflections.ts";
import type { DatasetQuery, DatasetReport } from "./make-dataset.ts";
import { oneAtATime } from "./one-cycle-at-a-time.ts";
import { type Escalation, type OpenCycle, openCycle } from "./open-cycle.ts";
import { rememberedAttempts } from "./remembered-attempts.ts";
import { runCycle } from "./run-cycle.ts";
import { storedSuccesses } from "./stored-successes.ts";

/** What a cycle needs of the host. */
export interface ImproverWorld {
  readonly store: Store;
  readonly services: EvaluationServices;
  readonly access: ModelAccess;
  readonly current: CurrentWorkspace;
  readonly replayWorld: (query: ReplayQuery) => Promise<ReplayWorld & { readonly config: Config }>;
  readonly dataset: (query: DatasetQuery, work: LongWork) => Promise<DatasetReport>;
  readonly root: string;
  readonly trusted: boolean;
  readonly diagnose: (subject: DiagnosisSubject, work: LongWork) => Promise<Diagnosis>;
}

type OpenedCycle = Awaited<ReturnType<Improver["open"]>>;

/** Conversations that an item of the queue names. */
const mostQueued = 10;
/** Texts of conversations that a guard looks for in an edit, at most. */
const mostTexts = 400;

/** Looks for edits of prompts that mend what fails. It changes no file: what it finds waits for a person. */
export class Improver {
  constructor(private readonly world: ImproverWorld) {}

  async plan(query: ImproveQuery, work: LongWork = {}): Promise<CyclePlan> {
    const opened = await this.open(query, { ...work, write: false });
    const { plan, escalation } = opened.cycle;
    const { state, isSuggested } = await this.found(opened, query);
    const earlier = earlierRuns(state);
    return {
      ...plan,
      ...(escalation && { escalation: `${escalation.says} No edit would be looked for.` }),
      ...(earlier && { earlier: { ...earlier, ...(isSuggested && { isSuggested }) } }),
    };
  }

  /** Throws `cycle-under-way` where another process is at one, and what cannot be had of who is asked. */
  improve(query: ImproveQuery, work: LongWork = {}): Promise<CycleReport> {
    work.progress?.({ stage: "looking for another cycle", done: 0, says: "beginning" });
    return oneAtATime(this.world.store, () => this.improveAlone(query, work), work.signal);
  }

  private async improveAlone(query: ImproveQuery, work: LongWork): Promise<CycleReport> {
    const opened = await this.open(query, { ...work, write: true });
    const found = await this.found(opened, query);
    return (found.isSuggested && (await this.reportOf(found.id))) || this.goOn(opened, found, query, work);
  }

  private async goOn(
    opened: OpenedCycle,
    found: FoundCycle,
    query: ImproveQuery,
    work: LongWork,
  ): Promise<CycleReport> {
    const { store, services, access } = this.world;
    const { cycle, replay, report, proposer, nameOf, verdictsOf, isTrusted } = opened;
    const { cases } = cycle.dataset;
    const contexts = await caseContexts(store, cases, replay.file, replay.definition.toolsFile);
    const budget = new ReplayBudget(cycle.plan.budget);
    const conversationOf = (id: string): string | undefined => contexts.get(id)?.whole.conversation.id;
    const conversationIds = [...new Set(cases.flatMap(({ id }) => conversationOf(id) ?? []))];
    const trail = new CycleTrail({ budget, conversationOf });
    const going = new GoingCycle(store, found, budget, cycle.plan.budget.calls);
    const world = {
      ...{ ...replay, budget, trail, proposer, nameOf, frozen: replay.config.frozen, seed: query.seed ?? 1 },
      ...{ going, reflections: new KeptReflections(store, found.id, conversationIds) },
      agentKey: agentKeyOf(replay),
      contexts,
      gatedBefore: gatedSinceSuggestion(await keptCycles(store), cycle.plan, found.id),
      attempts: await rememberedAttempts({ store, root: this.world.root }, replay.file.file),
      testTexts: Object.values(report.texts).slice(0, mostTexts),
      traceTexts: [...contexts.values()]
        .flatMap(({ whole }) => whole.messages.map(({ text }) => text))
        .slice(0, mostTexts),
      exampleTexts: storedSuccesses({ cases, contexts, verdictsOf, isTrusted }),
    };
    const judges = {
      ...{ storing: true, putsOffUnusable: true },
      ...{ calls: budget.ofJudges, spending: judgedWithin(budget) },
    };
    if (!cycle.escalation) await going.keep();
    const done = await usingJudge([services, replay.config, store, access, judges], (judging) =>
      runCycle(
        cycle,
        {
          ...{ ...world, services: judging },
          agentFor: (trial, request) => agentOfTrial(replay, access, trial, request),
          filesOf: (texts) => triedFiles(cycle.components, texts, replay.definition, this.world.root),
        },
        work,
      ),
    ).catch(async (error: unknown) => {
      // That it stopped is known without this too; what stopped it counts.
      await going.keep("error").catch(() => undefined);
      throw error;
    });
    await keepCycle(store, { ...done, ...(opened.figures && { figures: opened.figures }) });
    await keepTrail(store, done.id, { steps: trail.steps, conversationIds });
    if (cycle.escalation) await this.escalate(cycle, cycle.escalation);
    else await going.keep(done.end);
    await keepAttempts(store, attemptsOf(done));
    return done;
  }

  private found({ key }: OpenedCycle, { afresh }: ImproveQuery): Promise<FoundCycle> {
    return findCycle(this.world.store, key, (id) => this.isWaiting(id), afresh);
  }

  private async reportOf(cycle: string): Promise<CycleReport | undefined> {
    const found = (await keptCycles(this.world.store)).find(({ id }) => id === cycle);
    return found && { ...found, says: "It was found before, and waits for a decision: nothing was asked." };
  }

  private async isWaiting(cycle: string): Promise<boolean> {
    const suggestion = (await this.reportOf(cycle))?.suggestion;
    const { entries } = await loadAuditTrail(this.world.root);
    return suggestion !== undefined && suggestionState(suggestion, entries) === "waiting";
  }

  /** To the queue of what no line can mend, with the reasons and the conversations. */
  private async escalate(
    { plan }: OpenCycle,
    { cause, probability, why, conversations }: Escalation,
  ): Promise<void> {
    await changeQueue(
      {
        ...{ kind: "add", prompt: plan.prompt.file, conversations: conversations.slice(0, mostQueued) },
        id: stableId(["escalated", plan.prompt.file, plan.target.id, cause], 8),
        what: `${plan.target.name}: ${causeMeaning[cause]}`,
        why: [`${cause} ${percent(probability)}.`, ...why].join(" "),
      },
      this.world,
    );
  }

  private async open(query: ImproveQuery, { write, ...work }: LongWork & { write: boolean }) {
    const { target, prompt, agent, seed } = query;
    const report = await this.world.dataset(
      { target, write, ...(prompt !== undefined && { prompt }), ...(seed !== undefined && { seed }) },
      work,
    );
    const { dataset, called } = report;
    const own = dataset.target;
    const { config, files } = await this.world.current.load();
    const { improve } = config;
    const wanted = agent ?? improve.agent;
    const opened = await this.world.replayWorld({
      ...{ conversationIds: [], prompt: dataset.prompt! },
      ...(wanted !== undefined && { agent: wanted }),
    });
    const budget = { ...opened.definition.budget, ...improve.budget };
    const replay = { ...opened, definition: { ...opened.definition, budget } };
    const { chat } = replay.config.models;
    if (!chat) throw noProposer();
    const proposer = openChat(chat, this.world.access);
    const { snapshot, input } = await this.world.current.built();
    const trustOf = new Map(snapshot.evaluators.map(({ name, trust }) => [name, trust]));
    const said = groupBy(input.verdicts, ({ conversationId }) => conversationId);
    const subject: DiagnosisSubject =
      own.kind === "evaluator" ? { kind: "evaluator", name: own.name } : { kind: "behavior", id: own.id };
    const { prompts } = await this.world.diagnose(subject, work);
    const names = new Map(snapshot.behaviors.map(({ id, name }) => [id, name]));
    const documents = await cycleDocuments(replay.definition, this.world.root);
    const components = await cycleComponents(replay.definition, this.world.root, replay.file.file);
    const cycle: OpenCycle = openCycle({
      ...{ query, dataset, replay, proposer },
      target: { kind: own.kind, id: own.kind === "evaluator" ? own.name : own.id, name: called },
      ...{ trustOf, components, documents },
      tests: await keptTests(this.world.store, config.evaluators, files),
      pinned: await casesWithCalls(this.world.store, dataset.cases, replay.definition),
      diagnosis: prompts.find(({ file }) => file === replay.file.file),
    });
    const failing = failingTargets(snapshot).find(({ id }) => id === cycle.plan.target.id);
    const key = cycleKey(cycle, {
      ...{ seed: seed ?? 1, agentKey: agentKeyOf(replay), proposer, frozen: replay.config.frozen },
      texts: {
        [replay.file.file]: replay.file.document.text,
        ...Object.fromEntries(components.files.map(({ file, text }) => [file, text])),
      },
    });
    return {
      key,
      ...(failing && { figures: { passes: failing.passes, n: failing.n } }),
      ...{ cycle, replay, report, proposer, nameOf: (id: string): string => names.get(id) || id },
      isTrusted: (name: string): boolean => ["trusted", "declared"].includes(trustOf.get(name) ?? ""),
      verdictsOf: (id: string) =>
        (said.get(id) ?? []).filter(({ evaluator }) => trustOf.get(evaluator) !== "untrusted"),
    };
  }
}

/** What judges cost is taken of the cycle's money too, as far as prices are known. */
function judgedWithin(budget: ReplayBudget): Spending {
  const told = new Map<string, number>();
  return {
    before: () => ({ calls: 0, usd: 0 }),
    note: (name, { usd }) => {
      const more = usd - (told.get(name) ?? 0);
      told.set(name, usd);
      if (more !== 0) budget.add({ calls: 0, usd: more });
    },
  };
}

const noProposer = (): UserError =>
  new UserError(
    "no-chat",
    "No chat model is configured, and edits are proposed by one.",
    "Name one under `models:` in homeostat.yaml.",
  );
