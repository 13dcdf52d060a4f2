import { resolve } from "node:path";
import type {
  BehaviorLines,
  Diagnosis,
  DiagnosisSubject,
  PromptComparison,
  TagProposal,
} from "../attribution/index.ts";
import { type LongWork, UserError } from "../base/index.ts";
import { type CaptureSettings, contactsIn } from "../capture/index.ts";
import { type EvaluationServices, needs } from "../evaluators/index.ts";
import { type ModelAccess, modelAccess, openChat, openEmbedder } from "../models/index.ts";
import {
  type AgreementQuery,
  type AgreementReport,
  type BehaviorDetail,
  type BehaviorProposalQuery,
  type BehaviorProposals,
  type CapabilityQueue,
  type ConversationDetail,
  type ConversationPage,
  type ConversationQuery,
  type EvaluatorHistory,
  type FailureList,
  type FailuresQuery,
  type Labels,
  type LiveList,
  type OpinionReport,
  type ProposalQuery,
  type ProposalsReport,
  type QueryHelp,
  type ReasonsQuery,
  type ReasonsReport,
  type RubricQuery,
  type Slice,
  type Snapshot,
  type SpanView,
  type TraceDetail,
  type TraceView,
  traceSpan,
  traceText,
  traceView,
} from "../review/index.ts";
import type { Store } from "../store/index.ts";
import type { AblationReport } from "./ablation/ablate-lines.ts";
import { Ablater } from "./ablation/ablater.ts";
import type { AblationPlan, AblationQuery } from "./ablation/plan-ablation.ts";
import { assignNew } from "./assign-new.ts";
import { BehaviorReader } from "./behavior-detail.ts";
import { behaviorLines } from "./behavior-lines.ts";
import { type WaitingService, waitingServices } from "./capturing/inbox.ts";
import { stateFolder } from "./capturing/state-folder.ts";
import { type CompareQuery, compareVersions } from "./comparison/compare.ts";
import { type ConditionMet, type ConditionQuery, conditionEvidence } from "./condition-evidence.ts";
import type { Config } from "./config.ts";
import { conversationDetail, listConversations } from "./conversation-queries.ts";
import { CurrentWorkspace } from "./current-workspace.ts";
import { type DecideContext, type Decision, type DecisionResult, makeDecision } from "./decisions/decide.ts";
import { loadDecisions } from "./decisions/decisions-file.ts";
import { membershipDecisions } from "./decisions/membership.ts";
import { deriveMissing } from "./derive-missing.ts";
import { Diagnoser } from "./diagnosis/diagnoser.ts";
import { type DatedWorld, ToldSuspects } from "./diagnosis/told-suspects.ts";
import type { EvaluateSummary } from "./evaluate-conversations.ts";
import { type EvaluateOptions, promptCalled } from "./evaluate-options.ts";
import { type FailureWorld, listFailures } from "./failures.ts";
import type { Host, Workspace } from "./host.ts";
import { recordHintRefs } from "./identity/hint-refs.ts";
import { knownVersions } from "./identity/known-versions.ts";
import { type ImportSummary, importConversations } from "./import-conversations.ts";
import { type EvaluationImport, importEvaluations, refuseNothing } from "./import-evaluations.ts";
import type { CyclePlan, CycleReport, ImproveQuery } from "./improve/cycle-report.ts";
import { Improver } from "./improve/improver.ts";
import { keptAttempts, resetAttempts } from "./improve/kept-attempts.ts";
import { type DatasetQuery, type DatasetReport, makeDataset } from "./improve/make-dataset.ts";
import { type MemoryQuery, type MemoryReport, memoryReport } from "./improve/memory-report.ts";
import {
  type ListedSuggestion,
  type SuggestionDecided,
  type SuggestionDecision,
  Suggestions,
} from "./improve/suggestions.ts";
import { JudgingRuns } from "./judging/judging-runs.ts";
import { usingJudge } from "./judging/open-judge.ts";
import { noWriter } from "./judging/writing-models.ts";
import { agreementReport } from "./labels/agreement.ts";
import { evaluatorHistory } from "./labels/evaluator-versions.ts";
import { giveLabels, type LabelRequest, type LabelResult } from "./labels/give-labels.ts";
import { linkConversations, linkNew } from "./link-conversations.ts";
import { liveConversations } from "./live-conversations.ts";
import { type TestQuery, type TestSummary, testEvaluators } from "./mutation/test-evaluators.ts";
import { writingPlan } from "./mutation/writing-plan.ts";
import { behaviorBounds } from "./named-behaviors.ts";
import { askOpinions, type OpinionQuery, type OpinionWorld } from "./opinions/opinion-asker.ts";
import { type OutcomeReport, outcomeReport } from "./outcomes/outcome-report.ts";
import { type PromptFile, recordVersions } from "./prompt-files.ts";
import { Proposer } from "./proposals/proposer.ts";
import { proposeTags } from "./propose-tags.ts";
import { readQuery } from "./query/find-conversations.ts";
import { QueryHelper } from "./query/query-helper.ts";
import { changeQueue, loadQueue, type QueueRequest, type QueueResult } from "./queue/queue-file.ts";
import { type BehaviorModels, type BehaviorsSummary, refreshBehaviors, seed } from "./refresh-behaviors.ts";
import {
  type ChooseQuery,
  type ChosenConversations,
  chooseConversations,
} from "./replay/choose-conversations.ts";
import { evaluatorsFor, openReplay, promptNamed } from "./replay/open-replay.ts";
import { planReplay, type ReplayPlan } from "./replay/plan-replay.ts";
import {
  type ReplayQuery,
  type ReplayReport,
  type ReplayWorld,
  replayConversations,
} from "./replay/replay.ts";
import { requestVectors } from "./request-vectors.ts";
import { saveSlice } from "./slices.ts";
import { tagConversations } from "./tag-conversations.ts";
import { UnderWay } from "./under-way.ts";
import { reasonsReport } from "./why.ts";

