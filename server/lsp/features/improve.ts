import type { CancellationToken } from "vscode-languageserver";
import {
  type CycleReport,
  cycleEndedText,
  cyclePlanText,
  cycleTraceId,
  type FailingTarget,
  failingTargets,
  type ImproveQuery,
  tame,
  UserError,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import { toPath } from "../from-lsp.ts";
import type { Server } from "../server.ts";
import { longWork, requestFolder, withProgress } from "./requests.ts";

/** Cycles of improvement: what fails, what a cycle would take, and the cycle itself. No file is changed by any of it. */
export function registerImprove(server: Server): void {
  const { connection } = server;
  const running = new Map<string, string>();
  connection.onRequest(
    methods.improveTargets,
    (request: protocol.InFolder): Promise<protocol.ImproveTargetsResult> =>
      targetsOf(requestFolder(server, request)),
  );
  connection.onRequest(
    methods.improvePlan,
    (request: protocol.ImprovePlanRequest, token: CancellationToken): Promise<protocol.ImprovePlanResult> =>
      withProgress(server, request, token, async (work) => {
        const folder = requestFolder(server, request);
        refuseSecond(running, folder);
        const plan = await folder.work.planImprove(queryOf(folder, request), work);
        const { target, budget, escalation } = plan;
        return {
          ...{ name: tame(target.name, 120), text: cyclePlanText(plan).join("\n"), ...budget },
          ...(escalation !== undefined && { escalation: tame(escalation, 600) }),
        };
      }),
  );
  connection.onRequest(
    methods.improve,
    (request: protocol.ImproveRequest, token: CancellationToken): Promise<protocol.ImproveResult> => {
      const { root } = requestFolder(server, request);
      return longWork(server, requestFolder(server, request), request, token, async (folder, work) => {
        refuseSecond(running, folder);
        running.set(root, request.target);
        try {
          return resultOf(await folder.work.improve(queryOf(folder, request), work));
        } finally {
          running.delete(root);
        }
      });
    },
  );
}

async function targetsOf(folder: Folder): Promise<protocol.ImproveTargetsResult> {
  // A look must not make a store where there is none.
  const queued = folder.config.improve.when && folder.hasStore() ? await folder.work.queuedTargets() : [];
  const isQueued = new Set(queued.map(({ kind, id }) => `${kind} ${id}`));
  const others = failingTargets(folder.snapshot).filter(({ kind, id }) => !isQueued.has(`${kind} ${id}`));
  const itemOf =
    (waits: boolean) =>
    ({ kind, id, name, says }: FailingTarget): protocol.ImproveTargetItem => ({
      kind,
      id,
      name,
      says,
      waits,
    });
  return { targets: [...queued.map(itemOf(true)), ...others.map(itemOf(false))] };
}

/** Two at once would spend two budgets on what each might have learnt from the other. */
function refuseSecond(running: ReadonlyMap<string, string>, { root }: Folder): void {
  const target = running.get(root);
  if (target === undefined) return;
  throw new UserError(
    "cycle-under-way",
    `An edit for ${tame(target, 80)} is being looked for already.`,
    "Wait until that is done, or cancel it.",
  );
}

function queryOf(
  folder: Folder,
  { target, prompt, calls, usd, anyway }: protocol.ImproveAsked,
): ImproveQuery {
  const path = prompt === undefined ? undefined : toPath(prompt);
  return {
    target,
    ...(prompt !== undefined && { prompt: path === undefined ? prompt : folder.fileOf(path) }),
    ...(anyway && { anyway }),
    budget: { ...(calls !== undefined && { calls }), ...(usd !== undefined && { usd }) },
  };
}

const resultOf = (report: CycleReport): protocol.ImproveResult => ({
  ...{ trace: cycleTraceId(report.id), end: report.end, message: cycleEndedText(report) },
  ...(report.suggestion && { suggestion: report.suggestion.id }),
});
