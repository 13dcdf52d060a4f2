/** Every command, view and setting, named once; a test compares them with package.json. */
export const commands = {
  importConversations: "homeostat.importConversations",
  evaluate: "homeostat.evaluate",
  findBehaviors: "homeostat.findBehaviors",
  testEvaluators: "homeostat.testEvaluators",
  proposeTags: "homeostat.proposeTags",
  showOverview: "homeostat.showOverview",
  showCoverage: "homeostat.showPromptCoverage",
  openBehavior: "homeostat.openBehavior",
  showFailing: "homeostat.showFailingConversations",
  openConversation: "homeostat.openConversation",
  openAsText: "homeostat.openConversationAsText",
  labelPass: "homeostat.labelPass",
  labelFail: "homeostat.labelFail",
  showAgreement: "homeostat.showAgreement",
  diagnose: "homeostat.diagnoseFailures",
  comparePrompts: "homeostat.comparePrompts",
  showSuspects: "homeostat.showSuspects",
  startCapture: "homeostat.startCapture",
  stopCapture: "homeostat.stopCapture",
  connect: "homeostat.connect",
  claimService: "homeostat.claimService",
  openDemo: "homeostat.openDemo",
  openConfig: "homeostat.openConfig",
  filterConversations: "homeostat.filterConversations",
  groupConversations: "homeostat.groupConversations",
  clearFilter: "homeostat.clearFilter",
  saveFilter: "homeostat.saveFilter",
  openWalkthrough: "homeostat.openWalkthrough",
  restartServer: "homeostat.restartServer",
  showLog: "homeostat.showLog",
  doctor: "homeostat.doctor",
  repair: "homeostat.repairStore",
  forgetUser: "homeostat.forgetUser",
  addCheck: "homeostat.addCheck",
  ignoreFinding: "homeostat.ignoreFinding",
  replay: "homeostat.replay",
  ablate: "homeostat.ablate",
  improve: "homeostat.improve",
  openCycle: "homeostat.openCycle",
  showMemory: "homeostat.showMemory",
  resetMemory: "homeostat.resetMemory",
  showDataset: "homeostat.showDataset",
  showFlipped: "homeostat.showFlippedConversations",
  findForQueue: "homeostat.findForQueue",
  addToQueue: "homeostat.addToQueue",
  handleQueued: "homeostat.handleQueued",
  reopenQueued: "homeostat.reopenQueued",
  removeQueued: "homeostat.removeQueued",
  openQueueFile: "homeostat.openQueueFile",
  showSuggestion: "homeostat.showSuggestion",
  showCycle: "homeostat.showCycle",
  openSuggestionDiff: "homeostat.openSuggestionDiff",
  acceptSuggestion: "homeostat.acceptSuggestion",
  acceptSomeEdits: "homeostat.acceptSomeEdits",
  rejectSuggestion: "homeostat.rejectSuggestion",
  approveSuggestion: "homeostat.approveSuggestion",
  openLink: "homeostat.openLink",
  revertSuggestion: "homeostat.revertSuggestion",
  openFreshAnswers: "homeostat.openFreshAnswers",
  showMore: "homeostat.showMoreConversations",
  pinBehavior: "homeostat.pinBehavior",
  unpinBehavior: "homeostat.unpinBehavior",
  muteBehavior: "homeostat.muteBehavior",
  unmuteBehavior: "homeostat.unmuteBehavior",
  renameBehavior: "homeostat.renameBehavior",
  weighBehavior: "homeostat.weighBehavior",
  mergeBehavior: "homeostat.mergeBehavior",
  unmergeBehavior: "homeostat.unmergeBehavior",
  splitBehavior: "homeostat.splitBehavior",
  proposeForBehavior: "homeostat.proposeForBehavior",
  unsplitBehavior: "homeostat.unsplitBehavior",
  runEvaluator: "homeostat.runEvaluator",
  openEvaluator: "homeostat.openEvaluatorDefinition",
  copyFailure: "homeostat.copyFailure",
  setKey: "homeostat.setModelKey",
  removeKey: "homeostat.removeModelKey",
} as const;

export const views = {
  behaviors: "homeostat.behaviors",
  evaluators: "homeostat.evaluators",
  conversations: "homeostat.failingConversations",
  queue: "homeostat.queue",
  live: "homeostat.live",
} as const;

export const settings = {
  inlayHints: "homeostat.inlayHints.enabled",
  codeLens: "homeostat.codeLens.enabled",
  labelName: "homeostat.labels.name",
  freshConversations: "homeostat.tests.freshConversations",
  traceServer: "homeostat.trace.server",
} as const;

/** Files of ours that people edit. While one is open the server is told its text: what is not saved must not be written over. */
export const ownFiles = [
  "homeostat.yaml",
  "homeostat/behaviors.yaml",
  "homeostat/labels.yaml",
  "homeostat/capability.yaml",
  "homeostat/audit.jsonl",
] as const;

/** Language of the document that shows a conversation. */
export const conversationLanguage = "homeostat-conversation";
/** Scheme of its URIs. */
export const conversationScheme = "homeostat-conversation";
/** Scheme of the two documents of a replay. */
export const replayScheme = "homeostat-replay";
/** Scheme of the two texts of a suggestion. */
export const suggestionScheme = "homeostat-suggestion";
/** Scheme of the document that the doctor's report is. */
export const reportScheme = "homeostat-report";
/** Type of the panel that shows one conversation with its spans. */
export const tracePanel = "homeostat.trace";
/** Type of the panel that shows one behavior. */
export const behaviorPanel = "homeostat.behavior";
/** Type of the panels that show what failures are put down to. */
export const diagnosisPanel = "homeostat.diagnosis";
/** Type of the panel that shows what made the difference between two prompts. */
export const comparisonPanel = "homeostat.comparison";
/** Type of the panels that show a suggestion with its evidence. */
export const suggestionPanel = "homeostat.suggestion";
/** Scheme of a text as it was before somebody accepted a suggestion and went on from there. */
export const textBeforeScheme = "homeostat-before";
/** Type of the panel that shows how far evaluators agree. */
export const agreementPanel = "homeostat.agreement";
