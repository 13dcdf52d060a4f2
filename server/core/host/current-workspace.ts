import type { FindingPolicy, Labels, QueryContext, Slice, Snapshot, TraceDetail } from "../review/index.ts";
import type { Store } from "../store/index.ts";
import { auditRevision } from "./approval/audit-file.ts";
import { type Built, buildSnapshot } from "./build-snapshot.ts";
import { type Config, configPath, loadConfig } from "./config.ts";
import { DecisionsOver } from "./decisions/decided-snapshot.ts";
import { FiguresReader } from "./figures-reader.ts";
import type { Workspace } from "./host.ts";
import { suggestionFilesRevision } from "./improve/suggestion-files.ts";
import { labelsRevision, loadLabels } from "./labels/labels-file.ts";
import { type PromptFile, promptFiles } from "./prompt-files.ts";
import type { QueryWorld } from "./query/condition-plans.ts";
import { LabelVocabulary } from "./query/label-vocabulary.ts";
import { Spine } from "./query/spine.ts";
import { readSlices } from "./slices.ts";
import { traceDetail } from "./trace-queries.ts";

/** What a workspace says now, read whenever somebody asks: configuration, prompts, labels and decisions, and the figures of its store. */
export class CurrentWorkspace {
  private last: (Built & { readonly basis: string }) | undefined;
  private traced: { readonly basis: string; readonly detail: TraceDetail | undefined } | undefined;
  private readonly decisions: DecisionsOver;
  private readonly vocabulary: LabelVocabulary;
  private readonly spine: Spine;
  private readonly figures: FiguresReader;

  constructor(
    private readonly workspace: Workspace,
    private readonly store: Store,
  ) {
    this.vocabulary = new LabelVocabulary(store);
    this.spine = new Spine(store);
    this.figures = new FiguresReader(store);
    this.decisions = new DecisionsOver(workspace.root, store);
  }

  config(): Promise<Config> {
    return loadConfig(configPath(this.workspace.root, this.workspace.configFile), this.workspace);
  }

  async world(loaded = this.load()): Promise<QueryWorld> {
    const { config, files } = await loaded;
    const { store, vocabulary, spine } = this;
    const decidedNames = await this.decisions.names();
    const labels = await this.labels();
    return { store, vocabulary, spine, evaluators: config.evaluators, files, labels, decidedNames };
  }

  async queryContext(): Promise<QueryContext> {
    return { nowMs: Date.now(), slices: await this.slices() };
  }

  async load(): Promise<{ config: Config; files: PromptFile[] }> {
    const config = await this.config();
    return { config, files: await promptFiles(this.workspace.root, config, this.workspace.prompts) };
  }

  async labels(): Promise<Labels> {
    return (await loadLabels(this.workspace.root)).labels;
  }

  slices(): Promise<readonly Slice[]> {
    return readSlices(this.workspace.root);
  }

  /** What people call behaviors. */
  decidedNames(): ReturnType<DecisionsOver["names"]> {
    return this.decisions.names();
  }

  async snapshot(): Promise<Snapshot> {
    const { snapshot, policy } = await this.built();
    return { ...snapshot, policy, revision: await this.withTexts(snapshot.revision) };
  }

  async revision(): Promise<string> {
    return this.withTexts(await this.decisions.revision(await this.store.revision()));
  }

  /** Labels, suggestions and what was decided about these are in no figure, but lists, conversations and lenses show them. */
  private async withTexts(revision: string): Promise<string> {
    const { root } = this.workspace;
    const cycles = String(await this.store.tables.cycles.version());
    const rest = [await labelsRevision(root), await auditRevision(root), await suggestionFilesRevision(root)];
    return [revision, cycles, ...rest].filter((one) => one !== "").join("+");
  }

  /** The policy and what people decided are laid over figures when they are read, so a change of them alone makes none anew. */
  async built(): Promise<Built & { readonly basis: string; readonly policy: FindingPolicy }> {
    const loaded = this.load();
    const { config, files } = await loaded;
    const context = await this.queryContext();
    const basis = JSON.stringify([
      await this.store.revision(),
      config.evaluators.map(({ key, covers, prompts, behaviors }) => [key, covers, prompts, behaviors]),
      config.thresholds,
      config.trust,
      config.evaluators.map(({ description }) => description),
      // Their queries may name slices, behaviors and times.
      config.outcomes.length > 0 && [
        config.outcomes,
        context.slices,
        [...(await this.decisions.names())],
        await labelsRevision(this.workspace.root),
        Math.floor(context.nowMs / 3_600_000),
      ],
      config.evaluators.some(({ behaviors }) => behaviors) && [...(await this.decisions.names())],
      [...config.places].map(([name, { line }]) => [name, line]),
      files.map(({ file, name, document }) => [file, name, document.version]),
    ]);
    if (this.last?.basis !== basis)
      this.last = {
        ...(await buildSnapshot(await this.world(loaded), config, context, this.figures)),
        basis,
      };
    const built = this.last!;
    return { ...built, snapshot: await this.decisions.over(built.snapshot), policy: config.policy };
  }

  /**
   * Of the last conversation asked for, since spans and texts of it are asked for next. Figures may be a moment old: while conversations
   * come in, making them anew for each look at one would take longer than the look.
   */
  async trace(id: string): Promise<TraceDetail | undefined> {
    const { evaluators } = await this.config();
    const built = this.last
      ? { ...this.last, snapshot: await this.decisions.over(this.last.snapshot) }
      : await this.built();
    const basis = JSON.stringify([
      id,
      built.snapshot.revision,
      await this.store.revision(),
      evaluators.map(({ key }) => key),
      await labelsRevision(this.workspace.root),
      built.basis,
    ]);
    if (this.traced?.basis !== basis) {
      const detail = await traceDetail(this.store, built, evaluators, id);
      const labels = (await this.labels()).entries.filter(({ conversation }) => conversation === id);
      this.traced = { basis, detail: detail && { ...detail, labels } };
    }
    return this.traced.detail;
  }
}
