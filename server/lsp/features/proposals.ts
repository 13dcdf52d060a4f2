import type { CancellationToken } from "vscode-languageserver";
import {
  addEvaluatorEdit,
  askedJudges,
  assertionsText,
  type BehaviorProposals,
  behaviorPlanText,
  type CheckProposal,
  contrastText,
  leftToJudge,
  type ProposalsReport,
  type RubricPlan,
  rubricPlanText,
  tame,
  UserError,
  wouldFlag,
} from "../../core/index.ts";
import {
  type AddCheckRequest,
  type AddCheckResult,
  methods,
  type ProposalItem,
  type ProposeChecksRequest,
  type ProposeChecksResult,
  type ProposeForBehaviorRequest,
  type ProposeRubricsRequest,
} from "../../protocol/index.ts";
import type { Server } from "../server.ts";
import { editConfig } from "./config-edit.ts";
import { longWork, requestFolder } from "./requests.ts";

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
  connection.onRequest(
    methods.proposeForBehavior,
    (request: ProposeForBehaviorRequest, token: CancellationToken) => {
      const { behavior, byModel, calls } = request;
      const query = { behavior, ...(byModel && { byModel }), ...(calls !== undefined && { calls }) };
      return longWork(server, requestFolder(server, request), request, token, async (folder, work) =>
        behaviorResult(await folder.work.proposeForBehavior(query, work)),
      );
    },
  );
  connection.onRequest(methods.addCheck, async (request: AddCheckRequest): Promise<AddCheckResult> => {
    const { uri, entry } = request;
    const folder = uri === undefined ? requestFolder(server, request) : server.folderOf(uri);
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
  return {
    text: tame(line?.text ?? "", 120),
    proposals: lines.flatMap(({ proposals }) =>
      proposals.map((one) => itemOf(one, wouldFlag(one.figure), tame(one.figure.tested.says, 200))),
    ),
    nothing: tame(line?.nothing ?? "There is no instruction on this line.", 1_000),
    ...(plan && { plan: planOf(plan, rubricPlanText(plan)) }),
    ...askedIn(judges),
  };
}

function behaviorResult({
  behavior,
  proposals,
  nothing,
  plan,
  judges = [],
}: BehaviorProposals): ProposeChecksResult {
  return {
    text: tame(behavior.name, 120),
    proposals: proposals.map((one) =>
      itemOf(
        one,
        contrastText(one.contrast),
        `${wouldFlag(one.figure)} · ${tame(one.figure.tested.says, 200)}`,
      ),
    ),
    ...(nothing !== undefined && { nothing: tame(nothing, 1_000) }),
    ...(plan && { plan: planOf(plan, behaviorPlanText(plan)) }),
    ...askedIn(judges),
  };
}

const itemOf = ({ name, entry, figure }: CheckProposal, said: string, tested: string): ProposalItem => ({
  ...{ name, entry, figure: said, tested, checks: assertionsText(entry) },
  leftToJudge: leftToJudge(figure),
  failing: figure.failing.map(({ conversationId, explanation }) => ({
    conversationId,
    explanation: tame(explanation, 400),
  })),
});

const planOf = ({ writer, mostCalls }: RubricPlan, text: string) => ({
  ...{ writer: tame(writer, 120), text, calls: mostCalls },
});

function askedIn(
  judges: NonNullable<ProposalsReport["judges"]>,
): Pick<ProposeChecksResult, "asked" | "trouble"> {
  const trouble = judges.find(({ stoppedBy }) => stoppedBy !== undefined)?.stoppedBy;
  return { asked: askedJudges(judges, "rubric"), ...(trouble !== undefined && { trouble }) };
}
