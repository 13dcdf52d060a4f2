import type { Diagnosis } from "../../attribution/index.ts";
import type { LongWork } from "../../base/index.ts";
import type { EvaluationServices } from "../../evaluators/index.ts";
import type { ModelAccess } from "../../models/index.ts";
import type { Store } from "../../store/index.ts";
import type { Config } from "../config.ts";
import type { CurrentWorkspace } from "../current-workspace.ts";
import { usingJudge } from "../judging/open-judge.ts";
import { agentKeyOf, agentOfTrial } from "../replay/agent-of-trial.ts";
import type { ReplayQuery, ReplayWorld } from "../replay/replay.ts";
import { type AblationReport, ablateLines } from "./ablate-lines.ts";
import { keepAblations } from "./kept-ablations.ts";
import {
  type AblationPlan,
  type AblationQuery,
  type AblationWorld,
  type OpenAblation,
  openAblation,
} from "./plan-ablation.ts";

/** What an ablation needs of the host. */
export interface AblaterWorld {
  readonly store: Store;
  readonly services: EvaluationServices;
  readonly access: ModelAccess;
  readonly replayWorld: (query: ReplayQuery) => Promise<ReplayWorld & { readonly config: Config }>;
  readonly current: CurrentWorkspace;
  readonly diagnose: (file: string, work: LongWork) => Promise<Diagnosis>;
}

/** Lines that are less likely to blame are not worth what running them again takes. */
const leastProbability = 0.05;

/** Changes lines of prompts, one at a time, to see what they do. */
export class Ablater {
  constructor(private readonly world: AblaterWorld) {}

  async plan(query: AblationQuery, work: LongWork = {}): Promise<AblationPlan> {
    return (await this.open(query, work)).opened.plan;
  }

  async ablate(query: AblationQuery, work: LongWork = {}): Promise<AblationReport> {
    const { store, services, access } = this.world;
    const { opened, world } = await this.open(query, work);
    const report = await usingJudge([services, world.config, store, access, { storing: false }], (judging) =>
      ablateLines(
        opened,
        {
          ...{ ...world, services: judging, agentFor: (trial) => agentOfTrial(world, access, trial) },
          ...(query.withRuns && { withRuns: true }),
        },
        work,
      ),
    );
    await keepAblations(store, report);
    return report;
  }

  private async open(
    query: AblationQuery,
    work: LongWork,
  ): Promise<{ opened: OpenAblation; world: AblationWorld & { readonly config: Config } }> {
    const { prompt, agent, evaluators } = query;
    const replay = await this.world.replayWorld({
      ...{ conversationIds: [], prompt },
      ...(agent !== undefined && { agent }),
      ...(evaluators && { evaluators }),
    });
    const { files } = await this.world.current.load();
    const { input } = await this.world.current.built();
    const world = {
      ...{ ...replay, input, files, frozen: replay.config.frozen },
      agentKey: agentKeyOf(replay),
    };
    const suspects = query.lines === "suspects" ? await this.suspects(replay.file.file, work) : [];
    return { opened: await openAblation(query, world, suspects), world };
  }

  private async suspects(file: string, work: LongWork): Promise<string[]> {
    const { prompts } = await this.world.diagnose(file, work);
    const keys = prompts.flatMap(({ suspects }) =>
      suspects
        .filter(({ probability }) => probability >= leastProbability)
        .flatMap(({ key, other }) => [key ?? [], other ?? []].flat()),
    );
    return [...new Set(keys)];
  }
}
