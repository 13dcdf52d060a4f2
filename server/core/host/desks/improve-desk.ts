import type { LongWork } from "../../base/index.ts";
import { queuedTargets } from "../../review/index.ts";
import { promptCalled } from "../evaluate-options.ts";
import type { Host } from "../host.ts";
import { caseAnswers } from "../improve/case-answers.ts";
import { cycleEvidence, endedCycles } from "../improve/cycle-evidence.ts";
import { Improver } from "../improve/improver.ts";
import { searchedBefore } from "../improve/kept-cycles.ts";
import { type DatasetQuery, type DatasetReport, makeDataset } from "../improve/make-dataset.ts";
import { memoryReport } from "../improve/memory-report.ts";
import { auditTrail, forgetAttempts, rememberedAttempts } from "../improve/remembered-attempts.ts";
import { Suggestions } from "../improve/suggestions.ts";
import { noWriter } from "../improve/write-cases.ts";
import type { HostBase } from "./host-base.ts";

type ImproveDesk = Pick<
  Host,
  | "planImprove"
  | "queuedTargets"
  | "improve"
  | "cycles"
  | "cycleEvidence"
  | "caseAnswers"
  | "suggestions"
  | "writeSuggestion"
  | "decideSuggestion"
  | "dataset"
  | "memory"
  | "resetMemory"
>;

/** Cycles of improvement, what they suggest, and what is decided about that. `diagnose` says what is to be mended. */
export function improveDesk(base: HostBase, { diagnose }: Pick<Host, "diagnose">): ImproveDesk {
  const { current, store, services, access, workspace } = base;
  const { root, trusted } = workspace;
  const suggested = new Suggestions({ store, root, trusted });
  const improver = new Improver({
    ...{ store, services, access, current, root, trusted, diagnose },
    replayWorld: (query) => base.replayWorld(query),
    dataset: (query, work) => datasetNow(base, query, work),
  });
  return {
    queuedTargets: async () => {
      const { when } = (await current.config()).improve;
      return when ? queuedTargets(await current.snapshot(), when, await searchedBefore(store)) : [];
    },
    planImprove: (query, work) => base.run(work, (own) => improver.plan(query, own)),
    improve: (query, work) => base.run(work, (own) => improver.improve(query, own)),
    cycles: () => endedCycles({ store, root }),
    cycleEvidence: (id) => cycleEvidence({ store, root }, id),
    caseAnswers: (query, work) =>
      base.run(work, (own) =>
        caseAnswers(query, { store, root, replayWorld: (of) => base.replayWorld(of) }, own),
      ),
    suggestions: () => suggested.list(),
    writeSuggestion: (id) => base.run({}, () => suggested.write(id)),
    decideSuggestion: (decision, work) => base.run(work, ({ signal }) => suggested.decide(decision, signal)),
    dataset: (query, work) => base.run(work, (own) => datasetNow(base, query, own)),
    memory: async (query) => memoryReport({ store, root }, (await current.load()).files, query),
    resetMemory: ({ prompt }) =>
      base.run({}, async () => {
        const { files } = await current.load();
        const file = prompt === undefined ? undefined : promptCalled(prompt, files).file;
        return forgetAttempts({ store, root, trusted }, file);
      }),
  };
}

async function datasetNow(base: HostBase, query: DatasetQuery, work: LongWork): Promise<DatasetReport> {
  const { current, store, workspace } = base;
  const { config, files } = await current.load();
  const built = await current.built();
  const { root } = workspace;
  const attempts = await rememberedAttempts({ store, root });
  const trail = await auditTrail(root);
  return base.withModels(({ embedder, chat }) => {
    const writer = () => {
      if (!chat) throw noWriter(config.models.refused);
      return { chat, prices: config.capture.prices };
    };
    const common = { store, root, files, built, embedder, attempts, trail, writer };
    return makeDataset(query, { ...common, evaluators: config.evaluators }, work);
  });
}
