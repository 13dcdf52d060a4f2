import type { Diagnosis, DiagnosisSubject } from "../../attribution/index.ts";
import { groupBy, type LongWork, stableId, UserError } from "../../base/index.ts";
import type { EvaluationServices, Spending } from "../../evaluators/index.ts";
import { type ModelAccess, openChat } from "../../models/index.ts";
import { causeMeaning, percent } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import type { Config } from "../config.ts";
import type { CurrentWorkspace } from "../current-workspace.ts";
import { usingJudge } from "../judging/open-judge.ts";
import { changeQueue } from "../queue/queue-file.ts";
import { agentKeyOf, agentOfTrial } from "../replay/agent-of-trial.ts";
import type { ReplayQuery, ReplayWorld } from "../replay/replay.ts";
import { ReplayBudget } from "../replay/replay-budget.ts";
import { attemptsOf } from "./attempts-of.ts";
import { caseContexts } from "./case-contexts.ts";
import { casesWithCalls } from "./cases-with-calls.ts";
import { cycleComponents, triedFiles } from "./cycle-components.ts";
import { cycleDocuments } from "./cycle-documents.ts";
import type { CyclePlan, CycleReport, ImproveQuery } from "./cycle-report.ts";
import { CycleTrail } from "./cycle-trail.ts";
import { keepAttempts } from "./kept-attempts.ts";
import { keepCycle, keepTrail } from "./kept-cycles.ts";
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

/** Conversations that an item of the queue names. */
const mostQueued = 10;
/** Texts of conversations that a guard looks for in an edit, at most. */
const mostTexts = 400;

/** Looks for edits of prompts that mend what fails. It changes no file: what it finds waits for a person. */
export class Improver {
  constructor(private readonly world: ImproverWorld) {}

  async plan(query: ImproveQuery, work: LongWork = {}): Promise<CyclePlan> {
    const { plan, escalation } = (await this.open(query, { ...work, write: false })).cycle;
    return { ...plan, ...(escalation && { escalation: `${escalation.says} No edit would be looked for.` }) };
  }

  improve(query: ImproveQuery, work: LongWork = {}): Promise<CycleReport> {
    work.progress?.({ stage: "looking for another cycle", done: 0, says: "beginning" });
    return oneAtATime(this.world.store, () => this.improveAlone(query, work), work.signal);
  }

  private async improveAlone(query: ImproveQuery, work: LongWork): Promise<CycleReport> {
    const { store, services, access } = this.world;
    const opened = await this.open(query, { ...work, write: true });
    const { cycle, replay, report, proposer, nameOf, verdictsOf, isTrusted } = opened;
    const { cases } = cycle.dataset;
    const contexts = await caseContexts(store, cases, replay.file, replay.definition.toolsFile);
    const budget = new ReplayBudget(cycle.plan.budget);
    const conversationOf = (id: string): string | undefined => contexts.get(id)?.whole.conversation.id;
    const trail = new CycleTrail({ budget, conversationOf });
    const world = {
      ...{ ...replay, budget, trail, proposer, nameOf, frozen: replay.config.frozen, seed: query.seed ?? 1 },
      agentKey: agentKeyOf(replay),
      contexts,
      attempts: await rememberedAttempts({ store, root: this.world.root }, replay.file.file),
      testTexts: Object.values(report.texts).slice(0, mostTexts),
      traceTexts: [...contexts.values()]
        .flatMap(({ whole }) => whole.messages.map(({ text }) => text))
        .slice(0, mostTexts),
      exampleTexts: storedSuccesses({ cases, contexts, verdictsOf, isTrusted }),
    };
    const judges = { storing: true, calls: budget.ofJudges, spending: judgedWithin(budget) };
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
    );
    await keepCycle(store, done);
    const conversationIds = [...new Set(cases.flatMap(({ id }) => conversationOf(id) ?? []))];
    await keepTrail(store, done.id, { steps: trail.steps, conversationIds });
    if (cycle.escalation) await this.escalate(cycle, cycle.escalation);
    await keepAttempts(store, attemptsOf(done));
    return done;
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
    const replay = await this.world.replayWorld({
      ...{ conversationIds: [], prompt: dataset.prompt! },
      ...(agent !== undefined && { agent }),
    });
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
      pinned: await casesWithCalls(this.world.store, dataset.cases, replay.definition),
      diagnosis: prompts.find(({ file }) => file === replay.file.file),
    });
    return {
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