/** What the prompts at hand say of themselves, as a support address, is nobody's secret. */
const captureFor = ({ capture }: Config, files: readonly PromptFile[]): CaptureSettings => ({
  ...capture,
  allow: [...capture.allow, ...files.flatMap(({ document }) => contactsIn(document.text))],
});

/** A host in this process, on a store that is open. */
export class LocalHost implements Host {
  private readonly current: CurrentWorkspace;
  private readonly queryHelper = new QueryHelper();
  private readonly behaviors = new BehaviorReader();
  private readonly judging: JudgingRuns;
  private readonly proposer: Proposer;
  private readonly ablater: Ablater;
  private readonly improver: Improver;
  private readonly suggested: Suggestions;
  private readonly diagnoser = new Diagnoser();
  private readonly told = new ToldSuspects(this.diagnoser);
  private readonly underWay = new UnderWay();

  constructor(
    private readonly workspace: Workspace,
    private readonly store: Store,
    private readonly services: EvaluationServices,
    private readonly access: ModelAccess = modelAccess(),
  ) {
    this.current = new CurrentWorkspace(workspace, store);
    const link = (files: readonly PromptFile[], work: LongWork): Promise<void> => this.link(files, work);
    this.judging = new JudgingRuns({
      ...{ store, services, access, link },
      load: () => this.current.load(),
      decidedNames: () => this.current.decidedNames(),
    });
    this.proposer = new Proposer({ store, services, access, link, current: this.current });
    this.ablater = new Ablater({
      ...{ store, services, access, current: this.current },
      replayWorld: (query) => this.replayWorld(query),
      diagnose: (file, work) => this.diagnose({ kind: "prompt", file }, work),
    });
    this.suggested = new Suggestions({
      ...{ store, root: workspace.root, trusted: workspace.trusted },
    });
    this.improver = new Improver({
      ...{ store, services, access, current: this.current },
      ...{ root: workspace.root, trusted: workspace.trusted },
      replayWorld: (query) => this.replayWorld(query),
      dataset: (query, work) => this.datasetNow(query, work),
      diagnose: (subject, work) => this.diagnose(subject, work),
    });
  }

