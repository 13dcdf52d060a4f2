import type { LongWork } from "../../base/index.ts";
import { Ablater } from "../ablation/ablater.ts";
import type { Host } from "../host.ts";
import { usingJudge } from "../judging/open-judge.ts";
import { chooseConversations } from "../replay/choose-conversations.ts";
import { evaluatorsFor, promptNamed } from "../replay/open-replay.ts";
import { planReplay } from "../replay/plan-replay.ts";
import { type ReplayQuery, type ReplayReport, replayConversations } from "../replay/replay.ts";
import type { HostBase } from "./host-base.ts";

type ReplayDesk = Pick<Host, "chooseConversations" | "planReplay" | "replay" | "planAblation" | "ablate">;

/** Conversations that are run again with another text. `diagnose` says where to look first. */
export function replayDesk(base: HostBase, { diagnose }: Pick<Host, "diagnose">): ReplayDesk {
  const { current, store, services, access } = base;
  const ablater = new Ablater({
    ...{ store, services, access, current },
    replayWorld: (query) => base.replayWorld(query),
    diagnose: (file, work) => diagnose({ kind: "prompt", file }, work),
  });
  return {
    chooseConversations: async ({ prompt, evaluators, limit }) => {
      const { config, files } = await current.load();
      const file = promptNamed(prompt, files);
      return chooseConversations(store, file, evaluatorsFor(file, evaluators, config), limit);
    },
    planReplay: async (query) => planReplay(query, await base.replayWorld(query)),
    replay: (query, work) => base.run(work, (own) => replayNow(base, query, own)),
    planAblation: (query, work) => base.run(work, (own) => ablater.plan(query, own)),
    ablate: (query, work) => base.run(work, (own) => ablater.ablate(query, own)),
  };
}

async function replayNow(base: HostBase, query: ReplayQuery, work: LongWork): Promise<ReplayReport> {
  const { services: own, store, access } = base;
  const world = await base.replayWorld(query);
  return usingJudge([own, world.config, store, access, { storing: false }], (services) =>
    replayConversations(query, { ...world, services }, work),
  );
}
