import * as vscode from "vscode";
import { commands, settings } from "../server/protocol/index.ts";
import { registerAblationCommand } from "./commands/ablation.ts";
import { registerBehaviorCommands } from "./commands/behaviors.ts";
import { registerCaptureCommands } from "./commands/capture.ts";
import { registerConfigCommand } from "./commands/config.ts";
import { registerConversationCommands } from "./commands/conversations.ts";
import { registerDemoCommand } from "./commands/demo.ts";
import { registerEvaluatorCommands } from "./commands/evaluators.ts";
import { registerFilterCommands } from "./commands/filter-conversations.ts";
import { registerFindingCommands } from "./commands/findings.ts";
import { registerImproveCommand } from "./commands/improve.ts";
import { registerImproveRecords } from "./commands/improve-records.ts";
import { registerKeyCommands } from "./commands/keys.ts";
import { registerLabelCommands } from "./commands/labels.ts";
import { registerLoopCommands } from "./commands/loop.ts";
import { registerPrivacyCommands } from "./commands/privacy.ts";
import { registerProposalCommands } from "./commands/proposals.ts";
import { registerQueueCommands } from "./commands/queue.ts";
import { registerReplayCommand } from "./commands/replay.ts";
import { registerSuggestionCommands } from "./commands/suggestions.ts";
import { registerSupportCommands } from "./commands/support.ts";
import { registerTestEvaluators } from "./commands/test-evaluators.ts";
import { Connection } from "./connection.ts";
import { ConversationDocuments } from "./conversation-document.ts";
import { registerDeepLinks } from "./deep-links.ts";
import { Keys } from "./models/keys.ts";
import { AgreementPanel } from "./panels/agreement.ts";
import { BehaviorPanels } from "./panels/behavior.ts";
import { ComparisonPanel } from "./panels/comparison.ts";
import { DiagnosisPanels } from "./panels/diagnosis.ts";
import { OverviewPanel } from "./panels/overview.ts";
import { SuggestionPanels } from "./panels/suggestion.ts";
import { TracePanels } from "./panels/trace.ts";
import { ReplayDocuments } from "./replay-document.ts";
import { registerStatusBar } from "./status-bar.ts";
import { EvaluatorTests } from "./testing/evaluator-tests.ts";
import { PromptCoverage } from "./testing/prompt-coverage.ts";
import { TextsBefore } from "./texts-before.ts";
import { BehaviorsTree } from "./views/behaviors-tree.ts";
import { ConversationsTree } from "./views/conversations-tree.ts";
import { EvaluatorsTree } from "./views/evaluators-tree.ts";
import { LiveTree } from "./views/live-tree.ts";
import { ReviewQueue } from "./views/review-queue.ts";
import { registerWaitingItem } from "./waiting-item.ts";

let connection: Connection | undefined;

/** Starts the language server and registers what people see. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Homeostat", { log: true });
  context.subscriptions.push(log);
  registerSupportCommands(context, log, () => connection);
  registerPrivacyCommands(context, log);
  const keys = new Keys(context);
  const started = await Connection.start(context, log, keys);
  connection = started;
  BehaviorsTree.register(context, started);
  EvaluatorsTree.register(context, started);
  const replays = ReplayDocuments.register(context);
  EvaluatorTests.register(context, started, replays);
  PromptCoverage.register(context, started);
  const tree = ConversationsTree.register(context, started);
  const documents = ConversationDocuments.register(context, started);
  registerConfigCommand(context);
  registerLoopCommands(context, started, log);
  registerTestEvaluators(context, started);
  registerKeyCommands(context, started, keys);
  registerCaptureCommands(context, started);
  registerFindingCommands(context, started);
  registerProposalCommands(context, started);
  registerBehaviorCommands(context, started);
  registerEvaluatorCommands(context, started);
  registerConversationCommands(context, started, tree);
  registerLabelCommands(context, started);
  registerFilterCommands(context, started, tree);
  const traces = TracePanels.register(context, started, documents);
  registerReplayCommand(context, started, replays, () => traces.front);
  registerAblationCommand(context, started, replays);
  const before = TextsBefore.register(context, started);
  const pages = SuggestionPanels.register(context, started, { replays, before });
  registerSuggestionCommands(context, started, (target) => pages.open(target));
  registerImproveCommand(context, started);
  registerDeepLinks(context, started);
  registerImproveRecords(context, started);
  LiveTree.register(context, started);
  registerQueueCommands(context, started, ReviewQueue.register(context, started));
  OverviewPanel.register(context, started);
  BehaviorPanels.register(context, started);
  AgreementPanel.register(context, started);
  ComparisonPanel.register(context, started);
  DiagnosisPanels.register(context, started, () => traces.front);
  registerStatusBar(context, started);
  registerWaitingItem(context, started);
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.openWalkthrough, () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", "homeostat.homeostat#start", false),
    ),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(settings.inlayHints) || change.affectsConfiguration(settings.codeLens))
        void started.restart();
    }),
  );
  registerDemoCommand(context, started, log);
}

export async function deactivate(): Promise<void> {
  await connection?.dispose();
}
