import type { LongWork } from "../../base/index.ts";
import { BehaviorReader } from "../behavior-detail.ts";
import { behaviorLines } from "../behavior-lines.ts";
import { conditionEvidence } from "../condition-evidence.ts";
import { type DecideContext, makeDecision } from "../decisions/decide.ts";
import { loadDecisions } from "../decisions/decisions-file.ts";
import { membershipDecisions } from "../decisions/membership.ts";
import type { Host } from "../host.ts";
import { outcomeReport } from "../outcomes/outcome-report.ts";
import { proposeTags } from "../propose-tags.ts";
import { readQuery } from "../query/find-conversations.ts";
import { type BehaviorsSummary, refreshBehaviors, seed } from "../refresh-behaviors.ts";
import { requestVectors } from "../request-vectors.ts";
import { reasonsReport } from "../why.ts";
import type { HostBase } from "./host-base.ts";

type BehaviorsDesk = Pick<
  Host,
  | "findBehaviors"
  | "decide"
  | "behavior"
  | "behaviorLines"
  | "conditionEvidence"
  | "reasons"
  | "outcomes"
  | "proposeTags"
>;

/** What people ask for, and what became of it. */
export function behaviorsDesk(base: HostBase): BehaviorsDesk {
  const { current, store, workspace } = base;
  const reader = new BehaviorReader();
  return {
    findBehaviors: (work) => base.run(work, (own) => searchBehaviors(base, own)),
    decide: (decision, work) =>
      base.run(work, (own) =>
        makeDecision(decision, {
          ...own,
          ...{ store, seed, root: workspace.root },
          vectors: (requests) =>
            base.withModels(
              async ({ embedder }) => embedder && (await requestVectors(store, embedder, requests, own)),
            ),
          search: async (parted) => void (await searchBehaviors(base, own, parted)),
        }),
      ),
    behavior: async (id) => reader.read(await current.world(), await current.built(), id),
    behaviorLines: async (file) => {
      const { files } = await current.world();
      return behaviorLines(files, await current.built(), file);
    },
    conditionEvidence: async (query) => conditionEvidence(store, await current.built(), query),
    reasons: async (query) => {
      const keys = new Set((await current.config()).evaluators.map(({ key }) => key));
      return reasonsReport(store, await current.built(), keys, query);
    },
    outcomes: async (kind) => {
      const built = await current.built();
      const defined = built.defined.find(({ name }) => name === kind);
      if (defined) readQuery(defined.query, await current.queryContext());
      return outcomeReport(store, built, kind);
    },
    proposeTags: (work) =>
      base.run(work, async (own) => {
        const { tags } = await current.config();
        return proposeTags(store, await current.built(), tags, own);
      }),
  };
}

function searchBehaviors(
  base: HostBase,
  work: LongWork,
  parted?: Parameters<DecideContext["search"]>[0],
): Promise<BehaviorsSummary> {
  return base.withModels(async (models) => {
    const file = await loadDecisions(base.workspace.root);
    const decisions = await membershipDecisions(base.store, file.decisions);
    return refreshBehaviors(base.store, { ...work, ...models, decisions, parted });
  });
}
