import { resolve } from "node:path";
import type { LongWork } from "../../base/index.ts";
import { type CaptureSettings, contactsIn } from "../../capture/index.ts";
import { needs } from "../../evaluators/index.ts";
import { assignNew } from "../assign-new.ts";
import { waitingServices } from "../capturing/inbox.ts";
import { stateFolder } from "../capturing/state-folder.ts";
import type { Config } from "../config.ts";
import type { Host } from "../host.ts";
import { type ImportSummary, importConversations } from "../import-conversations.ts";
import { importEvaluations, refuseNothing } from "../import-evaluations.ts";
import { liveConversations } from "../live-conversations.ts";
import type { PromptFile } from "../prompt-files.ts";
import { tagConversations } from "../tag-conversations.ts";
import type { HostBase } from "./host-base.ts";

type CaptureDesk = Pick<Host, "importConversations" | "importEvaluations" | "live" | "waitingServices">;

/** What the prompts at hand say of themselves, as a support address, is nobody's secret. */
const captureFor = ({ capture }: Config, files: readonly PromptFile[]): CaptureSettings => ({
  ...capture,
  allow: [...capture.allow, ...files.flatMap(({ document }) => contactsIn(document.text))],
});

/** How conversations come in. */
export const captureDesk = (base: HostBase): CaptureDesk => ({
  importConversations: (paths, promptHint, work) =>
    base.run(work, (own) => importNow(base, paths, promptHint, own)),
  importEvaluations: (path, work) =>
    base.run(work, async (own) => {
      const { config, files } = await base.current.load();
      const file = resolve(base.workspace.root, path);
      const readers = config.evaluators.filter((one) => needs("needsRecorded", one)).map(({ key }) => key);
      const summary = await importEvaluations(base.store, file, captureFor(config, files), readers, own);
      refuseNothing(file, summary);
      return summary;
    }),
  live: (limit) => liveConversations(base.store, limit, Date.now()),
  waitingServices: async () => waitingServices(stateFolder()),
});

async function importNow(
  { current, store, workspace }: HostBase,
  paths: readonly string[],
  promptHint: string | undefined,
  work: LongWork,
): Promise<ImportSummary> {
  const { config, files } = await current.load();
  const summary = await importConversations(
    { store, root: workspace.root, capture: captureFor(config, files) },
    paths.map((path) => resolve(workspace.root, path)),
    promptHint,
    work,
  );
  if (summary.added + summary.updated > 0) {
    await assignNew(store);
    const { problems } = await tagConversations(store, config.tags, work);
    await store.compact();
    return { ...summary, tagProblems: problems };
  }
  return summary;
}