  importConversations(
    paths: readonly string[],
    promptHint: string | undefined,
    work: LongWork = {},
  ): Promise<ImportSummary> {
    return this.underWay.run(work, (own) => this.importNow(paths, promptHint, own));
  }

  private async importNow(
    paths: readonly string[],
    promptHint: string | undefined,
    work: LongWork,
  ): Promise<ImportSummary> {
    const { config, files } = await this.current.load();
    const summary = await importConversations(
      { store: this.store, root: this.workspace.root, capture: captureFor(config, files) },
      paths.map((path) => resolve(this.workspace.root, path)),
      promptHint,
      work,
    );
    if (summary.added + summary.updated > 0) {
      await assignNew(this.store);
      const { problems } = await tagConversations(this.store, config.tags, work);
      await this.store.compact();
      return { ...summary, tagProblems: problems };
    }
    return summary;
  }

  importEvaluations(path: string, work: LongWork = {}): Promise<EvaluationImport> {
    return this.underWay.run(work, async (own) => {
      const { config, files } = await this.current.load();
      const file = resolve(this.workspace.root, path);
      const readers = config.evaluators.filter((one) => needs("needsRecorded", one)).map(({ key }) => key);
      const summary = await importEvaluations(this.store, file, captureFor(config, files), readers, own);
      refuseNothing(file, summary);
      return summary;
    });
  }

  evaluate(work: LongWork = {}): Promise<EvaluateSummary> {
    return this.evaluateOnly({}, work);
  }

  evaluateOnly(which: EvaluateOptions, work: LongWork = {}): Promise<EvaluateSummary> {
    return this.underWay.run(work, (own) => this.judging.run(which, own));
  }

  async failures(query: FailuresQuery): Promise<FailureList> {
    return listFailures(await this.failureWorld(), query);
  }

  private async failureWorld(): Promise<FailureWorld> {
    const { config, files } = await this.current.load();
    return { store: this.store, evaluators: config.evaluators, files, built: await this.current.built() };
  }

  findBehaviors(work: LongWork = {}): Promise<BehaviorsSummary> {
    return this.underWay.run(work, (own) => this.search(own));
  }

  decide(decision: Decision, work: LongWork = {}): Promise<DecisionResult> {
    const { store, workspace } = this;
    return this.underWay.run(work, (own) =>
      makeDecision(decision, {
        ...own,
        store,
        seed,
        root: workspace.root,
        vectors: (requests) =>
          this.withModels(
            async ({ embedder }) => embedder && (await requestVectors(store, embedder, requests, own)),
          ),
        search: async (parted) => void (await this.search(own, parted)),
      }),
    );
  }

  changeQueue(request: QueueRequest): Promise<QueueResult> {
    return this.underWay.run({}, () => changeQueue(request, this.workspace));
  }

  async queue(): Promise<CapabilityQueue> {
    return (await loadQueue(this.workspace.root)).queue;
  }

  label(requests: readonly LabelRequest[]): Promise<LabelResult> {
    const { store, workspace } = this;
    const { root, trusted } = workspace;
    return this.underWay.run({}, async () => {
      const { evaluators } = await this.current.config();
      return giveLabels(requests, { store, evaluators, root, trusted });
    });
  }

  async labels(): Promise<Labels> {
    return this.current.labels();
  }

  agreement(query: AgreementQuery, work: LongWork = {}): Promise<AgreementReport> {
    const { store, workspace } = this;
    return this.underWay.run(work, async (own) => {
      const { evaluators } = await this.current.config();
      const { isMeant } = await this.current.built();
      return agreementReport({ store, evaluators, isMeant, root: workspace.root }, query, own);
    });
  }

  async evaluatorHistory(name: string): Promise<EvaluatorHistory> {
    return evaluatorHistory(
      this.store,
      (await this.current.config()).evaluators,
      await this.current.labels(),
      name,
    );
  }

