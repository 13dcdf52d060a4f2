import type { LongWork } from "../../base/index.ts";
import type { EvaluationServices } from "../../evaluators/index.ts";
import type { ModelAccess } from "../../models/index.ts";
import type {
  BehaviorProposalQuery,
  BehaviorProposals,
  ProposalQuery,
  ProposalsReport,
  RubricQuery,
} from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import type { Config } from "../config.ts";
import type { CurrentWorkspace } from "../current-workspace.ts";
import { usingJudge } from "../judging/open-judge.ts";
import { noWriter, type WritingModels, writingModels } from "../judging/writing-models.ts";
import type { PromptFile } from "../prompt-files.ts";
import type { ProposalWorld } from "./lines-to-propose.ts";
import { callsPerRubric, linesForRubrics, planFor } from "./plan-rubrics.ts";
import { proposeForLines } from "./propose-checks.ts";
import { proposeForBehavior } from "./propose-for-behavior.ts";
import { proposeRubrics } from "./propose-rubrics.ts";
import { rubricForBehavior } from "./rubric-for-behavior.ts";

export interface ProposerPlace {
  readonly store: Store;
  readonly services: EvaluationServices;
  readonly access: ModelAccess;
  readonly current: CurrentWorkspace;
  /** Finds each conversation's prompt. */
  link(files: readonly PromptFile[], work: LongWork): Promise<void>;
}

/** Evaluators for lines and for behaviors, read off by patterns or written by a model, each tried on what is stored. */
export class Proposer {
  constructor(private readonly place: ProposerPlace) {}

  async checks(query: ProposalQuery, work: LongWork): Promise<ProposalsReport> {
    const { config, files } = await this.place.current.load();
    const world = await this.linked({ config, files }, work);
    const models = writingModels(config.models.chats, this.place.access);
    const report = await proposeForLines(world, query, { ...work, hasModel: models !== undefined });
    const rubrics = linesForRubrics(report.lines, query.line !== undefined).length;
    return { ...report, ...(models && rubrics > 0 && { plan: planFor(rubrics, models) }) };
  }

  async rubrics(query: RubricQuery, work: LongWork): Promise<ProposalsReport> {
    const { config, files } = await this.place.current.load();
    const models = this.required(config);
    const world = await this.linked({ config, files }, work);
    const mostCalls = query.calls ?? (query.line === undefined ? undefined : callsPerRubric);
    return this.asking(config, { mostCalls }, work, (services) =>
      proposeRubrics({ ...world, services }, query, models, work),
    );
  }

  async forBehavior(
    { behavior, byModel, calls }: BehaviorProposalQuery,
    work: LongWork,
  ): Promise<BehaviorProposals> {
    const { access, current } = this.place;
    const { config, files } = await current.load();
    const world = { ...(await this.world({ config, files })), decidedNames: await current.decidedNames() };
    if (byModel) {
      const models = this.required(config);
      return this.asking(config, { mostCalls: calls ?? callsPerRubric }, work, (services) =>
        rubricForBehavior({ ...world, services }, behavior, models, work),
      );
    }
    const models = writingModels(config.models.chats, access);
    const report = await proposeForBehavior(world, behavior, work);
    const isTellable = report.failing > 0 && report.passing > 0;
    return { ...report, ...(models && isTellable && { plan: planFor(1, models, calls) }) };
  }

  private required({ models }: Config): WritingModels {
    const found = writingModels(models.chats, this.place.access);
    if (!found) throw noWriter("a rubric", models);
    return found;
  }

  /** What costs is asked by one process at a time. */
  private asking<T>(
    config: Config,
    limits: { readonly mostCalls: number | undefined },
    { signal }: LongWork,
    act: (services: EvaluationServices) => Promise<T>,
  ): Promise<T> {
    const { store, services, access } = this.place;
    return store.alone("judging", () => usingJudge([services, config, store, access, limits], act), signal);
  }

  private async linked({ config, files }: Loaded, work: LongWork): Promise<ProposalWorld> {
    await this.place.link(files, work);
    return this.world({ config, files });
  }

  private async world({ config, files }: Loaded): Promise<ProposalWorld> {
    const { store, services, current } = this.place;
    return { store, services, files, built: await current.built(), evaluators: config.evaluators };
  }
}

interface Loaded {
  readonly config: Config;
  readonly files: readonly PromptFile[];
}
