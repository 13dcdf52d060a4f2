import type { CancellationToken } from "vscode-languageserver";
import {
  type AblationPlan,
  type AblationQuery,
  type AblationReport,
  ablationChoices,
  ablationPlanText,
  ablationSentence,
  askedJudges,
  changedWays,
  type FlippedConversation,
  flippedCounts,
  flippedText,
  flippedTexts,
  instructionAt,
  isWorse,
  lineOperators,
  operatorsNamed,
  spentText,
  tame,
  UserError,
} from "../../core/index.ts";
import {
  type AblatedConversation,
  type AblationChoice,
  type AblationChoicesRequest,
  type AblationChoicesResult,
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
    methods.ablationChoices,
    async (request: AblationChoicesRequest): Promise<AblationChoicesResult> => {
      const { folder, query, words } = lineAt(server, { ...request, operators: lineOperators });
      return choicesOf(await folder.work.planAblation(query), words);
    },
  );
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
    return longWork(server, folder, request, token, async (_, work): Promise<AblationResult> => {
      const report = await folder.work.ablate({ ...query, withRuns: true }, work);
      const flipped = report.lines.flatMap((line) => line.flipped);
      return {
        summary: summaryOf(report, flipped),
        flipped: flipped.flatMap((one) => toldConversation(one, report.prompt)),
      };
    });
  });
}

/** What can be done to the line at hand; why nothing can is told as the plan tells it. */
function choicesOf(plan: AblationPlan, words: string): AblationChoicesResult {
  const [line] = plan.lines;
  return {
    line: tame(words, 80),
    choices: lineOperators.map((operator): AblationChoice => {
      const reworded = line?.reworded.find((one) => one.operator === operator)?.words;
      const cannot = line?.cannot.find((one) => one.operator === operator)?.reason;
      return {
        ...{ operator, ...ablationChoices[operator] },
        ...(reworded !== undefined && { words: tame(reworded, 200) }),
        ...(cannot !== undefined && { cannot: tame(cannot, 300) }),
      };
    }),
    ...(!canRun(plan) && { cannot: ablationPlanText(plan).join("\n") }),
  };
}

function toldConversation(
  one: FlippedConversation,
  prompt: AblationReport["prompt"],
): AblatedConversation | readonly [] {
  const texts = flippedTexts(one, prompt);
  if (!texts) return [];
  return {
    ...{ id: one.conversationId, change: changedWays[one.operator], said: flippedText(one) },
    ...{ isWorse: isWorse(one), ...texts },
  };
}

const canRun = ({ runs }: AblationPlan): boolean => runs > 0;

function lineAt(
  server: Server,
  { uri, line, character = 0, operators }: AblationPlanRequest,
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
    query: {
      ...{ prompt: view.file, promptText: view.document.text, lines: { instructions: [key] } },
      ...(operators && { operators: operatorsNamed(operators) }),
    },
    words: text,
  };
}

function summaryOf(
  { lines, left, runs, leftReason, spent, judges = [] }: AblationReport,
  flipped: readonly FlippedConversation[],
): string {
  const results = lines.flatMap((line) => line.results);
  return [
    ...results.map((one) => ablationSentence(one)),
    ...(flipped.length > 0 ? [`Of its conversations ${flippedCounts(flipped)}.`] : []),
    ...(left > 0 ? [`${left} of ${runs} runs are missing: ${tame(leftReason ?? "stopped", 500)}.`] : []),
    `It took ${spentText(spent)}.`,
    ...askedJudges(judges, "replay").map((sentence) => `${sentence}.`),
  ].join(" ");
}