  private search(work: LongWork, parted?: Parameters<DecideContext["search"]>[0]): Promise<BehaviorsSummary> {
    return this.withModels(async (models) => {
      const file = await loadDecisions(this.workspace.root);
      const decisions = await membershipDecisions(this.store, file.decisions);
      return refreshBehaviors(this.store, { ...work, ...models, decisions, parted });
    });
  }

  private async withModels<T>(act: (models: BehaviorModels) => Promise<T>): Promise<T> {
    const { models } = await this.current.config();
    const embedder = await openEmbedder(models.embeddings, this.access);
    try {
      return await act({ embedder, chat: models.chat && openChat(models.chat, this.access) });
    } finally {
      await embedder?.close();
    }
  }

  async snapshot(): Promise<Snapshot> {
    this.told.startFrom((await this.current.built()).basis);
    return this.told.laidOver(await this.current.snapshot());
  }

  async conversations(query: ConversationQuery): Promise<ConversationPage> {
    return listConversations(await this.current.world(), query, {
      ...(await this.current.queryContext()),
      failing: async () => (await this.current.built()).failing,
    });
  }

  async conversation(id: string): Promise<ConversationDetail | undefined> {
    await this.linkIfNew(id);
    return conversationDetail(await this.current.world(), id);
  }

  async behavior(id: string): Promise<BehaviorDetail | undefined> {
    return this.behaviors.read(await this.current.world(), await this.current.built(), id);
  }

  async behaviorLines(file: string): Promise<readonly BehaviorLines[]> {
    const { files } = await this.current.world();
    return behaviorLines(files, await this.current.built(), file);
  }

  async conditionEvidence(query: ConditionQuery): Promise<readonly ConditionMet[]> {
    return conditionEvidence(this.store, await this.current.built(), query);
  }

  async completeQuery(text: string, offset: number): Promise<QueryHelp> {
    return this.queryHelper.help(text, offset, () => this.current.world(), await this.current.queryContext());
  }

  slices(): Promise<readonly Slice[]> {
    return this.current.slices();
  }

  async saveSlice(slice: Slice): Promise<void> {
    readQuery(slice.query, await this.current.queryContext());
    await this.underWay.run({}, () => saveSlice(this.workspace.root, slice));
  }

  async trace(id: string): Promise<TraceView | undefined> {
    const detail = await this.traced(id);
    return detail && traceView(detail);
  }

  async traceSpan(id: string, spanId: string): Promise<SpanView | undefined> {
    const detail = await this.traced(id);
    return detail && traceSpan(detail, spanId);
  }

  async traceText(id: string, place: string): Promise<string | undefined> {
    const detail = await this.traced(id);
    return detail && traceText(detail, place);
  }

  async reasons(query: ReasonsQuery): Promise<ReasonsReport> {
    const keys = new Set((await this.current.config()).evaluators.map(({ key }) => key));
    return reasonsReport(this.store, await this.current.built(), keys, query);
  }

  proposeTags(work: LongWork = {}): Promise<readonly TagProposal[]> {
    return this.underWay.run(work, async (own) => {
      const { tags } = await this.current.config();
      return proposeTags(this.store, await this.current.built(), tags, own);
    });
  }

  testEvaluators(query: TestQuery = {}, work: LongWork = {}): Promise<TestSummary> {
    return this.underWay.run(work, (own) => this.testNow(query, own));
  }

  private async testNow(
    { evaluators: names = [], model = false, calls }: TestQuery,
    work: LongWork,
  ): Promise<TestSummary> {
    const { config, files } = await this.current.load();
    const { evaluators } = config;
    const plan = writingPlan(evaluators, config.models.chats, this.access);
    if (model && !plan) throw noWriter("answers", config.models);
    const { isMeant } = await this.current.built();
    const { store, access } = this;
    const tested = await usingJudge(
      [this.services, config, store, access, { mostCalls: calls }],
      (services) =>
        testEvaluators(names, {
          ...work,
          ...{ store, evaluators, files, services, isMeant },
          ...{ limits: config.trust, nowMs: Date.now(), writer: model ? plan : undefined },
        }),
    );
    return { ...tested, ...(plan && !model && { plan }) };
  }

