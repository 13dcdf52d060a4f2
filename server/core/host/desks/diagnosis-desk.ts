import type { LongWork } from "../../base/index.ts";
import type { OpinionReport } from "../../review/index.ts";
import { compareVersions } from "../comparison/compare.ts";
import { promptCalled } from "../evaluate-options.ts";
import type { Host } from "../host.ts";
import { askOpinions, type OpinionQuery, type OpinionWorld } from "../opinions/opinion-asker.ts";
import { changeQueue, loadQueue } from "../queue/queue-file.ts";
import type { HostBase } from "./host-base.ts";

type DiagnosisDesk = Pick<
  Host,
  "diagnose" | "askOpinions" | "refreshSuspects" | "comparePrompts" | "changeQueue" | "queue"
>;

/** What failures are put down to, and what nobody can mend by a line. */
export function diagnosisDesk(base: HostBase): DiagnosisDesk {
  const { current, diagnoser, told, workspace } = base;
  return {
    diagnose: (subject, work) =>
      base.run(work, async (own) => diagnoser.diagnose(subject, await base.diagnosisWorld(), own)),
    askOpinions: (query, work) => base.run(work, (own) => askNow(base, query, own)),
    refreshSuspects: (work) =>
      base.run(work, async (own) => {
        const revision = await current.revision();
        await told.refresh(await base.diagnosisWorld(), revision, own);
      }),
    comparePrompts: (query, work) =>
      base.run(work, async () => compareVersions(query, await base.diagnosisWorld())),
    changeQueue: (request) => base.run({}, () => changeQueue(request, workspace)),
    queue: async () => (await loadQueue(workspace.root)).queue,
  };
}

async function askNow(base: HostBase, query: OpinionQuery, work: LongWork): Promise<OpinionReport> {
  const { store, access, diagnoser, workspace } = base;
  const { config, files } = await base.current.load();
  const named = query.prompts?.map((prompt) => promptCalled(prompt, files).file);
  const modelOf: OpinionWorld["modelOf"] = async (file, without) =>
    diagnoser.modelWithout(without, file, await base.diagnosisWorld());
  const asked = named ?? files.map(({ file }) => file);
  return askOpinions({ store, config, access, root: workspace.root, modelOf, files: asked }, query, work);
}
