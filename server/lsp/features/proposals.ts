import type { CancellationToken } from "vscode-languageserver";
import {
  addEvaluatorEdit,
  askedJudges,
  assertionsText,
  leftToJudge,
  type ProposalsReport,
  rubricPlanText,
  tame,
  UserError,
  wouldFlag,
} from "../../core/index.ts";
import {
  type AddCheckRequest,
  type AddCheckResult,
  methods,
  type ProposeChecksRequest,
  type ProposeChecksResult,
  type ProposeRubricsRequest,
} from "../../protocol/index.ts";
import type { Server } from "../server.ts";
import { editConfig } from "./config-edit.ts";
import { longWork } from "./requests.ts";

/** Checks for a line: what could test it, and the entry of what was chosen, through the editor so that it can be undone there. */
export function registerProposals(server: Server): void {
  const { connection } = server;
  connection.onRequest(methods.proposeChecks, (request: ProposeChecksRequest, token: CancellationToken) => {
    const { folder, query } = lineOf(server, request);
    return longWork(server, folder, request, token, async (_, work) =>
      resultOf(await folder.work.proposeChecks(query, work)),
    );
  });
  connection.onRequest(methods.proposeRubrics, (request: ProposeRubricsRequest, token: CancellationToken) => {
    const { folder, query } = lineOf(server, request);
    return longWork(server, folder, request, token, async (_, work) =>
      resultOf(await folder.work.proposeRubrics({ ...query, calls: request.calls }, work)),
    );
  });
  connection.onRequest(methods.addCheck, async ({ uri, entry }: AddCheckRequest): Promise<AddCheckResult> => {
    const folder = server.folderOf(uri);
    if (!folder)
      throw new UserError("no-folder", "No folder is open.", "Open the folder that holds your prompts.");
    const { configUri, applied } = await editConfig(server, folder, "Add a check", (text) =>
      addEvaluatorEdit(text, entry),
    );
    return { configUri, applied };
  });
}

/** The line as it is in the editor. */
function lineOf(server: Server, { uri, line }: ProposeChecksRequest) {
  const folder = server.folderOf(uri);
  const view = server.viewOf(uri);
  if (!folder || !view)
    throw new UserError("no-prompt", "This is no prompt of the workspace.", "Name it under `prompts:`.");
  return { folder, query: { file: view.file, text: view.document.text, line } };
}

function resultOf({ lines, plan, judges = [] }: ProposalsReport): ProposeChecksResult {
  const line = lines.find(({ proposals }) => proposals.length > 0) ?? lines[0];
  const trouble = judges.find(({ stoppedBy }) => stoppedBy !== undefined)?.stoppedBy;
  return {
    text: tame(line?.text ?? "", 120),
    proposals: lines.flatMap(({ proposals }) =>
      proposals.map(({ name, entry, figure }) => ({
        ...{ name, entry, figure: wouldFlag(figure), checks: assertionsText(entry) },
        tested: tame(figure.tested.says, 200),
        leftToJudge: leftToJudge(figure),
        failing: figure.failing.map(({ conversationId, explanation }) => ({
          conversationId,
          explanation: tame(explanation, 400),
        })),
      })),
    ),
    nothing: tame(line?.nothing ?? "There is no instruction on this line.", 1_000),
    ...(plan && {
      plan: { writer: tame(plan.writer, 120), text: rubricPlanText(plan), calls: plan.mostCalls },
    }),
    asked: askedJudges(judges, "rubric"),
    ...(trouble !== undefined && { trouble }),
  };
}
