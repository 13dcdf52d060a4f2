import type { CancellationToken } from "vscode-languageserver";
import {
  askedText,
  conversationText,
  type DecidedBehavior,
  type EvaluateSummary,
  emptySnapshot,
  evaluatedText,
  failingLines,
  type ImportSummary,
  instructionAt,
  type LongWork,
  progressText,
  redactedText,
  type Snapshot,
  tagProposalsText,
  tame,
  UserError,
  waitingText,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import { toOffset } from "../from-lsp.ts";
import type { Server } from "../server.ts";

/** What views and commands ask for beside the Language Server Protocol. */
export function registerRequests(server: Server): void {
  const { connection } = server;
  const folderOf = (request: protocol.InFolder): Folder => requestFolder(server, request);

  connection.onRequest(methods.import, (request: protocol.ImportRequest, token: CancellationToken) =>
    longWork(server, folderOf(request), request, token, async (folder, work) =>
      importResult(await folder.work.importConversations(request.paths, request.prompt, work)),
    ),
  );
  connection.onRequest(methods.evaluate, (request: protocol.LongRequest, token: CancellationToken) =>
    longWork(
      server,
      folderOf(request),
      request,
      token,
      async (folder, work): Promise<protocol.EvaluateResult> =>
        evaluateResult(await folder.work.evaluate(work)),
    ),
  );
  connection.onRequest(methods.findBehaviors, (request: protocol.LongRequest, token: CancellationToken) =>
    longWork(
      server,
      folderOf(request),
      request,
      token,
      async (folder, work): Promise<protocol.FindBehaviorsResult> => {
        const { behaviors, outliers, asked } = await folder.work.findBehaviors(work);
        return { behaviors, outliers, asked: asked ? askedText(asked) : "" };
      },
    ),
  );
  connection.onRequest(methods.proposeTags, (request: protocol.LongRequest, token: CancellationToken) =>
    longWork(
      server,
      folderOf(request),
      request,
      token,
      async (folder, work): Promise<protocol.ProposeTagsResult> => ({
        text: tagProposalsText(await folder.work.proposeTags(work)),
      }),
    ),
  );
  connection.onRequest(
    methods.status,
    (request: protocol.InFolder): protocol.Status => statusOf(server.folderAt(request.folder)),
  );
  connection.onRequest(
    methods.behaviors,
    (request: protocol.InFolder): protocol.BehaviorsResult =>
      behaviorsOf(server.folderAt(request.folder)?.snapshot),
  );
  connection.onRequest(
    methods.conversations,
    async ({ folder: _, ...query }: protocol.ConversationsRequest): Promise<protocol.ConversationsResult> => {
      const folder = folderOf({ folder: _ });
      return folder.snapshot.totals.conversations === 0
        ? { total: 0, conversations: [] }
        : folder.work.conversations(query);
    },
  );
  connection.onRequest(
    methods.completeQuery,
    (request: protocol.CompleteQueryRequest): Promise<protocol.CompleteQueryResult> =>
      folderOf(request).work.completeQuery(request.text, request.offset),
  );
  connection.onRequest(
    methods.slices,
    (request: protocol.InFolder): Promise<readonly protocol.SliceItem[]> => folderOf(request).work.slices(),
  );
  connection.onRequest(
    methods.saveSlice,
    ({ name, query, ...request }: protocol.SaveSliceRequest): Promise<void> =>
      folderOf(request).work.saveSlice({ name, query }),
  );
  connection.onRequest(
    methods.conversation,
    async (request: protocol.ConversationRequest): Promise<protocol.ConversationResult | null> => {
      const detail = await folderOf(request).work.conversation(request.id);
      if (!detail) return null;
      return { ...conversationText(detail), prompts: detail.prompts.map(({ file }) => ({ file, line: 0 })) };
    },
  );
  connection.onRequest(
    methods.instruction,
    ({ uri, line, character }: protocol.InstructionRequest): protocol.InstructionResult | null => {
      const view = server.viewOf(uri);
      const one = view && instructionAt(view, toOffset(view, { line, character }));
      const figures = one?.figures ?? one?.stale;
      if (!one) return null;
      return {
        key: figures?.key ?? one.instruction.key,
        text: one.instruction.text,
        failing: figures?.figures[0]?.failingConversations ?? 0,
      };
    },
  );
}

/** The folder that a request is about. */
export function requestFolder(server: Server, request: protocol.InFolder): Folder {
  const folder = server.folderAt(request.folder);
  if (!folder)
    throw new UserError("no-folder", "No folder is open.", "Open the folder that holds your prompts.");
  return folder;
}

/** Runs long work with progress and cancel, then brings the figures up to date. */
export async function longWork<T>(
  server: Server,
  folder: Folder,
  request: protocol.LongRequest,
  token: CancellationToken,
  act: (folder: Folder, work: LongWork) => Promise<T>,
): Promise<T> {
  const result = await withProgress(server, request, token, (work) => act(folder, work));
  await folder.refresh();
  return result;
}

/** The same for work that changes nothing. */
export function withProgress<T>(
  server: Server,
  request: protocol.LongRequest,
  token: CancellationToken,
  act: (work: LongWork) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  const progress: LongWork["progress"] = (state) => {
    const percent = state.total ? Math.floor((100 * state.done) / state.total) : undefined;
    const step: protocol.ProgressStep = {
      token: request.progressToken,
      message: progressText(state),
      ...(percent !== undefined && { percent }),
    };
    void server.connection.sendNotification(methods.progress, step);
  };
  return act({ signal: controller.signal, progress });
}

/** `by`: the evaluators that were asked for; absent = all. */
export function evaluateResult(summary: EvaluateSummary, by?: readonly string[]): protocol.EvaluateResult {
  const { conversations, evaluations, judges = [], waiting = [] } = summary;
  const trouble = judges.find(({ stoppedBy }) => stoppedBy !== undefined)?.stoppedBy;
  return {
    ...{ conversations, evaluations },
    said: evaluatedText(summary, by?.length === 1 ? by[0] : undefined),
    waiting: waiting.map((one) => ({ evaluator: one.evaluator, said: `${waitingText([one])[0]}.` })),
    ...(trouble && { trouble }),
  };
}

const importResult = ({
  added,
  updated,
  unchanged,
  files,
  redacted,
}: ImportSummary): protocol.ImportResult => ({
  added,
  updated,
  unchanged,
  redacted: redactedText(redacted).join(" "),
  problems: files.flatMap(({ file, problems }) =>
    problems.map(
      ({ line, entry, reason }) =>
        `${file}${line === undefined ? "" : `:${line}`}${entry === undefined ? "" : ` (entry ${entry})`}: ${tame(reason, 300)}`,
    ),
  ),
});

function statusOf(folder: Folder | undefined): protocol.Status {
  const { totals, behaviors, prompts, thresholds } = folder?.snapshot ?? emptySnapshot;
  const failing = prompts.reduce(
    (sum, prompt) => sum + failingLines(prompt, thresholds.minSamples, folder?.config.policy),
    0,
  );
  return { ...totals, behaviors: behaviors.length, hasConfig: folder?.hasConfig ?? false, failing };
}

const behaviorsOf = (snapshot: Snapshot | undefined): protocol.BehaviorsResult => ({
  behaviors: snapshot?.behaviors.map(behaviorItem) ?? [],
  groups: snapshot?.groups ?? [],
  outliers: snapshot?.outliers ?? 0,
  ...(snapshot?.unknown && { unknown: snapshot.unknown }),
  conversations: snapshot?.totals.conversations ?? 0,
});

/** As views and the overview show it. */
export const behaviorItem = ({ rate, failing: _, ...behavior }: DecidedBehavior): protocol.BehaviorItem => ({
  ...behavior,
  judged: rate.n,
  failed: rate.n - rate.passes,
  // Of the failure rate, whose interval is the pass rate's turned round.
  low: 1 - rate.high,
  high: 1 - rate.low,
});
