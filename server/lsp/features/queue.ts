import { access } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CancellationToken } from "vscode-languageserver";
import {
  type Diagnosis,
  type LongWork,
  loadQueue,
  promptSubjects,
  type QueueProposal,
  queueFileName,
  queueHistory,
  queueProposals,
  tame,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { refuseUnsaved } from "./refuse-unsaved.ts";
import { requestFolder, withProgress } from "./requests.ts";

const unsaved = { name: queueFileName, code: "queue-unsaved", again: "do it again" };

/** What no line can mend: what is in the committed file, what a diagnosis would put there, and what a person does with it. */
export function registerQueue(server: Server): void {
  const { connection } = server;
  connection.onRequest(
    methods.queue,
    async (request: protocol.InFolder): Promise<protocol.QueueView | null> => {
      const folder = server.folderAt(request.folder);
      return folder ? queueOf(folder) : null;
    },
  );
  connection.onRequest(
    methods.queueProposals,
    (
      request: protocol.QueueProposalsRequest,
      token: CancellationToken,
    ): Promise<protocol.QueueProposalsResult> =>
      withProgress(server, request, token, (work) => proposed(requestFolder(server, request), work)),
  );
  connection.onRequest(
    methods.changeQueue,
    async (request: protocol.ChangeQueueRequest): Promise<protocol.ChangeQueueResult> => {
      const folder = requestFolder(server, request);
      await refuseUnsaved(server, folder, unsaved);
      const { change, who } = request;
      const { item, isChanged } = await folder.work.changeQueue({
        ...change,
        ...(who !== undefined && { who }),
      });
      return { id: item.id, isChanged };
    },
  );
}

/** Read from the file and not by the host: a look must not make a store where there is none. */
async function queueOf({ root }: Folder): Promise<protocol.QueueView> {
  const file = join(root, queueFileName);
  const { queue } = await loadQueue(root);
  return {
    uri: pathToFileURL(file).href,
    isThere: await access(file).then(
      () => true,
      () => false,
    ),
    items: queue.items.map((item) => ({
      ...{ id: item.id, what: tame(item.what, 300), isOpen: item.state === "open" },
      conversations: item.conversations,
      history: queueHistory(item),
      ...(item.why !== undefined && { why: tame(item.why, 600) }),
      ...(item.prompt !== undefined && { prompt: tame(item.prompt, 200) }),
      ...(item.note !== undefined && { note: tame(item.note, 600) }),
    })),
    problems: queue.issues.map(({ message }) => `${queueFileName}: ${tame(message, 300)}`),
  };
}

async function proposed(folder: Folder, work: LongWork): Promise<protocol.QueueProposalsResult> {
  const { snapshot } = folder;
  // Without a store there is nothing to diagnose, and asking would make one.
  const isEmpty = snapshot.totals.conversations === 0 || snapshot.baseline !== undefined;
  const prompts: Diagnosis["prompts"][number][] = [];
  if (!isEmpty)
    for (const subject of promptSubjects(snapshot))
      prompts.push(...(await folder.work.diagnose(subject, work)).prompts);
  const { queue } = await loadQueue(folder.root);
  return {
    proposed: queueProposals(prompts, queue).map(toldProposal),
    failures: prompts.reduce((sum, { failures }) => sum + failures, 0),
  };
}

const toldProposal = ({
  exemplars,
  what,
  why,
  prompt,
  ...rest
}: QueueProposal): protocol.QueueProposalItem => ({
  ...rest,
  ...{ what: tame(what, 300), why: tame(why, 600), prompt: tame(prompt, 200) },
  exemplars: exemplars.map(({ conversationId, evaluator, explanation, firstStep, evidenceAt }) => {
    const message = firstStep?.messageIndex ?? evidenceAt;
    return {
      ...{ id: conversationId, evaluator: tame(evaluator, 80), said: tame(explanation, 300) },
      ...(message !== undefined && { message }),
    };
  }),
});