  proposeChecks(query: ProposalQuery, work: LongWork = {}): Promise<ProposalsReport> {
    return this.underWay.run(work, (own) => this.proposer.checks(query, own));
  }

  proposeRubrics(query: RubricQuery, work: LongWork = {}): Promise<ProposalsReport> {
    return this.underWay.run(work, (own) => this.proposer.rubrics(query, own));
  }

  proposeForBehavior(query: BehaviorProposalQuery, work: LongWork = {}): Promise<BehaviorProposals> {
    return this.underWay.run(work, (own) => this.proposer.forBehavior(query, own));
  }

  diagnose(subject: DiagnosisSubject, work: LongWork = {}): Promise<Diagnosis> {
    return this.underWay.run(work, async (own) =>
      this.diagnoser.diagnose(subject, await this.diagnosisWorld(), own),
    );
  }

  askOpinions(query: OpinionQuery, work: LongWork = {}): Promise<OpinionReport> {
    return this.underWay.run(work, async (own) => {
      const { config, files } = await this.current.load();
      const { store, access } = this;
      const { root } = this.workspace;
      const named = query.prompts?.map((prompt) => promptCalled(prompt, files).file);
      const modelOf: OpinionWorld["modelOf"] = async (file, without) =>
        this.diagnoser.modelWithout(without, file, await this.diagnosisWorld());
      const asked = named ?? files.map(({ file }) => file);
      return askOpinions({ store, config, access, root, modelOf, files: asked }, query, own);
    });
  }

  comparePrompts(query: CompareQuery, work: LongWork = {}): Promise<readonly PromptComparison[]> {
    return this.underWay.run(work, async () => compareVersions(query, await this.diagnosisWorld()));
  }

  async refreshSuspects(work: LongWork = {}): Promise<void> {
    await this.underWay.run(work, async (own) => {
      const revision = await this.current.revision();
      await this.told.refresh(await this.diagnosisWorld(), revision, own);
    });
  }

  private async diagnosisWorld(): Promise<DatedWorld> {
    const { config, files } = await this.current.load();
    const built = await this.current.built();
    return { store: this.store, evaluators: config.evaluators, files, built, basis: built.basis };
  }

  async outcomes(kind: string): Promise<OutcomeReport> {
    const built = await this.current.built();
    const defined = built.defined.find(({ name }) => name === kind);
    if (defined) readQuery(defined.query, await this.current.queryContext());
    return outcomeReport(this.store, built, kind);
  }

  async chooseConversations({ prompt, evaluators, limit }: ChooseQuery): Promise<ChosenConversations> {
    const { config, files } = await this.current.load();
    const file = promptNamed(prompt, files);
    return chooseConversations(this.store, file, evaluatorsFor(file, evaluators, config), limit);
  }

  async planReplay(query: ReplayQuery): Promise<ReplayPlan> {
    return planReplay(query, await this.replayWorld(query));
  }

  replay(query: ReplayQuery, work: LongWork = {}): Promise<ReplayReport> {
    return this.underWay.run(work, (own) => this.replayNow(query, own));
  }

  private async replayNow(query: ReplayQuery, work: LongWork): Promise<ReplayReport> {
    const world = await this.replayWorld(query);
    return usingJudge(
      [this.services, world.config, this.store, this.access, { storing: false }],
      (services) => replayConversations(query, { ...world, services }, work),
    );
  }

  planAblation(query: AblationQuery, work: LongWork = {}): Promise<AblationPlan> {
    return this.underWay.run(work, (own) => this.ablater.plan(query, own));
  }

  ablate(query: AblationQuery, work: LongWork = {}): Promise<AblationReport> {
    return this.underWay.run(work, (own) => this.ablater.ablate(query, own));
  }

