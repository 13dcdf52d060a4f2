import type { CancellationToken } from "vscode-languageserver";
import {
  type AblationPlan,
  type AblationQuery,
  type AblationReport,
  ablationPlanText,
  ablationSentence,
  askedJudges,
  instructionAt,
  spentText,
  tame,
  UserError,
} from "../../core/index.ts";
import {
  type AblationPlanRequest,
  type AblationPlanResult,
  type AblationRequest,
  type AblationResult,
  methods,
} from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import { toOffset } from "../from-lsp.ts";
import type { Server } from "../server.ts";
import { longWork } from "./requests.ts";

/** Tries a line of a prompt as it is in the editor: what that will take, and what it showed. */
export function registerAblation(server: Server): void {
  const { connection } = server;
  connection.onRequest(
    methods.ablationPlan,
    async (request: AblationPlanRequest): Promise<AblationPlanResult> => {
      const { folder, query, words } = lineAt(server, request);
      const plan = await folder.work.planAblation(query);
      return { text: ablationPlanText(plan).join("\n"), line: tame(words, 80), canRun: canRun(plan) };
    },
  );
  connection.onRequest(methods.ablate, (request: AblationRequest, token: CancellationToken) => {
    const { folder, query } = lineAt(server, request);
    return longWork(
      server,
      folder,
      request,
      token,
      async (_, work): Promise<AblationResult> => ({
        summary: summaryOf(await folder.work.ablate(query, work)),
      }),
    );
  });
}

const canRun = ({ runs }: AblationPlan): boolean => runs > 0;

function lineAt(
  server: Server,
  { uri, line, character = 0 }: AblationPlanRequest,
): { readonly folder: Folder; readonly query: AblationQuery; readonly words: string } {
  const folder = server.folderOf(uri);
  const view = server.viewOf(uri);
  if (!folder || !view)
    throw new UserError("no-prompt", "This is no prompt of the workspace.", "Name it under `prompts:`.");
  const one = instructionAt(view, toOffset(view, { line, character }));
  if (!one)
    throw new UserError(
      "ablation-empty",
      "No instruction stands here.",
      "Put the cursor on a line that says what to do.",
    );
  const { key, text } = one.instruction;
  return {
    folder,
    query: { prompt: view.file, promptText: view.document.text, lines: { instructions: [key] } },
    words: text,
  };
}

function summaryOf({ lines, left, runs, leftReason, spent, judges = [] }: AblationReport): string {
  const results = lines.flatMap((line) => line.results);
  return [
    ...results.map((one) => ablationSentence(one)),
    ...(left > 0 ? [`${left} of ${runs} runs are missing: ${tame(leftReason ?? "stopped", 500)}.`] : []),
    `It took ${spentText(spent)}.`,
    ...askedJudges(judges, "replay").map((sentence) => `${sentence}.`),
  ].join(" ");
}