  planImprove(query: ImproveQuery, work: LongWork = {}): Promise<CyclePlan> {
    return this.underWay.run(work, (own) => this.improver.plan(query, own));
  }

  improve(query: ImproveQuery, work: LongWork = {}): Promise<CycleReport> {
    return this.underWay.run(work, (own) => this.improver.improve(query, own));
  }

  suggestions(): Promise<readonly ListedSuggestion[]> {
    return this.suggested.list();
  }

  decideSuggestion(decision: SuggestionDecision, work: LongWork = {}): Promise<SuggestionDecided> {
    return this.underWay.run(work, ({ signal }) => this.suggested.decide(decision, signal));
  }

  dataset(query: DatasetQuery, work: LongWork = {}): Promise<DatasetReport> {
    return this.underWay.run(work, (own) => this.datasetNow(query, own));
  }

  private async datasetNow(query: DatasetQuery, work: LongWork): Promise<DatasetReport> {
    const { config, files } = await this.current.load();
    const built = await this.current.built();
    const { store, workspace } = this;
    const attempts = await keptAttempts(store);
    return this.withModels(({ embedder }) =>
      makeDataset(
        query,
        { store, root: workspace.root, evaluators: config.evaluators, files, built, embedder, attempts },
        work,
      ),
    );
  }

  async memory(query: MemoryQuery): Promise<MemoryReport> {
    return memoryReport(this.store, (await this.current.load()).files, query);
  }

  resetMemory({ prompt }: Pick<MemoryQuery, "prompt">): Promise<number> {
    return this.underWay.run({}, async () => {
      const { files } = await this.current.load();
      return resetAttempts(this.store, prompt === undefined ? undefined : promptCalled(prompt, files).file);
    });
  }

  async live(limit: number): Promise<LiveList> {
    return liveConversations(this.store, limit, Date.now());
  }

  waitingServices(): Promise<readonly WaitingService[]> {
    return waitingServices(stateFolder());
  }

  async promptFiles(): Promise<readonly string[]> {
    return (await this.current.load()).files.map(({ file }) => file);
  }

  async revision(): Promise<string> {
    return this.told.revisionWith(await this.current.revision());
  }

  /** What is under way is stopped; what of it is being written is written, and checked, to its end. */
  async close(): Promise<void> {
    await this.underWay.close();
    await this.services.close();
    this.store.close();
  }

  private async traced(id: string): Promise<TraceDetail | undefined> {
    await this.linkIfNew(id);
    return this.current.trace(id);
  }

  private async replayWorld(query: ReplayQuery): Promise<ReplayWorld & { readonly config: Config }> {
    for (const id of query.conversationIds) await this.linkIfNew(id);
    const { config, files } = await this.current.load();
    const { store, access, workspace } = this;
    const isTrusted = workspace.trusted;
    const world = await openReplay(query, { store, access, config, files, isTrusted });
    const { isWithin } = await behaviorBounds(store, config.evaluators, await this.current.decidedNames());
    return { ...world, config, isWithin };
  }

  /**
   * Prompts of all conversations are found with the next evaluation; of one that somebody looks at, now. A store that nobody may write to
   * shows its conversations all the same.
   */
  private async linkIfNew(id: string): Promise<void> {
    const { links, conversations } = this.store.tables;
    if ((await links.readAny("conversationId", [id], ["id"])).length > 0) return;
    if (!(await conversations.get(id))) return;
    const { files } = await this.current.load();
    try {
      await this.underWay.run({}, async () => {
        await recordVersions(this.store, files, false);
        await linkNew(this.store, await knownVersions(this.store, files), [id]);
      });
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== "store-unwritable") throw error;
    }
  }

  private async link(files: readonly PromptFile[], work: LongWork): Promise<void> {
    await deriveMissing(this.store, work);
    await recordVersions(this.store, files, this.workspace.trusted, work.signal);
    if (this.workspace.trusted) await recordHintRefs(this.store, files, work.signal);
    await linkConversations(this.store, await knownVersions(this.store, files), work);
  }
}
